"""When an alert opens a ticket or joins one, and when its end ends the ticket."""

from __future__ import annotations

from datetime import date

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.alerts import acknowledge, resolve
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.ending import cancel, close, reopen, solve
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.tickets import read_clocks
from noc_tui.desk.work import assign, note, take, wait
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Category, Channel, Origin, Reason, Severity, Status, Visibility
from noc_tui.store.room import Room
from tests.desk.monitoring import alert_of, ends, fires, hear
from tests.rooms import ANNA, BRUNO, LIA, SetClock, do, history, kinds, local, opened, rows, ticket_of


def the_ticket(room: Room) -> TicketRow:
    assert rows(room, "SELECT count(*) FROM ticket") == [(1,)]
    return ticket_of(room, "1")


def no_ticket(room: Room) -> bool:
    return rows(room, "SELECT count(*) FROM ticket") == [(0,)]


@pytest.mark.parametrize("severity", list(Severity))
def test_critical_and_major_alerts_open_a_ticket_under_a_contract_with_monitoring(
    room: Room, severity: Severity
) -> None:
    receipt = hear(room, fires(severity=severity))

    opens = severity in {Severity.CRITICAL, Severity.MAJOR}
    assert receipt.tickets == (("NOC-2026-000001",) if opens else ())
    assert no_ticket(room) != opens


def test_of_two_contracts_the_one_with_monitoring_has_the_alert_open_its_ticket(room: Room) -> None:
    """F8: a later contract for something else does not silence what the customer pays for."""
    do(room, LIA, add_contract, "ACME", code="AC-2", profile="extended", valid_from=date(2026, 6, 1))

    hear(room, fires())

    assert rows(room, "SELECT code FROM contract_version WHERE id = :id", id=the_ticket(room).contract_version_id) == [
        ("AC-1",)
    ]


def test_the_ticket_of_an_alert_says_where_it_comes_from(room: Room, clock: SetClock) -> None:
    hear(room, fires())

    ticket = the_ticket(room)

    assert ticket.subject == "InterfaceDown edge-rtr-01 Gi0/0/1 · Gi0/0/1 down on edge-rtr-01"
    assert (ticket.origin, ticket.channel, ticket.status) == (Origin.ALERT, Channel.MONITORING, Status.NEW)
    assert (ticket.severity, ticket.alerts_firing, ticket.touched) == (0, 1, False)
    assert ticket.opened_at == to_us(clock.now)
    assert alert_of(room).ticket_id == ticket.id
    assert {event.actor for event in history(room, ticket)} == {"intake:alertmanager"}


@pytest.mark.parametrize(
    ("severity", "category"), [(Severity.CRITICAL, Category.BLOCKING), (Severity.MAJOR, Category.NON_BLOCKING)]
)
def test_before_triage_a_critical_alert_is_blocking_another_runs_on_the_default(
    room: Room, severity: Severity, category: Category
) -> None:
    hear(room, fires(severity=severity))

    assert the_ticket(room).category == category


@pytest.mark.parametrize("customer", ["OSP", "CDS", "", "Nobody Ltd"])
def test_without_monitoring_in_the_contract_no_alert_opens_a_ticket(room: Room, customer: str) -> None:
    """F8: an option. Extended here has no Alerting Manager, CDS no contract, the last are nobody we know."""
    hear(room, fires(customer_hint=customer))

    assert no_ticket(room)
    assert alert_of(room).customer_hint == customer


def test_monitoring_is_included_in_the_base_profile_and_runs_round_the_clock(room: Room, clock: SetClock) -> None:
    """G4."""
    clock.set("2026-11-22 03:00")  # a Sunday night

    hear(room, fires("2026-11-22 02:59", customer_hint="BDA"))

    ticket = the_ticket(room)
    assert ticket.opened_at == to_us(clock.now)
    assert ticket.response.due == to_us(local("2026-11-23 18:00"))


def test_a_contract_that_is_over_opens_nothing(room: Room, clock: SetClock) -> None:
    do(
        room,
        LIA,
        add_contract,
        "ACME",
        code="AC-1",
        profile="base",
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 11, 23),
    )

    clock.set("2026-11-24 00:00")
    hear(room, fires("2026-11-23 23:59"))

    assert no_ticket(room)


def test_alerts_of_one_group_and_customer_share_a_ticket(room: Room) -> None:
    hear(room, fires(group_key="g", severity=Severity.MAJOR))
    receipt = hear(room, fires(group_key="g", alert_key="if2", severity=Severity.CRITICAL))

    ticket = the_ticket(room)
    assert receipt.tickets == (ticket.key,)
    assert (ticket.alerts_firing, ticket.severity) == (2, Severity.CRITICAL.rank)
    assert alert_of(room, 2).ticket_id == ticket.id
    assert kinds(room, ticket) == ["alert_joined", "alert_joined"]


def test_a_minor_alert_joins_the_ticket_of_its_group_and_opens_none(room: Room) -> None:
    hear(room, fires(group_key="g", alert_key="small", severity=Severity.MINOR))
    assert no_ticket(room)
    hear(room, fires(group_key="g"))
    hear(room, fires(group_key="g", alert_key="small2", severity=Severity.INFO))

    ticket = the_ticket(room)

    assert [alert_of(room, number).ticket_id for number in (1, 2, 3)] == [None, ticket.id, ticket.id]
    assert ticket.severity == Severity.CRITICAL.rank


@pytest.mark.parametrize("other", [{"group_key": "h"}, {"group_key": ""}, {"customer_hint": "TEL"}])
def test_another_group_or_customer_has_a_ticket_of_its_own(room: Room, other: dict[str, str]) -> None:
    hear(room, fires(group_key="g"))
    hear(room, fires(alert_key="if2", **{"group_key": "g"} | other))

    assert rows(room, "SELECT count(*) FROM ticket") == [(2,)]


def test_a_group_whose_ticket_is_over_opens_another(room: Room) -> None:
    hear(room, fires(group_key="g"))
    do(room, ANNA, solve, "1", "Restarted")
    hear(room, fires(group_key="g", alert_key="if2"))

    assert alert_of(room, 2).ticket_id == ticket_of(room, "2").id
    assert ticket_of(room, "1").status == Status.RESOLVED


def test_the_end_of_the_last_firing_alert_resolves_a_ticket_in_which_nobody_acted(room: Room, clock: SetClock) -> None:
    hear(room, fires(group_key="g"), fires(group_key="g", alert_key="if2"))
    clock.move(minutes=5)
    hear(room, ends(end="2026-11-23 09:02", group_key="g"))
    assert (the_ticket(room).status, the_ticket(room).alerts_firing) == (Status.NEW, 1)

    receipt = hear(room, ends(end="2026-11-23 09:03", group_key="g", alert_key="if2"))

    ticket = the_ticket(room)
    assert receipt.tickets == (ticket.key,)
    assert (ticket.status, ticket.alerts_firing, ticket.closed_at) == (Status.RESOLVED, 0, None)
    assert ticket.resolved_at == to_us(clock.now)
    assert kinds(room, ticket)[-2:] == ["alert_resolved", "cleared"]


def test_a_ticket_that_only_alerts_resolved_has_no_response(room: Room, clock: SetClock) -> None:
    hear(room, fires(customer_hint="TEL"))
    clock.move(hours=6)
    hear(room, ends(end="2026-11-23 14:59", customer_hint="TEL"))

    ticket = the_ticket(room)
    with room.reading() as read:
        calendar = TermsBook().calendar(read, ticket.calendar_version_id)
    clocks = read_clocks(ticket, calendar, to_us(clock.now))

    assert [clocks[name].left.status for name in ("contact", "response", "restore")] == ["none"] * 3
    assert all(clock.promised and clock.left.due is None for clock in clocks.values())


def test_a_restore_promised_from_the_opening_is_kept_by_the_alerts_end(room: Room, clock: SetClock) -> None:
    targets = {"blocking_anomaly": {"restore": {"minutes": 60, "from": "opened"}}}
    do(
        room,
        LIA,
        add_contract,
        "CDS",
        code="CD-1",
        profile="base",
        valid_from=date(2026, 1, 1),
        spec={"targets": targets},
    )
    hear(room, fires(customer_hint="CDS"))
    clock.move(minutes=20)
    hear(room, ends(end="2026-11-23 09:19", customer_hint="CDS"))

    ticket = the_ticket(room)
    assert (ticket.restore.phase, ticket.restore.used_s) == ("stopped", 20 * 60)
    assert ticket.response.target_s is None


@pytest.mark.parametrize("deed", ["take", "assign", "note", "wait"])
def test_the_end_of_an_alert_never_resolves_a_ticket_in_which_a_person_acted(room: Room, deed: str) -> None:
    hear(room, fires())
    if deed == "take":
        do(room, ANNA, take, "1")
    elif deed == "assign":
        do(room, LIA, assign, "1", to="bruno")
    elif deed == "note":
        do(room, ANNA, note, "1", "Seen")
    else:
        do(room, ANNA, wait, "1", Reason.VENDOR)
    before = the_ticket(room)

    hear(room, ends())

    now = the_ticket(room)
    assert (now.status, now.resolved_at, now.alerts_firing) == (before.status, None, 0)
    assert (now.response, now.restore) == (before.response, before.restore)


def test_nor_one_whose_alert_a_person_resolved(room: Room) -> None:
    hear(room, fires())
    do(room, ANNA, resolve, 1)

    assert (the_ticket(room).status, the_ticket(room).alerts_firing) == (Status.NEW, 0)


def test_acknowledging_an_alert_leaves_its_ticket_alone(room: Room) -> None:
    hear(room, fires())
    before = the_ticket(room)

    do(room, ANNA, acknowledge, 1)

    assert the_ticket(room) == before


def test_a_fault_that_comes_back_opens_its_resolved_ticket_again(room: Room, clock: SetClock) -> None:
    hear(room, fires())
    hear(room, ends())
    clock.set("2026-11-24 10:00")

    receipt = hear(room, fires("2026-11-24 09:58"))

    ticket = the_ticket(room)
    assert receipt.tickets == (ticket.key,)
    assert (ticket.status, ticket.alerts_firing, ticket.resolved_at) == (Status.NEW, 1, None)
    assert kinds(room, ticket)[-2:] == ["reopened", "alert_fired"]
    assert (ticket.response.phase, ticket.response.used_s) == ("running", 0)
    assert ticket.response.since == to_us(clock.now)  # nobody had acted: the clocks start anew
    clock.move(minutes=5)
    hear(room, ends("2026-11-24 09:58", "2026-11-24 10:04"))
    assert the_ticket(room).status == Status.RESOLVED


def test_it_goes_on_with_the_restore_clock_where_a_person_had_solved_it(room: Room, clock: SetClock) -> None:
    hear(room, fires())
    do(room, ANNA, take, "1")
    clock.move(hours=1)
    solved = do(room, ANNA, solve, "1", "Restarted")
    hear(room, ends(end="2026-11-23 09:59"))
    clock.move(hours=1)

    hear(room, fires("2026-11-23 10:58"))

    ticket = the_ticket(room)
    assert (ticket.status, ticket.assignee) == (Status.OPEN, "anna")
    assert ticket.response == solved.response
    assert (ticket.restore.phase, ticket.restore.used_s) == ("running", 3600)
    assert ticket.restore.since == to_us(clock.now)


def test_it_waits_on_where_the_ticket_waits(room: Room) -> None:
    hear(room, fires())
    before = do(room, ANNA, wait, "1", Reason.VENDOR)

    hear(room, fires("2026-11-23 08:55"))

    now = the_ticket(room)
    assert (now.status, now.wake_at, now.alerts_firing) == (Status.PENDING, before.wake_at, 1)
    assert kinds(room, now)[-1] == "alert_fired"


@pytest.mark.parametrize("ending", ["closed", "cancelled"])
def test_a_ticket_that_was_put_away_stays_so_and_a_new_one_is_opened(room: Room, ending: str) -> None:
    hear(room, fires())
    if ending == "closed":
        do(room, ANNA, solve, "1", "Restarted")
        do(room, ANNA, close, "1")
    else:
        do(room, ANNA, cancel, "1", "Works as planned")
    hear(room, ends())

    hear(room, fires("2026-11-23 08:58"))

    assert ticket_of(room, "1").status == ending
    assert alert_of(room).ticket_id == ticket_of(room, "2").id
    assert (ticket_of(room, "1").alerts_firing, ticket_of(room, "2").alerts_firing) == (0, 1)


def test_a_ticket_that_alerts_cleared_and_a_person_reopens_owes_contact_anew(room: Room, clock: SetClock) -> None:
    hear(room, fires(customer_hint="TEL"))
    hear(room, ends(customer_hint="TEL"))
    clock.set("2026-11-23 10:00")
    do(room, ANNA, note, "1", "It came back by itself", visibility=Visibility.PUBLIC)
    clock.set("2026-11-24 10:00")
    again = do(room, ANNA, reopen, "1", "The customer still has no line")
    clock.set("2026-11-24 10:10")

    told = do(room, BRUNO, note, "1", "We look into it", visibility=Visibility.PUBLIC)

    assert (again.contact.phase, again.contact.since) == ("running", to_us(local("2026-11-24 10:00")))
    assert (told.contact.phase, told.contact.used_s) == ("stopped", 10 * 60)


def test_a_request_of_the_same_customer_is_no_alerts_ticket(room: Room) -> None:
    opened(room)
    hear(room, fires(group_key="g"))

    assert alert_of(room).ticket_id == ticket_of(room, "2").id
    assert ticket_of(room, "1").alerts_firing == 0
