"""Deadlines of the law beside a ticket: started with a reason, never paused, met or missed, dropped and begun again."""

from __future__ import annotations

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.doctor import examine
from noc_tui.desk.ending import cancel, close, solve
from noc_tui.desk.legal import drop_legal, report_legal, start_legal
from noc_tui.desk.thread import thread
from noc_tui.desk.work import wait
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused, WrongState
from noc_tui.domain.legal import LegalLine, Regime, Step
from noc_tui.domain.ticket import TicketRow
from noc_tui.domain.words import Reason
from noc_tui.store.read.legal import legal_lines
from noc_tui.store.room import Room
from tests.desk.derived import differences
from tests.desk.terms_of import wall
from tests.rooms import ANNA, BRUNO, LIA, ROME, VERA, SetClock, do, history, local, look, opened, rows

NIS2, GDPR = Regime.NIS2, Regime.GDPR
WARNING, NOTIFICATION, REPORT = Step.EARLY_WARNING, Step.NOTIFICATION, Step.FINAL_REPORT


@pytest.fixture
def ticket(room: Room) -> TicketRow:
    """A ticket on which somebody got in."""
    return opened(room, "OSP", subject="Ransom note on the file server")


def lines(room: Room, *, every: bool = False) -> list[LegalLine]:
    return look(room, legal_lines, every=every)


def dues(room: Room, *, every: bool = False) -> list[tuple[str, str, str]]:
    """Regime, step and due instant of what is still to be met."""
    return [(line.row.regime, line.row.step, wall(line.row.due)) for line in lines(room, every=every)]


def test_nis2_asks_for_three_things_from_the_instant_it_became_known(room: Room, ticket: TicketRow) -> None:
    do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware", aware_at=local("2026-11-22 22:15"))

    assert dues(room) == [
        ("nis2", "early_warning", "2026-11-23 22:15"),
        ("nis2", "notification", "2026-11-25 22:15"),
        ("nis2", "final_report", "2026-12-25 22:15"),
    ]
    first = lines(room)[0]
    assert (first.key, first.subject, first.customer) == (ticket.key, ticket.subject, "Ospedale di Lecco")
    assert (wall(first.row.aware_at), first.row.done_at) == ("2026-11-22 22:15", None)
    assert list(examine(room)) == []


def test_gdpr_asks_for_one_from_now_where_nothing_else_is_said(room: Room, ticket: TicketRow) -> None:
    do(room, ANNA, start_legal, ticket.key, GDPR, "Patient data were seen")

    assert dues(room) == [("gdpr", "notification", "2026-11-26 09:00")]


def test_the_final_report_is_due_a_month_by_the_calendar_after_the_notification(
    room: Room, clock: SetClock, ticket: TicketRow
) -> None:
    clock.set("2027-01-29 10:00")
    do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware")
    assert dues(room)[-1] == ("nis2", "final_report", "2027-03-01 10:00")  # notified on 1 February

    clock.set("2027-01-31 18:30")
    do(room, ANNA, report_legal, ticket.key, NIS2, NOTIFICATION)

    assert dues(room) == [
        ("nis2", "early_warning", "2027-01-30 10:00"),
        ("nis2", "final_report", "2027-02-28 18:30"),
    ]
    assert list(examine(room)) == []


def test_hours_are_hours_on_the_night_the_clocks_go_back(room: Room, clock: SetClock) -> None:
    clock.set("2026-10-24 12:00")
    do(room, ANNA, start_legal, opened(room).key, NIS2, "Ransomware")

    assert [due for _, _, due in dues(room)] == ["2026-10-25 11:00", "2026-10-27 11:00", "2026-11-27 11:00"]


def test_neither_waiting_nor_closed_hours_nor_holidays_stop_the_law(
    room: Room, clock: SetClock, ticket: TicketRow
) -> None:
    do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware")
    before = lines(room)

    for reason in Reason:
        do(room, ANNA, wait, ticket.key, reason, until=local("2027-01-10 09:00"))
        clock.move(days=3)

    assert lines(room) == before


def test_these_duties_outlive_the_ticket(room: Room, clock: SetClock, ticket: TicketRow) -> None:
    do(room, ANNA, start_legal, ticket.key, GDPR, "Patient data were seen")
    do(room, ANNA, solve, ticket.key, "Restored from the backup")
    do(room, ANNA, close, ticket.key)
    clock.move(hours=20)
    assert dues(room) == [("gdpr", "notification", "2026-11-26 09:00")]

    do(room, BRUNO, report_legal, ticket.key, GDPR, NOTIFICATION, text="Garante 2026/881")
    do(room, BRUNO, start_legal, ticket.key, NIS2, "It was more than we thought")

    assert len(dues(room)) == 3
    cancelled = opened(room)
    do(room, ANNA, cancel, cancelled.key, "A drill")
    do(room, ANNA, start_legal, cancelled.key, NIS2, "It was no drill")
    assert list(examine(room)) == []


def test_what_was_handed_in_leaves_the_list_and_is_kept(room: Room, clock: SetClock, ticket: TicketRow) -> None:
    do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware")
    clock.move(hours=5)
    do(room, BRUNO, report_legal, ticket.key, NIS2, WARNING, text="CSIRT 4711")
    do(room, BRUNO, report_legal, ticket.key, NIS2, NOTIFICATION, at=local("2026-11-23 12:30"))

    assert [step for _, step, _ in dues(room)] == ["final_report"]
    assert dues(room)[0][2] == "2026-12-23 12:30"
    assert [(line.row.step, wall(line.row.done_at)) for line in lines(room, every=True)] == [
        ("early_warning", "2026-11-23 14:00"),
        ("notification", "2026-11-23 12:30"),
        ("final_report", ""),
    ]


def test_what_is_handed_in_late_is_kept_as_late(room: Room, clock: SetClock, ticket: TicketRow) -> None:
    do(room, ANNA, start_legal, ticket.key, GDPR, "Patient data were seen")
    clock.move(hours=80)

    do(room, ANNA, report_legal, ticket.key, GDPR, NOTIFICATION)

    (line,) = lines(room, every=True)
    assert line.row.done_at == line.row.due + 8 * 3600 * 1_000_000
    assert lines(room) == []


def test_both_laws_run_beside_each_other_what_is_due_next_first(room: Room, clock: SetClock, ticket: TicketRow) -> None:
    do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware")
    clock.move(hours=2)
    do(room, ANNA, start_legal, ticket.key, GDPR, "Patient data were seen")
    do(room, ANNA, report_legal, ticket.key, NIS2, WARNING)

    assert [(regime, step) for regime, step, _ in dues(room)] == [
        ("nis2", "notification"), ("gdpr", "notification"), ("nis2", "final_report"),
    ]  # fmt: skip


def test_a_law_that_does_not_apply_is_dropped_and_begins_anew_when_it_does(
    room: Room, clock: SetClock, ticket: TicketRow
) -> None:
    do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware")
    do(room, ANNA, report_legal, ticket.key, NIS2, WARNING)
    clock.move(hours=1)

    do(room, LIA, drop_legal, ticket.key, NIS2, "The hospital is not an essential entity")
    assert lines(room, every=True) == []
    with pytest.raises(Refused, match="No NIS2 clock runs on"):
        do(room, ANNA, report_legal, ticket.key, NIS2, WARNING)

    clock.move(hours=1)
    do(room, ANNA, start_legal, ticket.key, NIS2, "It is one after all")

    assert dues(room) == [
        ("nis2", "early_warning", "2026-11-24 11:00"),
        ("nis2", "notification", "2026-11-26 11:00"),
        ("nis2", "final_report", "2026-12-26 11:00"),
    ]
    assert (list(examine(room)), differences(room)) == ([], [])


def test_the_thread_keeps_who_did_it_and_why(room: Room, clock: SetClock, ticket: TicketRow) -> None:
    do(room, ANNA, start_legal, ticket.key, NIS2, "\x1b[31mRansomware\u202e", aware_at=local("2026-11-22 22:15"))
    do(room, BRUNO, report_legal, ticket.key, NIS2, WARNING, text="CSIRT 4711")
    do(room, LIA, drop_legal, ticket.key, NIS2, "No essential entity")

    told = thread(history(room, ticket), ROME)[1:]

    assert [(entry.who, entry.head, entry.text) for entry in told] == [
        ("anna", "NIS2 clocks run from Sun 22:15", "Ransomware"),
        ("bruno", "NIS2 early warning handed in", "CSIRT 4711"),
        ("lia", "NIS2 does not apply", "No essential entity"),
    ]
    assert not any(entry.public for entry in told)


def test_the_clocks_of_the_contract_go_on_as_they_were(room: Room, ticket: TicketRow) -> None:
    started = do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware")

    assert (started.response, started.restore, started.status) == (ticket.response, ticket.restore, ticket.status)


def test_a_law_needs_a_reason_and_an_instant_that_has_come(room: Room, clock: SetClock, ticket: TicketRow) -> None:
    for why in ("", "  \n ", "\x1b[0m"):
        with pytest.raises(BadInput, match="Why does this law apply"):
            do(room, ANNA, start_legal, ticket.key, NIS2, why)
    with pytest.raises(BadInput, match="Mon 23 Nov 09:01 is still to come"):
        do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware", aware_at=local("2026-11-23 09:01"))
    do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware")
    with pytest.raises(Refused, match=f"The NIS2 clocks of {ticket.key} run already. `noc sla legal list`"):
        do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware again")
    with pytest.raises(BadInput, match="Why does this law not apply"):
        do(room, LIA, drop_legal, ticket.key, NIS2, " ")
    assert len(dues(room)) == 3


def test_a_step_is_handed_in_once_between_the_beginning_and_now(room: Room, clock: SetClock, ticket: TicketRow) -> None:
    do(room, ANNA, start_legal, ticket.key, GDPR, "Patient data were seen")
    clock.move(hours=3)

    for when in ("2026-11-23 08:59", "2026-11-23 12:01"):
        with pytest.raises(BadInput, match="Give an instant between Mon 23 Nov 09:00 and now"):
            do(room, ANNA, report_legal, ticket.key, GDPR, NOTIFICATION, at=local(when))
    with pytest.raises(Refused, match=r"GDPR has no early warning\. It has: notification\."):
        do(room, ANNA, report_legal, ticket.key, GDPR, WARNING)
    do(room, ANNA, report_legal, ticket.key, GDPR, NOTIFICATION, at=local("2026-11-23 09:00"))
    with pytest.raises(Refused, match="The notification was handed in Mon 23 Nov 09:00"):
        do(room, ANNA, report_legal, ticket.key, GDPR, NOTIFICATION)
    assert lines(room, every=True)[0].row.done_at == to_us(local("2026-11-23 09:00"))


def test_what_does_not_run_can_neither_be_met_nor_dropped(room: Room, ticket: TicketRow) -> None:
    with pytest.raises(Refused, match=f"noc sla legal start {ticket.key} --regime gdpr -m …"):
        do(room, ANNA, report_legal, ticket.key, GDPR, NOTIFICATION)
    with pytest.raises(Refused, match="No GDPR clock runs"):
        do(room, LIA, drop_legal, ticket.key, GDPR, "It does not apply")
    with pytest.raises(NotFound):
        do(room, ANNA, start_legal, "999", GDPR, "Patient data were seen")


def test_who_looks_starts_nothing_and_only_a_lead_drops(room: Room, ticket: TicketRow) -> None:
    with pytest.raises(Forbidden, match="start legal clocks"):
        do(room, VERA, start_legal, ticket.key, GDPR, "Patient data were seen")
    do(room, ANNA, start_legal, ticket.key, GDPR, "Patient data were seen")
    with pytest.raises(Forbidden, match="note what was reported"):
        do(room, VERA, report_legal, ticket.key, GDPR, NOTIFICATION)
    with pytest.raises(Forbidden, match="drop legal clocks"):
        do(room, ANNA, drop_legal, ticket.key, GDPR, "It does not apply")


CHANGED = [
    ("UPDATE legal_clock SET due = due + 1000000 WHERE step = 'notification'", "nis2 notification", "due"),
    ("UPDATE legal_clock SET aware_at = aware_at - 1 WHERE step = 'early_warning'", "nis2 early_warning", "aware_at"),
    ("UPDATE legal_clock SET done_at = due WHERE step = 'final_report'", "nis2 final_report", "done_at"),
    ("DELETE FROM legal_clock WHERE step = 'final_report'", "nis2 final_report", "row"),
    ("UPDATE legal_clock SET regime = 'gdpr' WHERE step = 'notification'", "gdpr notification", "row"),
]


@pytest.mark.parametrize(("statement", "which", "column"), CHANGED)
def test_the_doctor_finds_a_deadline_that_is_not_what_the_events_say(
    room: Room, ticket: TicketRow, statement: str, which: str, column: str
) -> None:
    do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware")
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql(statement)

    found = list(examine(room))

    assert (f"{which} of {ticket.key}", column) in {(finding.subject, finding.column) for finding in found}


def test_a_merged_ticket_has_none(room: Room, ticket: TicketRow) -> None:
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql("UPDATE ticket SET status = 'merged'")

    with pytest.raises(WrongState, match="is merged: it cannot be given legal clocks"):
        do(room, ANNA, start_legal, ticket.key, NIS2, "Ransomware")
    assert rows(room, "SELECT count(*) FROM legal_clock") == [(0,)]
