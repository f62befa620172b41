"""`noc ticket call` and `noc ticket called`: call-backs, booked and made."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from noc_tui.cli import session
from noc_tui.cli.batch import DRY_RUN, JSON, written
from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import Channel

if TYPE_CHECKING:
    from noc_tui.domain.ticket import TicketRow
    from noc_tui.store.tx import Tx

SPENT = typer.Option("", "--spent", metavar="TIME", help="The time worked: 45m, 1h30.")
_KEY = typer.Argument(..., metavar="KEY", help="NOC-2026-000123, or 123; - reads it from stdin.")
_AHEAD = "15:00, 2h, tomorrow 9:00, mon 14:30"


class _By(StrEnum):
    PHONE = Channel.PHONE
    MAIL = Channel.MAIL


def span(text: str) -> timedelta | None:
    """The time that an option says was worked; None for none. Raises BadInput."""
    from noc_tui.desk.worked_time import parse_span

    return parse_span(text) if text else None


def call(
    key: str = _KEY,
    at: str = typer.Option("", "--at", metavar="TIME", help=f"When: {_AHEAD}."),
    who: str = typer.Option("", metavar="LOGIN", help="Who calls. Default: the customer's own operator."),
    whom: str = typer.Option("", "--with", metavar="NAME", help="Whom to ask for. Default: the ticket's contact."),
    number: str = typer.Option("", metavar="NUMBER", help="Phone number, or mail address. Default: the contact's."),
    by: _By = typer.Option(None, help="Call, or answer by mail. Default: phone."),
    text: str = typer.Option("", "--text", "-m", metavar="TEXT", help="What it is about; - reads it from stdin."),
    drop: bool = typer.Option(False, "--drop", help="The booked call is not needed any more."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Book a call-back on a ticket, move it, or drop it.

    What is not said of a booked one stays as it is.
    """
    from noc_tui.cli.ticket import each_ticket
    from noc_tui.desk import calls

    if drop == bool(at):
        raise BadInput("Book a call-back or drop it?", f"--at says when ({_AHEAD}), --drop that it is not needed.")
    words = written(text, [key])
    due = None if drop else session.moment(at)

    def do(tx: Tx, each: str) -> TicketRow:
        if due is None:
            return calls.drop_call(tx, each, text=words)
        way = Channel(by) if by else None
        return calls.book_call(tx, each, due, who=who or None, name=whom, number=number, by=way, text=words)

    each_ticket([key], do, dry_run=dry_run, json=json)


def called(
    key: str = _KEY,
    text: str = typer.Option("", "--text", "-m", metavar="TEXT", help="What was said; - reads it from stdin."),
    nobody: bool = typer.Option(False, "--nobody", help="Nobody was there."),
    again: str = typer.Option("", metavar="TIME", help="Book the next call with the same people."),
    spent: str = SPENT,
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
) -> None:
    """Say that the booked call was made: who was reached reads what was said."""
    from noc_tui.cli.ticket import each_ticket
    from noc_tui.desk import calls

    words, worked = written(text, [key]), span(spent)
    due = session.moment(again) if again else None

    def do(tx: Tx, each: str) -> TicketRow:
        return calls.call_made(tx, each, reached=not nobody, text=words, spent=worked, again=due)

    each_ticket([key], do, spent=worked, dry_run=dry_run, json=json)
