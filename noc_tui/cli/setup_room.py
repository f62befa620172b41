"""`noc setup check`, `diff`, `apply` and `export`: a room's whole set-up as TOML files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.differences import value_told
from noc_tui.cli.following import FOLLOW, do_they_follow, let_follow, who_runs_on
from noc_tui.cli.output import emit_json, say, tell
from noc_tui.domain.errors import BadInput
from noc_tui.text import line
from noc_tui.toml_file import Document, files_named, read_document

if TYPE_CHECKING:
    from noc_tui.desk.room_document import Comparison, Difference
    from noc_tui.store.read.room_setup import Key
    from noc_tui.store.read.setup import Promised
    from noc_tui.store.room import Room

_Offer = tuple["Promised", str, "int | None"]
"""A contract, profile or calendar that gets a new version, and of a contract the customer's id."""
FILES = typer.Argument(..., metavar="FILE...", help="TOML files, or folders of *.toml; together they are one document.")
_PROMISED: tuple[Promised, ...] = ("contract", "profile", "calendar")
_SHOWN = 10
"""Of what is kept, so many names of a kind."""


def check(files: list[str] = FILES) -> None:
    """Check set-up files: mistakes are told with file, line and field, of one list or one day's hours the first."""
    from noc_tui.clock import to_us
    from noc_tui.desk.room_document import mistakes_in, refuse

    documents = _read(files)
    with session.room_to_be() as room, room.reading() as read:
        refuse(mistakes_in(read, documents, to_us(room.clock())))
    tell(f"{', '.join(document.name for document in documents)}: no mistake.")


def diff(files: list[str] = FILES, json: bool = JSON) -> None:
    """Show what set-up files would change in the room, field by field, and what they do not speak of."""
    documents = _read(files)
    with session.room_to_be() as room:
        comparison = _compared(room, documents)
        if json:
            _emit(comparison)
        else:
            _show(comparison)
        _tell_who_is_asked_about(room, comparison)
    if not (json or comparison.differences):
        tell("Nothing would change: the room is as the files say.")


def apply(files: list[str] = FILES, follow: bool = FOLLOW, json: bool = JSON) -> None:
    """Bring set-up files into the room in one transaction. What they do not speak of stays as it is."""
    from noc_tui.desk.room_document import apply_documents, may_apply

    documents, room = _read(files), session.room(make=True)
    comparison = _compared(room, documents)
    with room.reading() as read:
        may_apply(session.actor(read), comparison)
    moves = [offer for offer in _offers(room, comparison) if _follows(offer, follow)]
    done = session.run(lambda tx: apply_documents(tx, documents), make=True)
    if json:
        _emit(done)
    for one in () if json else done.differences:
        say(f"{_sign(one)} {_name(one.name)}")
    tell(_summed(done.differences))
    for kind, name, customer_id in moves:
        let_follow(kind, name, customer_id)


def export() -> None:
    """Print the room's whole set-up as one set-up file: compared with the room it changes nothing."""
    from noc_tui.desk.room_document import export as document_of
    from noc_tui.toml_writing import dumps

    with session.room().reading() as read:
        document = document_of(read)
    say(dumps(document).rstrip("\n"))


def _read(files: Sequence[str]) -> list[Document]:
    from noc_tui.desk.room_document import LONGEST, refuse

    documents, mistakes = [], []
    for path in files_named(files):
        try:
            documents.append(read_document(path, LONGEST))
        except BadInput as error:
            mistakes.append(error)
    refuse(mistakes)
    return documents


def _compared(room: Room, documents: Sequence[Document]) -> Comparison:
    from noc_tui.clock import to_us
    from noc_tui.desk.room_document import compare

    with room.reading() as read:
        return compare(read, documents, to_us(room.clock()))


def _follows(offer: _Offer, follow: bool | None) -> bool:
    """Whether open tickets move to a new version. Raises BadInput where it is not said and nobody can be asked."""
    kind, name, customer_id = offer
    return do_they_follow(kind, name, follow, customer_id)


def _tell_who_is_asked_about(room: Room, comparison: Comparison) -> None:
    """Which open tickets run on what changes, so that nobody learns it only from `apply`."""
    with room.reading() as read:
        told = [who_runs_on(read, *offer) for offer in _offers(room, comparison)]
    for one in filter(None, told):
        tell(one)
    if any(told):
        tell("`noc setup apply` asks whether they follow: --follow or --keep says it.")


def _offers(room: Room, comparison: Comparison) -> Iterator[_Offer]:
    """The new versions that open tickets may move to, once they are there; of contracts those that hold today."""
    from noc_tui.desk.terms import room_zone
    from noc_tui.store.read.setup import match_customer

    with room.reading() as read:
        today = room.clock().astimezone(room_zone(read)).date().isoformat()
        owners = {key[1]: match_customer(read, key[1]) for key in _keys(comparison, "contract")}
    for kind in _PROMISED:
        for one in comparison.differences:
            if one.kind != kind or (kind == "contract" and not one.holds_on(today)):
                continue
            owner = owners.get(one.key[1])
            yield kind, one.key[-1], owner.id if owner else None


def _keys(comparison: Comparison, kind: str) -> Iterator[Key]:
    return (one.key for one in comparison.differences if one.kind == kind)


def _show(comparison: Comparison) -> None:
    for one in comparison.differences:
        say(f"{_sign(one)} {_name(one.name)}")
        rows = [(field, _change(old, new, is_new=one.is_new)) for field, old, new in _leaves(one)]
        wide = max((len(field) for field, _ in rows), default=0)
        for field, change in rows:
            say(f"    {field:{wide}}  {line(change)}")
    for kind, keys in groupby(comparison.kept, lambda key: key[0]):
        names = [_name(key).removeprefix(f"{kind} ") for key in keys]
        more = f" and {len(names) - _SHOWN} more (--json names them)" if len(names) > _SHOWN else ""
        say(f"= {kind} {', '.join(names[:_SHOWN])}{more}: not in the files, kept")


def _emit(comparison: Comparison) -> None:
    for one in comparison.differences:
        fields = {name: {"old": old, "new": new} for name, (old, new) in one.fields.items()}
        emit_json({"change": "new" if one.is_new else "changed", **_record(one.name), "fields": fields})
    for key in comparison.kept:
        emit_json({"change": "kept", **_record(key), "fields": {}})


def _record(key: Key) -> dict[str, object]:
    return {"kind": key[0], "customer": key[1] if len(key) == 3 else None, "name": key[-1] if len(key) > 1 else None}


def _sign(one: Difference) -> str:
    return "+" if one.is_new else "~"


def _name(key: Key) -> str:
    return f"{key[0]} {' / '.join(key[1:])}".rstrip()


def _leaves(one: Difference) -> Iterator[tuple[str, object, object]]:
    """The fields that differ, of tables those inside; what is new has its name in its head."""
    for name, (old, new) in one.fields.items():
        if one.is_new and new == one.name[-1]:
            continue
        before, after = dict(_flat(name, old)), dict(_flat(name, new))
        for path in dict.fromkeys((*before, *after)):
            if before.get(path) != after.get(path):
                yield path, before.get(path), after.get(path)


def _flat(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping) and value:
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}", inner)
    else:
        yield path, value


def _change(old: object, new: object, *, is_new: bool) -> str:
    return value_told(new) if is_new else f"{value_told(old)} → {value_told(new)}"


def _summed(differences: Sequence[Difference]) -> str:
    if not differences:
        return "Nothing to change: the room is as the files say."
    new = sum(one.is_new for one in differences)
    return f"{new} new, {len(differences) - new} changed."
