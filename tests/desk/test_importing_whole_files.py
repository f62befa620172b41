"""Whole files of other desks: a real log, and a list in another form."""

from __future__ import annotations

from collections import Counter
from datetime import date

from noc_tui.clock import to_us
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.doctor import examine
from noc_tui.desk.importing import bring_in
from noc_tui.desk.importing_map import read_map
from noc_tui.desk.importing_rows import gathered
from noc_tui.desk.verify import Walk
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.event import Subject
from noc_tui.store.read.setup import find_customer
from noc_tui.store.read.tickets import all_tickets, all_timelines
from noc_tui.store.room import Room
from tests.desk.histories import NOW, REAL, SAMPLES, brought_in, real_rows
from tests.rooms import LIA, ROME, do, local, look, on_sqlite, rows, ticket_of


def counted_reopenings() -> dict[str, int]:
    """How often each ticket of the real log was opened again, as its own column says."""
    counted: dict[str, int] = {}
    for row in real_rows():
        counted[row["number"]] = max(counted.get(row["number"], 0), int(row["reopen_count"]))
    return counted


@on_sqlite
def test_the_log_of_a_real_desk_comes_in_whole_though_it_was_broken_off_and_every_clock_is_right(room: Room) -> None:
    do(room, SYSTEM_ACTOR, add_contract, "CDS", code="CD-16", profile="professional", valid_from=date(2016, 1, 1))
    whose, plan = look(room, find_customer, "CDS").id, read_map("servicenow")
    with gathered(str(REAL), plan, ROME, NOW, lambda _: None) as read_so_far:
        part = bring_in(room, LIA, plan, read_so_far.histories(), customer_id=whose)
        first = next(part)
        part.close()
    ((brought_so_far,),) = rows(room, "SELECT count(*) FROM ticket")
    outcomes = brought_in(room, str(REAL), customer_id=whose)

    assert outcomes[0].key == first.key
    assert 0 < brought_so_far < 447
    assert Counter(one.verdict for one in outcomes) == {"unchanged": brought_so_far, "new": 447 - brought_so_far}
    with room.reading() as read:
        timelines = dict(all_timelines(read, Subject.TICKET))
        found = {ticket.external_ref: ticket for ticket in all_tickets(read)}
        counts = Counter(event.kind for events in timelines.values() for event in events)
        walk, some = Walk(), list(found.values())[::15]
        assert [d for t in some for d in walk.differences(read, t, timelines[t.id], to_us(room.clock()))] == []
    assert set(found) == {row["number"] for row in real_rows()}
    assert {(ticket.status, ticket.response.phase) for ticket in found.values()} == {("closed", "stopped")}
    assert (counts["opened"], counts["paused"], counts["reopened"], counts["closed"]) == (447, 169, 7, 447)
    # as often as the log itself counts
    assert {number: Counter(event.kind for event in timelines[ticket.id])["reopened"]
            for number, ticket in found.items()} == counted_reopenings()  # fmt: skip
    assert found["INC0000045"].opened_at == to_us(local("2016-02-29 01:16"))
    assert list(examine(room)) == []


def test_a_ticket_list_in_another_form_comes_in_by_its_own_map(room: Room) -> None:
    outcomes = brought_in(room, str(SAMPLES / "otrs_ticket_list.csv"), "otrs")
    found = [ticket_of(room, one.number) for one in outcomes]

    assert [(t.status, t.category, t.priority, t.team, t.assignee) for t in found] == [
        ("closed", "blocking_anomaly", "P1", "Network::WAN", "Mario Rossi"),
        ("pending", "non_blocking_anomaly", "P3", "Mail", "Luca Neri"),
        ("new", "clarification", "P4", "Service Desk", None),
        ("cancelled", "non_blocking_anomaly", "P3", "Service Desk", "Gina Verdi"),
    ]
    assert found[0].resolved_at == to_us(local("2024-03-05 11:05:10"))
    assert found[2].subject == "How do I add a mailbox? We are three people now."
    assert found[2].opened_at == to_us(local("2024-03-06 08:00"))
    assert list(examine(room)) == []
