"""Another desk's history: tickets whole or not at all, never twice, with everything where and when it happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from noc_tui.clock import from_us, to_us
from noc_tui.desk.doctor import examine
from noc_tui.desk.importing import bring_in
from noc_tui.desk.importing_map import read_map
from noc_tui.desk.importing_rows import gathered
from noc_tui.desk.undo import last_actions, undo, undo_last
from noc_tui.desk.verify import Walk
from noc_tui.desk.work import note
from noc_tui.domain.errors import Forbidden, Refused
from noc_tui.domain.event import is_import, is_person
from noc_tui.domain.ticket import TicketRow
from noc_tui.store.read.setup import find_customer
from noc_tui.store.room import Room
from tests.desk.histories import NOW, SAMPLES, brought_in, change, log, real_rows
from tests.rooms import ANNA, LIA, ROME, SetClock, do, history, kinds, look, on_sqlite, rows, ticket_of

STORY = [
    change(),
    change(at="02-03-2016 09:30", state="Active", assigned_to="Resolver 3", priority="2 - High", impact="1 - High"),
    change(at="02-03-2016 10:00", state="Awaiting User Info", assigned_to="Resolver 3"),
    change(at="03-03-2016 10:00", state="Active", assigned_to="Resolver 3"),
    change(at="03-03-2016 11:00", state="Resolved", assigned_to="Resolver 3", closed_code="code 6"),
    change(at="04-03-2016 09:00", state="Active", sys_updated_by="Updated by 40"),
    change(at="04-03-2016 10:00", state="Awaiting Problem", problem_id="Problem 2"),
    change(at="04-03-2016 12:00", state="Resolved", problem_id="Problem 2", sys_updated_by="Updated by 40"),
    change(at="09-03-2016 12:00", state="Closed", problem_id="Problem 2", sys_updated_by="Updated by 908"),
]


def brought(room: Room, folder: Path, *changes: dict[str, str], customer_id: int | None = None) -> TicketRow:
    """The one ticket of a file with these rows."""
    brought_in(room, log(folder, changes), customer_id=customer_id)
    return ticket_of(room, changes[0]["number"])


def told(room: Room, ticket: TicketRow) -> list[str]:
    """When, what, by whom."""
    return [
        f"{from_us(event.at).astimezone(ROME):%d %H:%M} {event.kind} {event.actor}" for event in history(room, ticket)
    ]


def test_everything_stands_where_it_happened_under_the_name_of_who_did_it(room: Room, tmp_path: Path) -> None:
    ticket = brought(room, tmp_path, *STORY)

    assert told(room, ticket) == [
        "02 09:00 opened Opened by 8",
        "02 09:00 terms system",
        "02 09:00 assigned Updated by 21",
        "02 09:30 classified Updated by 21",
        "02 09:30 taken Updated by 21",
        "02 09:30 assigned Updated by 21",
        "02 10:00 paused Updated by 21",
        "03 10:00 resumed Updated by 21",
        "03 11:00 solved Updated by 21",
        "04 09:00 reopened Updated by 40",
        "04 09:00 assigned Updated by 40",
        "04 10:00 noted Updated by 21",
        "04 12:00 solved Updated by 40",
        "09 12:00 closed system",
    ]
    assert (ticket.key, ticket.external_ref, ticket.subject) == ("NOC-2016-000001", "INC1", "Mail")
    assert (ticket.status, ticket.priority, ticket.impact, ticket.team) == ("closed", "P2", "high", "Mail")
    assert list(examine(room)) == []


def test_what_has_no_event_of_ours_is_told_in_words(room: Room, tmp_path: Path) -> None:
    events = history(room, brought(room, tmp_path, *STORY))

    assert events[0].detail["description"] == "Category: Mail"
    assert [event.detail["text"] for event in events if event.kind in {"noted", "solved"}] == [
        "code 6",
        "Waits for the problem behind it (Awaiting Problem)\nProblem: Problem 2",
        "",
    ]


def test_it_says_when_it_was_brought_in_by_whom_and_together_with_what(room: Room, tmp_path: Path) -> None:
    brought_in(room, log(tmp_path, [*STORY, change("INC2")]))
    events = [event for key in ("INC1", "INC2") for event in history(room, ticket_of(room, key))]

    assert {event.recorded_at for event in events} == {to_us(room.clock())}
    assert len({event.action_id for event in events}) == 1
    assert is_import(events[0].action_id)
    assert events[0].detail["imported_by"] == "lia"
    assert events[0].detail["source"] == "servicenow"


def test_waiting_for_the_customer_is_no_time_of_ours(room: Room, tmp_path: Path) -> None:
    whose = look(room, find_customer, "ACME").id
    waits = (
        change(opened_at="05-10-2026 09:00", at="05-10-2026 09:30", state="Active"),
        change(opened_at="05-10-2026 09:00", at="05-10-2026 10:00", state="Awaiting User Info"),
        change(opened_at="05-10-2026 09:00", at="06-10-2026 10:00", state="Resolved"),
    )
    ticket = brought(room, tmp_path, *waits, customer_id=whose)

    assert (ticket.response.phase, ticket.response.used_s) == ("stopped", 30 * 60)
    assert (ticket.restore.phase, ticket.restore.used_s) == ("stopped", 30 * 60)


def test_a_ticket_runs_on_the_contract_of_its_own_day(room: Room, tmp_path: Path) -> None:
    whose = look(room, find_customer, "ACME").id  # its contract begins with 2026
    brought_in(
        room,
        log(tmp_path, [
            change("OLD", opened_at="31-12-2025 17:00", at="31-12-2025 17:00"),
            change("NEW", opened_at="02-01-2026 09:00", at="02-01-2026 09:00"),
        ]),
        customer_id=whose,
    )  # fmt: skip
    old, new = ticket_of(room, "OLD"), ticket_of(room, "NEW")

    assert (old.key, old.customer_id, old.contract_version_id, old.response.target_s) == (
        "NOC-2025-000001", whose, None, None,
    )  # fmt: skip
    assert (new.key, new.response.target_s) == ("NOC-2026-000001", 480 * 60)
    assert new.contract_version_id is not None


@on_sqlite
def test_one_row_of_a_ticket_that_is_over_says_when_it_was_solved_and_closed(room: Room, tmp_path: Path) -> None:
    ticket = brought(
        room, tmp_path,
        change(state="Closed", at="09-03-2016 12:00", resolved_at="02-03-2016 11:00", closed_at="08-03-2016 09:00"),
    )  # fmt: skip

    assert [line.rsplit(" ", 3)[0] for line in told(room, ticket)[2:]] == [
        "02 09:00 assigned", "02 11:00 solved", "08 09:00 closed",
    ]  # fmt: skip


@on_sqlite
def test_what_was_solved_the_minute_it_was_opened_by_phone_was_solved_in_the_call(room: Room, tmp_path: Path) -> None:
    by_phone = brought(room, tmp_path, change(state="Resolved"))
    by_mail = brought(room, tmp_path, change("INC2", state="Resolved", contact_type="Email"))

    assert (by_phone.solved_in_call, by_mail.solved_in_call) == (True, False)


@on_sqlite
def test_nothing_lies_before_the_opening_and_a_minute_is_ordered_by_the_count_of_changes(
    room: Room, tmp_path: Path
) -> None:
    ticket = brought(
        room, tmp_path,
        change(at="02-03-2016 09:10", state="Resolved", sys_mod_count="12"),
        change(at="02-03-2016 09:10", state="Active", sys_mod_count="9"),
        change(at="02-03-2016 07:00", state="New", sys_mod_count="2"),
    )  # fmt: skip

    assert [line.split(" Up")[0] for line in told(room, ticket)[2:]] == [
        "02 09:00 assigned", "02 09:10 taken", "02 09:10 solved",
    ]  # fmt: skip


@on_sqlite
def test_a_straggler_in_an_old_state_opens_nothing_again_and_comes_in_once(room: Room, tmp_path: Path) -> None:
    rows = [row for row in real_rows() if row["number"] == "INC0000137"]
    ticket = brought(room, tmp_path, *rows)

    assert told(room, ticket)[3:] == [
        "29 09:52 assigned Updated by 60", "29 11:03 solved Updated by 60", "05 12:00 closed system",
    ]  # fmt: skip
    assert brought_in(room, log(tmp_path, rows))[0].verdict == "unchanged"


@on_sqlite
def test_a_subject_too_long_for_a_ticket_stands_whole_in_its_description(room: Room, tmp_path: Path) -> None:
    fits = brought(room, tmp_path, change("FITS", category="x" * 200))
    text = "The branch is offline.\n" + "They called twice. " * 20 + "Ask for Marta"
    ticket = brought(room, tmp_path, change(category=text, u_symptom="?"))

    opened = history(room, ticket)[0].detail
    assert ticket.subject.startswith("The branch is offline. They called twice.")
    assert (len(ticket.subject), ticket.subject[-1]) == (200, "…")
    assert str(opened["description"]).startswith(f"{text}\n")
    assert (fits.subject, history(room, fits)[0].detail["description"]) == ("x" * 200, "Category: " + "x" * 200)


@on_sqlite
@pytest.mark.parametrize(
    ("name", "actor"),
    [("Anna   Riva", "Anna Riva"), ("\x1b[31mAnna", "Anna"), ("System", "system"), ("Updated by 908", "system"),
     ("?", "servicenow"), ("intake:mail", "intake mail"), ("x" * 50, "x" * 39 + "…")],
)  # fmt: skip
def test_whoever_acted_there_acts_as_nobody_here_could(name: str, actor: str, room: Room, tmp_path: Path) -> None:
    ticket = brought(room, tmp_path, change(sys_updated_by=name))

    assert history(room, ticket)[2].actor == actor
    assert is_person(actor) == (actor != "system")


@on_sqlite
def test_only_a_person_takes_a_ticket(room: Room, tmp_path: Path) -> None:
    ticket = brought(
        room, tmp_path,
        change(state="Active", sys_updated_by="Updated by 908"),
        change(state="Active", at="02-03-2016 10:00"),
        change(state="Awaiting Vendor", at="02-03-2016 11:00"),
    )  # fmt: skip

    assert kinds(room, ticket) == ["assigned", "noted", "taken", "paused"]
    assert (ticket.status, ticket.pending_reason, ticket.assignee) == ("pending", "vendor", "Updated by 21")


def test_a_second_time_changes_nothing(room: Room, clock: SetClock, tmp_path: Path) -> None:
    file = log(tmp_path, [*STORY, change("INC2")])
    brought_in(room, file)
    before = rows(room, "SELECT * FROM event ORDER BY id")
    clock.move(hours=1)

    again = brought_in(room, file)

    assert {(one.verdict, one.events) for one in again} == {("unchanged", 0)}
    assert rows(room, "SELECT * FROM event ORDER BY id") == before


@pytest.mark.parametrize("grown", [False, True])
def test_what_came_in_as_nobodys_is_put_on_its_customer_once_as_if_it_had_come_in_so(
    room: Room, clock: SetClock, tmp_path: Path, *, grown: bool
) -> None:
    whose = look(room, find_customer, "ACME").id
    lived = [row | {"opened_at": "02-03-2026 09:00", "sys_updated_at": row["sys_updated_at"].replace("2016", "2026")}
             for row in STORY]  # fmt: skip
    at_once = brought(room, tmp_path, *(row | {"number": "INC2"} for row in lived), customer_id=whose)
    ticket = brought(room, tmp_path, *lived[: 5 if grown else None])
    assert (ticket.customer_id, ticket.contract_version_id) == (None, None)
    before = ticket.version
    clock.move(hours=1)

    (moved,) = brought_in(room, log(tmp_path, lived), customer_id=whose)
    ticket = ticket_of(room, ticket.key)

    assert (moved.verdict, moved.events) == ("grown" if grown else "moved", ticket.version - before)
    assert (ticket.customer_id, ticket.contract_version_id) == (whose, at_once.contract_version_id)
    assert (ticket.response, ticket.restore, ticket.status) == (at_once.response, at_once.restore, at_once.status)
    assert brought_in(room, log(tmp_path, lived), customer_id=whose)[0].verdict == "unchanged"
    assert brought_in(room, log(tmp_path, lived))[0].verdict == "unchanged"
    assert list(examine(room)) == []
    with room.reading() as read:
        assert list(Walk().differences(read, ticket, history(room, ticket), to_us(room.clock()))) == []


def test_what_people_worked_on_as_nobodys_is_theirs_to_give_away(room: Room, tmp_path: Path) -> None:
    ticket = brought(room, tmp_path, *STORY)
    do(room, ANNA, note, ticket.key, "Called the provider")

    (left,) = brought_in(room, log(tmp_path, STORY), customer_id=look(room, find_customer, "ACME").id)

    assert (left.verdict, left.why) == (
        "refused", f"it is here as nobody's, and people have worked on it since: `noc ticket triage {ticket.key} "
        "--customer` gives it away",
    )  # fmt: skip
    assert ticket_of(room, ticket.key).customer_id is None


def events_of_first(first: int) -> int:
    """Events of the story's first rows: opening, terms and assignment, then those of each row."""
    return 3 + sum((0, 3, 1, 1, 1, 2, 1, 1, 1)[:first])


@pytest.mark.parametrize("first", [1, 2, 5, 8])
def test_a_longer_export_tells_how_it_went_on(first: int, room: Room, clock: SetClock, tmp_path: Path) -> None:
    whole = brought(room, tmp_path, *(row | {"number": "WHOLE"} for row in STORY))
    part = brought(room, tmp_path, *STORY[:first])
    clock.move(hours=1)
    (grown,) = brought_in(room, log(tmp_path, STORY))
    part = ticket_of(room, part.key)

    assert (grown.verdict, grown.events) == ("grown", part.version - events_of_first(first))
    assert told(room, part) == told(room, whole)
    assert (part.status, part.restore, part.resolved_at) == (whole.status, whole.restore, whole.resolved_at)
    assert {one.verdict for one in brought_in(room, log(tmp_path, STORY[:first]))} == {"unchanged"}
    assert list(examine(room)) == []


@on_sqlite
def test_where_people_worked_on_it_since_it_stays_theirs(room: Room, tmp_path: Path) -> None:
    ticket = brought(room, tmp_path, *STORY[:2])
    do(room, ANNA, note, ticket.key, "Called the provider")

    (left,) = brought_in(room, log(tmp_path, STORY))

    assert (left.verdict, left.key, left.why) == ("refused", ticket.key, "people have worked on it here since")
    assert brought_in(room, log(tmp_path, STORY[:2]))[0].verdict == "unchanged"


@on_sqlite
def test_another_history_under_the_same_number_is_not_mixed_in(room: Room, tmp_path: Path) -> None:
    brought(room, tmp_path, *STORY)
    other = [row | {"sys_updated_by": "Updated by 5"} for row in STORY]

    (left,) = brought_in(room, log(tmp_path, other))

    assert (left.verdict, left.why) == ("refused", "it was brought in before with another history")


@on_sqlite
def test_the_same_number_from_elsewhere_is_another_ticket(room: Room, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere.toml"
    shipped = (SAMPLES.parents[2] / "data" / "maps" / "servicenow.toml").read_text(encoding="utf-8")
    copy.write_text(shipped.replace('source = "servicenow"', 'source = "elsewhere"'), encoding="utf-8")
    file = log(tmp_path, STORY)

    assert [one.key for one in (*brought_in(room, file), *brought_in(room, file, str(copy)))] == [
        "NOC-2016-000001", "NOC-2016-000002",
    ]  # fmt: skip


@on_sqlite
def test_a_dry_run_says_the_same_and_changes_nothing(room: Room, tmp_path: Path) -> None:
    brought(room, tmp_path, *STORY[:3])
    plan = read_map("servicenow")
    file = log(tmp_path, [*STORY, change("INC2")])
    with gathered(file, plan, ROME, NOW, lambda _: None) as found:
        foreseen = list(bring_in(room, LIA, plan, found.histories(), dry_run=True))

    assert [(one.verdict, one.key, one.events) for one in foreseen] == [
        (one.verdict, one.key if one.verdict == "grown" else None, one.events) for one in brought_in(room, file)
    ]


@on_sqlite
def test_whoever_leads_no_shift_brings_nothing_in(room: Room, tmp_path: Path) -> None:
    with pytest.raises(Forbidden, match="may not bring tickets in"):
        brought_in(room, log(tmp_path, STORY), actor=ANNA)


def test_nobody_takes_an_import_back(room: Room, tmp_path: Path) -> None:
    brought_in(room, log(tmp_path, STORY))
    action = history(room, ticket_of(room, "INC1"))[0].action_id

    with pytest.raises(Refused, match="brought in from another desk"):
        do(room, LIA, undo, action)
    with pytest.raises(Refused, match="You have done nothing"):
        do(room, LIA, undo_last, "INC1")
    assert look(room, last_actions, "Updated by 21", 5) == []
