"""A filled demo room: whole, the same for the same seed, and looking like a real one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from noc_tui.clock import to_us
from noc_tui.demo import history
from noc_tui.demo.history import fill
from noc_tui.desk.alert_events import derive_alert, derive_occurrences
from noc_tui.desk.derive import derive_ticket
from noc_tui.desk.doctor import examine
from noc_tui.desk.lines import alert_line, line_of
from noc_tui.desk.queue import QueueView
from noc_tui.desk.terms import TermsBook, TermsRef, terms_in_force
from noc_tui.domain.errors import BadInput, Refused
from noc_tui.domain.event import Subject
from noc_tui.domain.queue import Summary
from noc_tui.domain.words import Category, Priority, Reason
from noc_tui.store.read import setup
from noc_tui.store.read.alerts import alerts as every_alert
from noc_tui.store.read.alerts import occurrences
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.queue import find_line
from noc_tui.store.read.tickets import all_tickets, all_timelines
from noc_tui.store.room import Room
from tests.demo.demo_rooms import GIADA, content_of, demo_room, wall
from tests.rooms import SetClock, SqliteStores, Stores, look, opened, rows

AT = "2026-11-20 10:30"
"""A Friday morning."""


@pytest.fixture(scope="module")
def filled(stores: Stores) -> Iterator[Room]:
    """A room of some size, only to be looked at."""
    with demo_room(stores, SetClock(AT), tickets=1500, alerts=1500) as room:
        yield room


def events(room: Room, kinds: str = "") -> list[tuple[Any, ...]]:
    where = f"WHERE kind IN ({kinds})" if kinds else ""
    return rows(room, f"SELECT subject_kind, subject_id, at, actor, kind, detail FROM event {where} ORDER BY id")


def strip(room: Room, after: timedelta = timedelta(0)) -> Summary:
    def ask(read: Reader) -> Summary:
        return QueueView(read, lambda: room.clock() + after, GIADA.name).summary(read)

    return look(room, ask)


def test_a_doctor_finds_it_sound(filled: Room) -> None:
    assert list(examine(filled)) == []


def test_every_row_and_line_is_what_its_events_make(filled: Room) -> None:
    book = TermsBook()
    with filled.reading() as read:
        told = dict(all_timelines(read, Subject.TICKET))
        tickets = {ticket.id: ticket for ticket in all_tickets(read)}
        assert tickets == {ident: derive_ticket(read, book, ident, its) for ident, its in told.items()}
        for ticket in tickets.values():
            line = find_line(read, 0, ticket.id)
            assert (line and line.row) == line_of(read, book, ticket)
        told = dict(all_timelines(read, Subject.ALERT))
        alerts = {alert.id: alert for alert in every_alert(read, resolved=True, limit=1_000_000)}
        assert alerts == {ident: derive_alert(ident, its) for ident, its in told.items()}
        for ident, its in told.items():
            line = find_line(read, 1, ident)
            assert (line and line.row) == alert_line(alerts[ident])
            assert {o.started_raw: o for o in occurrences(read, ident)} == derive_occurrences(ident, its)
    waiting = {("wake", str(t.id), t.wake_at) for t in tickets.values() if t.wake_at}
    shelved = {("unshelve", str(a.id), a.shelved_until) for a in alerts.values() if a.shelved_until}
    assert set(rows(filled, "SELECT kind, ref, at FROM due_work")) == waiting | shelved


def test_the_same_seed_makes_the_same_room_and_another_seed_another(stores: Stores) -> None:
    with (
        demo_room(stores, SetClock(AT), seed=7, tickets=90, alerts=90) as one,
        demo_room(stores, SetClock(AT), seed=7, tickets=90, alerts=90) as same,
        demo_room(stores, SetClock(AT), seed=8, tickets=90, alerts=90) as other,
    ):
        assert content_of(one) == content_of(same)
        assert rows(one, "SELECT subject FROM ticket") != rows(other, "SELECT subject FROM ticket")


def test_the_room_is_made_for_the_last_ten_minutes_or_for_the_instant_that_is_given(files: SqliteStores) -> None:
    clock = SetClock(AT)
    given = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)
    with demo_room(files, clock) as room, demo_room(files, clock) as other:
        clock.move(minutes=9, seconds=59)
        assert fill(room, seed=1, tickets=5, alerts=5).at == clock.now - timedelta(minutes=9, seconds=59)
        assert fill(other, seed=1, tickets=5, alerts=5, at=given).at == given


def test_nothing_in_it_is_later_than_its_instant(filled: Room) -> None:
    now = to_us(filled.clock())

    assert rows(filled, "SELECT max(at) <= :now, max(recorded_at) <= :now FROM event", now=now)[0][0]
    for _, _, at, _, kind, detail in events(filled):
        ends = json.loads(detail).get("ended_at")
        assert at <= now and (ends is None or ends <= at), kind


def test_numbers_go_on_where_it_ends(stores: Stores) -> None:
    with demo_room(stores, SetClock(AT), tickets=50, alerts=20) as room:
        last = rows(room, "SELECT max(id), max(number) FROM ticket WHERE year = 2026")[0]
        ticket = opened(room, "OSC", GIADA)
        assert (ticket.id, ticket.number) == (51, last[1] + 1)
        assert rows(room, "SELECT value FROM counter WHERE name = 'alert'") == [(20,)]


def test_keys_are_given_in_the_order_of_opening_and_begin_anew_with_the_year(filled: Room) -> None:
    found = rows(filled, "SELECT id, year, number, opened_at FROM ticket ORDER BY id")
    instants = [opened_at for _, _, _, opened_at in found]

    assert instants == sorted(instants)
    assert all(wall(opened_at).year == year for _, year, _, opened_at in found)
    for year in (2025, 2026):
        numbers = [number for _, of_year, number, _ in found if of_year == year]
        assert len(numbers) > 50
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    "instant",
    [
        "2026-11-20 10:30",  # a working morning
        "2026-11-20 17:40",  # before offices close
        "2026-11-20 12:50",  # their midday break
        "2026-11-21 23:10",  # Saturday night
        "2026-12-25 15:00",  # Christmas
        "2026-01-01 00:10",  # a year begins
        "2026-03-29 03:00",  # the clocks go forward
        "2026-10-25 02:30",  # and back
    ],
)
def test_the_queue_looks_like_a_real_one_at_any_hour(files: SqliteStores, instant: str) -> None:
    with demo_room(files, SetClock(instant), tickets=400, alerts=400) as room:
        for after in (timedelta(0), timedelta(minutes=9, seconds=59)):
            seen = strip(room, after)
            assert 0.02 <= seen.overrun / seen.lines <= 0.06
            assert 0.05 <= seen.soon / seen.lines <= 0.25
            assert 0.15 <= seen.paused / seen.lines <= 0.4
            assert 0.25 <= seen.nobody / seen.lines <= 0.45
        assert rows(room, "SELECT count(*) FROM queue WHERE wake_at <= :now", now=to_us(room.clock())) == [(0,)]
        status = dict(rows(room, "SELECT status, count(*) FROM ticket GROUP BY status"))
        assert {"new", "open", "pending", "resolved", "closed", "cancelled"} == set(status)
        assert status["new"] + status["open"] + status["pending"] == 40
        assert list(examine(room)) == []


def test_a_larger_room_has_the_same_look(filled: Room) -> None:
    seen = strip(filled)

    assert seen.lines > 150
    assert 0.02 <= seen.overrun / seen.lines <= 0.06
    assert 0.05 <= seen.soon / seen.lines <= 0.25
    assert 0.4 <= seen.today / seen.lines <= 0.8
    assert 0.15 <= seen.paused / seen.lines <= 0.4
    assert 0.25 <= seen.nobody / seen.lines <= 0.45


def test_the_share_that_is_open_can_be_given(files: SqliteStores) -> None:
    with demo_room(files, SetClock(AT), tickets=60, alerts=0, open_share=0.5) as room:
        assert rows(room, "SELECT count(*) FROM queue") == [(30,)]


@pytest.mark.parametrize(("tickets", "alerts"), [(0, 0), (1, 0), (0, 1), (1, 1), (3, 40), (40, 3)])
def test_rooms_may_be_as_small_as_one_likes(files: SqliteStores, tickets: int, alerts: int) -> None:
    with demo_room(files, SetClock(AT), tickets=tickets, alerts=alerts) as room:
        assert rows(room, "SELECT (SELECT count(*) FROM ticket), (SELECT count(*) FROM alert)") == [(tickets, alerts)]
        assert list(examine(room)) == []


def test_it_has_everything_of_everything(filled: Room) -> None:
    def values(column: str, where: str = "TRUE") -> set[Any]:
        return {value for (value,) in rows(filled, f"SELECT DISTINCT {column} FROM ticket WHERE {where}")}

    active = "status IN ('new', 'open', 'pending')"
    assert values("category") == values("category", active) == set(Category)
    assert values("priority") == {None, *Priority}
    assert values("level", active) == {1, 2, 3}
    assert values("phase", active) == {"triage", "diagnosis", "intervention"}
    assert values("channel") == {"phone", "mail", "web", "monitoring"}
    assert values("origin") == {"customer", "alert"}
    assert len(values("technology")) == 12
    assert len(values("customer_id")) == 47
    assert values("pending_reason") == {None, *Reason}
    assert {"Servizio clienti L1", "Reti L2", "Sistemi L2", "Sicurezza L3"} <= values("team")
    assert {status for (status,) in rows(filled, "SELECT DISTINCT status FROM alert")} == {
        "firing", "acknowledged", "shelved", "resolved",
    }  # fmt: skip
    kinds = Counter(kind for _, _, _, _, kind, _ in events(filled))
    assert min(kinds[kind] for kind in ("worked_around", "reopened", "cleared", "alert_fired", "paused")) > 0


def test_past_promises_were_mostly_kept(filled: Room) -> None:
    for clock in ("response", "restore"):
        kept, of = rows(
            filled,
            f"SELECT sum(CASE WHEN {clock}_used_s <= {clock}_target_s THEN 1 ELSE 0 END), count(*) FROM ticket "
            f"WHERE status = 'closed' AND {clock}_target_s IS NOT NULL",
        )[0]
        assert 0.85 < kept / of < 0.99


def test_tickets_run_on_the_terms_in_force_when_they_were_opened(filled: Room) -> None:
    with filled.reading() as read:
        for ticket in all_tickets(read):
            ref = TermsRef(ticket.contract_version_id, ticket.profile_version_id, ticket.calendar_version_id)
            assert ref == terms_in_force(read, ticket.customer_id, wall(ticket.opened_at).date())
            if ticket.origin == "alert":
                assert ticket.contract_version_id
                assert setup.contract_by_id(read, ticket.contract_version_id).monitoring


def test_people_work_when_they_are_there(filled: Room) -> None:
    taken = [(ident, at, actor) for _, ident, at, actor, _, _ in events(filled, "'taken'")]
    book = TermsBook()
    with filled.reading() as read:
        calendars = {ticket.id: book.calendar(read, ticket.calendar_version_id) for ticket in all_tickets(read)}
        logins = {operator.login for operator in setup.operators(read)}
    in_hours = sum(calendars[ident].is_open_s(at // 1_000_000) for ident, at, _ in taken)
    nights = sum(not 7 <= wall(at).hour < 22 for _, at, _ in taken)

    assert in_hours / len(taken) > 0.95
    assert 0 < nights / len(taken) < 0.15
    assert {actor for _, _, actor in taken} <= logins - {"giada", "locatelli"}


def test_alerts_and_tickets_know_of_each_other(filled: Room) -> None:
    joined = rows(
        filled,
        "SELECT t.id, t.alerts_firing, sum(CASE WHEN a.status <> 'resolved' THEN 1 ELSE 0 END), t.status "
        "FROM alert a JOIN ticket t ON t.id = a.ticket_id GROUP BY t.id, t.alerts_firing, t.status",
    )

    assert len(joined) == rows(filled, "SELECT count(*) FROM ticket WHERE origin = 'alert'")[0][0]
    assert all(firing == not_over for _, firing, not_over, _ in joined)
    assert all(firing == 0 or status in {"new", "open", "pending"} for _, firing, _, status in joined)
    assert sum(firing > 0 for _, firing, _, _ in joined) > 20
    assert rows(filled, "SELECT count(*) FROM alert WHERE status = 'firing' AND ticket_id IS NULL")[0][0] > 5


def test_several_batches_make_the_same_room_as_one(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    with demo_room(stores, SetClock(AT), tickets=120, alerts=60) as one:
        monkeypatch.setattr(history, "BATCH", 13)
        with demo_room(stores, SetClock(AT), tickets=120, alerts=60) as many:
            assert content_of(one) == content_of(many)


class PowerCut(Exception):
    """The machine stops."""


def test_what_an_interruption_leaves_is_whole(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "BATCH", 20)
    with demo_room(stores, SetClock(AT)) as room:
        asked = 0

        def failing() -> datetime:
            nonlocal asked
            asked += 1
            if asked == 4:
                raise PowerCut
            return SetClock(AT).now

        room.clock = failing
        with pytest.raises(PowerCut):
            fill(room, seed=1, tickets=120, alerts=60)
        room.clock = SetClock(AT)

        assert 0 < rows(room, "SELECT count(*) FROM ticket")[0][0] < 120
        assert list(examine(room)) == []


def test_a_room_with_tickets_is_left_alone(files: SqliteStores) -> None:
    with demo_room(files, SetClock(AT)) as room:
        opened(room, "OSC", GIADA)
        before = content_of(room)

        with pytest.raises(Refused, match="already"):
            fill(room, seed=1, tickets=5, alerts=5)

        assert content_of(room) == before


def test_a_room_of_other_customers_is_refused(room: Room) -> None:
    with pytest.raises(Refused, match="noc demo"):
        fill(room, seed=1, tickets=5, alerts=5)


@pytest.mark.parametrize(
    "size", [{"tickets": -1}, {"alerts": -1}, {"open_share": 1.5}, {"open_share": -0.1}, {"open_share": float("nan")}]
)
def test_sizes_that_cannot_be_are_refused(room: Room, size: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        fill(room, **{"seed": 1, "tickets": 5, "alerts": 5} | size)
