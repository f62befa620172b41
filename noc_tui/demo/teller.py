"""From an arrival to its story: draws whom it concerns and what it is about, and lets it happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from noc_tui.demo.accounts import Account, Accounts, Draw
from noc_tui.demo.alerts import AlertStage, alert_open, alert_over, severities
from noc_tui.demo.cases import Case, draw_incident, draw_request, draw_sighting
from noc_tui.demo.cast import Cast
from noc_tui.demo.content import content
from noc_tui.demo.past import incident_over, request_over
from noc_tui.demo.plan import Arrival
from noc_tui.demo.present import Slot, Stage, suits, ticket_open
from noc_tui.demo.story import SECOND, AlertStory, Numbers, TicketStory
from noc_tui.desk.terms import TermsBook
from noc_tui.domain.words import Channel, Severity
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader

_TRIES = 500
"""How often a case is drawn again that does not suit its place; round-the-clock customers suit every hour."""


class Teller:
    """Tells the stories of one room, up to an instant. The same arrival makes the same story each time."""

    def __init__(self, read: Reader, book: TermsBook, now: datetime) -> None:
        """`now` is on the room's wall clock. Raises Refused where the store is no demo room."""
        zone = now.tzinfo
        self._now = now
        self._book = book
        self._content = content()
        self._cast = Cast(setup.operators(read))
        self._accounts = Accounts(read, book, now)
        self._anybody = Draw(self._accounts.everybody)
        self._monitored = Draw(self._accounts.monitored)
        self._rng = Random()  # noqa: S311 - a play, no secret
