"""`noc calendar`: when the room works, for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from noc_tui import figures
from noc_tui.cli import session
from noc_tui.cli.batch import JSON
from noc_tui.cli.documents import TOML, edit_document, print_document, print_versions, save_from_file
from noc_tui.cli.following import FOLLOW
from noc_tui.cli.output import Cell, emit_json, lines, say, table
from noc_tui.domain.errors import BadInput
from noc_tui.domain.setup import VersionRow

if TYPE_CHECKING:
    from noc_tui.desk.months import Day

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_BAR = "·░▒▓█"


@app.command("list")
def list_(json: bool = JSON) -> None:
    """List the calendars, each in its newest version."""
    from noc_tui.store.read.setup import newest_versions

    with session.room().reading() as read:
        found = newest_versions(read, "calendar")
    if json:
        for one in found:
            emit_json(_record(one))
        return
    table(("name", "version", "zone", "title"), [(one.name, str(one.v), _zone(one), one.title) for one in found])


@app.command()
def show(
    name: str = typer.Argument(..., metavar="NAME", help="office, long, always…"),
    month: str = typer.Option("", "--month", metavar="YYYY-MM", help="Which month. Default: this one."),
    toml: bool = TOML,
    json: bool = JSON,
) -> None:
    """Draw a month of a calendar, with windows, holidays and exceptions, and tell its versions."""
    from noc_tui.desk.documents import find_version
    from noc_tui.desk.months import month_of
    from noc_tui.desk.terms import room_zone

    room = session.room()
    with room.reading() as read:
        found = find_version(read, "calendar", name)
        here = room.clock().astimezone(room_zone(read))
    if toml:
        print_document(found)
        return
    year, number = _month(month) if month else (here.year, here.month)
    days = month_of(found.spec, year, number)
    if json:
        for day in days:
            emit_json({"date": day.day.isoformat(), "windows": list(day.windows), "open_s": day.open_s,
                       "note": day.note})  # fmt: skip
        return
    say(f"{found.name} v{found.v}  {found.title} · {_zone(found)} · {days[0].day:%B %Y}")
    say(f"{'':10}  {''.join(f'{hour:<3}' for hour in range(0, 24, 3))}".rstrip())
    lines(list(_drawn(days)))
    say(f"{figures.span(sum(day.open_s for day in days))} open in {_counted(days)}")
    with room.reading() as read:
        print_versions(read, "calendar", found.name)


@app.command()
def add(
    file: str = typer.Argument(..., metavar="FILE", help="A TOML file, as those that ship with the program."),
    follow: bool = FOLLOW,
) -> None:
    """Add a calendar, or its next version, from a file. Asks whether open tickets follow."""
    from noc_tui.desk.versions import save_calendar

    save_from_file("calendar", file, follow, save_calendar)


@app.command()
def edit(
    name: str = typer.Argument(..., metavar="NAME", help="office, long, always…"),
    follow: bool = FOLLOW,
) -> None:
    """Change a calendar in your editor (VISUAL or EDITOR). What you write is kept where it is wrong."""
    from noc_tui.desk.versions import save_calendar

    edit_document("calendar", name, follow, save_calendar)


def _month(text: str) -> tuple[int, int]:
    match = _MONTH.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12 or not 1970 <= int(match[1]) <= 2199:
        raise BadInput(f"“{text}” is no month.", "Write it as 2026-12.")
    return int(match[1]), int(match[2])


def _drawn(days: Sequence[Day]) -> Iterator[Sequence[Cell | str]]:
    for day in days:
        bar = "".join(_BAR[minutes * (len(_BAR) - 1) // 60] for minutes in day.hours)
        style = "magenta" if day.note else "" if day.open_s else "dim"
        told = ", ".join(part for part in (*day.windows, day.note) if part)
        told = told or ("from the day before" if day.open_s else "closed")
        open_ = figures.exact(day.open_s) if day.open_s else ""
        yield Cell(f"{day.day:%a %d %b}", style), Cell(bar), Cell(open_, style, right=True), Cell(told, style)


def _counted(days: Sequence[Day]) -> str:
    opened = sum(bool(day.open_s) for day in days)
    return f"{opened} of {len(days)} days"


def _zone(one: VersionRow) -> str:
    return str(one.spec.get("timezone", ""))


def _record(one: VersionRow) -> dict[str, object]:
    return {"name": one.name, "version": one.v, "title": one.title, "timezone": _zone(one)}
