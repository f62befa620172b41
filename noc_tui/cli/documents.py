"""What `noc calendar` and `noc profile` share: documents printed, added from a file, and changed in an editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from noc_tui.cli import session
from noc_tui.cli.following import do_they_follow, let_follow
from noc_tui.cli.history import history_records, show_history
from noc_tui.cli.output import say, tell
from noc_tui.config import drafts_folder
from noc_tui.domain.errors import BadInput, Stale
from noc_tui.domain.setup import VersionRow
from noc_tui.store.read.setup import Versioned, newest_v, saved_versions
from noc_tui.toml_file import Document, read_document

if TYPE_CHECKING:
    from noc_tui.store.read.connection import Reader
    from noc_tui.store.tx import Tx

TOML = typer.Option(False, "--toml", help="Print the document, to be changed and added again.")
Save = Callable[..., VersionRow]
"""Writes the next version of a document: `save(tx, document, mistake=…)`."""
_EDITORS = ("sensible-editor", "nano", "vim", "vi")
_NAME_ONE = "VISUAL or EDITOR names one, as EDITOR=nano."


def print_document(version: VersionRow) -> None:
    """The document of a version as TOML."""
    say(_written(version).rstrip("\n"))


def print_versions(read: Reader, kind: Versioned, name: str) -> None:
    """When each version was written, and by whom."""
    from noc_tui.desk.terms import room_zone

    show_history([(saved, ()) for saved in reversed(saved_versions(read, kind, name))], room_zone(read))


def version_records(read: Reader, kind: Versioned, name: str) -> list[dict[str, object]]:
    """The same for scripts."""
    return history_records([(saved, ()) for saved in reversed(saved_versions(read, kind, name))])


def save_from_file(kind: Versioned, file: str, follow: bool | None, save: Save) -> None:
    """Writes a calendar or profile, or its next version, from a TOML file, and lets open tickets follow where they do.

    Raises BadInput, naming file, line and field, where the document is wrong, Refused where it says what is there.
    """
    _save(kind, read_document(file), follow, save)


def edit_document(kind: Versioned, name: str, follow: bool | None, save: Save) -> None:
    """Opens the newest version in the user's editor, and saves the next one where it was changed.

    What was written is kept in a file, whatever comes in the way. Raises BadInput where there is no terminal, Refused
    where nothing was changed, Stale where somebody else saved a version in the meantime.
    """
    from noc_tui.desk.documents import document_of, find_version

    with session.room().reading() as read:
        before = find_version(read, kind, name)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        by_hand = f"noc {kind} show {name} --toml > {name}.toml; noc {kind} add {name}.toml"
        raise BadInput("An editor needs a terminal.", f"Without one: {by_hand}")

    def save_next(tx: Tx, document: Mapping[str, Any], **options: Any) -> VersionRow:
        if newest_v(tx.read, kind, before.name) != before.v:
            raise Stale(f"Somebody else has written another version of {kind} {before.name}.", "Look at it first.")
        return save(tx, document, **options)

    with _edited(f"{kind}-{before.name}-", _written(before), add_with=f"noc {kind} add") as document:
        if document.data == document_of(before):
            say(f"{kind} {before.name} v{before.v} stays as it is.")
            return
        if document.data.get("name") != before.name:
            raise document.mistake("name", f"{before.name} was opened. One of another name is added from a file.")
        _save(kind, document, follow, save_next)


def _save(kind: Versioned, document: Document, follow: bool | None, save: Save) -> None:
    def write(tx: Tx) -> VersionRow:
        return save(tx, document.data, mistake=document.mistake)

    moves = do_they_follow(kind, str(document.data.get("name", "")), follow, write=write)
    saved = session.run(write, make=True)
    say(f"{kind} {saved.name} v{saved.v}")
    if moves:
        let_follow(kind, saved.name)


def _written(version: VersionRow) -> str:
    from noc_tui.desk.documents import document_of
    from noc_tui.toml_writing import dumps

    return dumps(document_of(version))


@contextmanager
def _edited(begins: str, text: str, *, add_with: str) -> Iterator[Document]:
    """The text as it comes back from the editor. Its file goes only when all went well, or nothing was written."""
    path = _new_file(begins, text)
    try:
        _open_editor(path)
        yield read_document(str(path))
    except BaseException:
        if path.exists() and path.read_text("utf-8", "replace") != text:
            tell(f"What you wrote is kept: {add_with} {path}")
        else:
            path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)


def _new_file(begins: str, text: str) -> Path:
    """A file for its owner's eyes only."""
    folder = drafts_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(".toml", begins, folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written to: {error.strerror}.", "The text would be kept there.") from error
    return Path(name)


def _open_editor(path: Path) -> None:
    """Waits until the user has left the editor. Raises BadInput where it cannot be started, or leaves with an error."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or next(filter(shutil.which, _EDITORS), "")
    try:
        command = [*shlex.split(named), str(path)]
        status = subprocess.run(command, check=False).returncode if named else 127  # noqa: S603, the user's own editor
    except (OSError, ValueError) as error:
        raise BadInput(f"The editor “{named}” cannot be started: {error}.", _NAME_ONE) from error
    if status:
        raise BadInput(f"The editor “{named}” left with an error." if named else "There is no editor here.", _NAME_ONE)
