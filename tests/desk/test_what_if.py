"""What would become of the due instants: told before anything is done, and true when it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from noc_tui import figures
from noc_tui.clock import to_us
from noc_tui.desk.answering import blank
from noc_tui.desk.classify import classify
from noc_tui.desk.ending import cancel, solve
from noc_tui.desk.terms import TermsBook
from noc_tui.desk.tickets import ticket_clocks, ticket_page
from noc_tui.desk.triage_page import judge
from noc_tui.desk.what_if import ClockChange, Supposed, told, what_if
from noc_tui.desk.work import resume, take, wait
from noc_tui.domain.errors import BadInput, NotFound, WrongState
from noc_tui.domain.words import Category, Grade, Priority, Reason
from noc_tui.store.read.connection import Reader
from noc_tui.store.read.setup import find_customer
from noc_tui.store.room import Room
from tests.desk.terms_of import NINE_TO_FIVE, new_calendar, new_contract, new_profile, wall
from tests.rooms import ANNA, BLOCKING, NON_BLOCKING, ROME, SetClock, do, local, look, opened, rows

HOUR = 3600


def asked(room: Room, key: str, **supposed: object) -> dict[str, ClockChange]:
    """The clocks as they would be, by name."""
    changes = look(room, what_if, key, Supposed(**supposed), to_us(room.clock()))  # type: ignore[arg-type]
    return {change.name: change for change in changes}


def now_read(room: Room, key: str) -> dict[str, tuple[str, int | None, int | None]]:
    """The clocks as the ticket's page reads them now: status, due, seconds left."""
    now = to_us(room.clock())
    with room.reading() as read:
        clocks = ticket_clocks(ticket_page(read, key), now)
    return {
        clock.name: (clock.left.status, clock.left.due, clock.left.remaining_s) for clock in clocks if clock.promised
    }


@pytest.fixture
def key(room: Room, clock: SetClock) -> str:
    """A blocking anomaly, opened at nine and looked at at ten."""
    key = opened(room).key
    clock.set("2026-11-23 10:00")
    return key


@pytest.mark.parametrize(
    ("reason", "stops"),
    [(Reason.CUSTOMER, True), (Reason.VISIT, True), (Reason.VENDOR, False), (Reason.PARTS, False)],
)
def test_a_wait_without_an_end_stops_the_clocks_whose_target_lists_its_reason(
    room: Room, key: str, reason: Reason, stops: bool
) -> None:
    """F3: the targets hold for remote work."""
    change = asked(room, key, wait=reason)["response"]

    assert (change.before_status, wall(change.before_due), change.before_remaining_s) == (
        "running", "2026-11-23 14:30", 3 * HOUR,
    )  # fmt: skip
    after = (change.after_status, wall(change.after_due), change.after_remaining_s)
    assert after == (("paused", "", 3 * HOUR) if stops else ("running", "2026-11-23 14:30", 3 * HOUR))
    assert change.moves == stops


def test_a_wait_with_an_end_moves_the_due_date_by_the_open_time_it_takes(room: Room, key: str) -> None:
    due = {
        until: wall(asked(room, key, wait=Reason.CUSTOMER, until=local(f"2026-11-{until}"))["response"].after_due)
        for until in ("23 11:00", "23 13:00", "23 20:00", "24 09:00")
    }

    assert due == {
        "23 11:00": "2026-11-23 15:30",
        "23 13:00": "2026-11-23 17:00",  # lunch is nobody's time
        "23 20:00": "2026-11-24 11:30",
        "24 09:00": "2026-11-24 12:00",
    }


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("until", ["2026-11-23 11:00", "2026-11-25 09:15"])
def test_what_is_foretold_of_a_wait_comes_true(
    room: Room, clock: SetClock, key: str, reason: Reason, until: str
) -> None:
    do(room, ANNA, take, key)
    foretold = asked(room, key, wait=reason, until=local(until))

    do(room, ANNA, wait, key, reason, until=local(until))

    there = now_read(room, key)
    assert {name: (change.after_status, change.after_remaining_s) for name, change in foretold.items()} == {
        name: (status, remaining) for name, (status, _, remaining) in there.items()
    }
    clock.now = local(until)
    do(room, ANNA, resume, key)
    assert {name: change.after_due for name, change in foretold.items()} == {
        name: due for name, (_, due, _) in now_read(room, key).items()
    }


@pytest.mark.parametrize("category", [category for category in Category if category != BLOCKING])
@pytest.mark.parametrize("priority", [None, Priority.P1, Priority.P4])
@pytest.mark.parametrize("taken", [False, True])
def test_what_is_foretold_of_a_class_comes_true(
    room: Room, clock: SetClock, category: Category, priority: Priority | None, taken: bool
) -> None:
    urgent = {"P1": {"response": {"minutes": 30}, "restore": {"minutes": 60}}}
    new_contract(room, spec={"targets": {"non_blocking_anomaly": urgent, "clarification": urgent}})
    key = opened(room).key
    clock.move(hours=1)
    if taken:
        do(room, ANNA, take, key)
        clock.move(hours=5)
    foretold = asked(room, key, category=category, priority=priority)
    assert {name: (one.before_status, one.before_due, one.before_remaining_s) for name, one in foretold.items()} == (
        now_read(room, key)
    )

    do(room, ANNA, classify, key, category=category, priority=priority)

    promised = now_read(room, key)
    assert {
        name: (one.after_status, one.after_due, one.after_remaining_s)
        for name, one in foretold.items()
        if one.after_status != "none"
    } == promised


def test_impact_and_urgency_are_foreseen_by_the_priority_that_they_make(room: Room) -> None:
    new_contract(room, spec={"targets": {"blocking_anomaly": {"P1": {"response": {"minutes": 30}}}}})
    key = opened(room, impact=Grade.HIGH).key

    assert wall(asked(room, key, urgency=Grade.HIGH)["response"].after_due) == "2026-11-23 09:30"
    assert not asked(room, key, impact=Grade.LOW)["response"].moves


def test_a_ticket_that_waits_already_waits_for_the_new_reason_from_now_on(
    room: Room, clock: SetClock, key: str
) -> None:
    do(room, ANNA, wait, key, Reason.CUSTOMER, until=local("2026-11-25 09:00"))
    clock.set("2026-11-23 11:00")

    change = asked(room, key, wait=Reason.VENDOR)["response"]

    assert (change.before_status, change.before_due) == ("paused", None)
    assert (change.after_status, wall(change.after_due)) == ("running", "2026-11-23 15:30")


def test_a_wait_past_its_end_is_over_though_nobody_wrote_it_down(room: Room, clock: SetClock, key: str) -> None:
    do(room, ANNA, wait, key, Reason.CUSTOMER, until=local("2026-11-23 11:00"))
    clock.set("2026-11-23 12:00")

    change = asked(room, key, priority=Priority.P4)["response"]

    assert (change.before_status, wall(change.before_due), change.before_remaining_s) == (
        "running", "2026-11-23 15:30", 2 * HOUR,
    )  # fmt: skip
    assert not change.moves


def test_another_profile_counts_in_its_own_hours_and_without_the_contracts_own_words(room: Room, key: str) -> None:
    new_contract(room, spec={"targets": {"blocking_anomaly": {"response": {"minutes": 5}}}})
    strict = opened(room).key

    for ticket in (key, strict):
        changes = asked(room, ticket, profile="extended")
        assert wall(changes["response"].after_due) == (
            "2026-11-23 13:00" if ticket == key else "2026-11-23 14:00"
        )  # fmt: skip
        assert changes["restore"].after_status == "pending"
    base = asked(room, key, profile="base")
    assert (wall(base["response"].after_due), base["restore"].after_status) == ("2026-11-24 18:00", "none")
    assert asked(room, key, profile="on_request")["response"].after_status == "none"


def test_a_profiles_work_on_call_is_part_of_it(room: Room, clock: SetClock) -> None:
    new_profile(room, "advanced", lambda doc: doc.update(on_call={"blocking_anomaly": "always"}))
    clock.set("2026-11-23 23:00")
    key = opened(room).key

    assert wall(asked(room, key, profile="advanced")["response"].after_due) == "2026-11-24 03:00"
    assert wall(asked(room, key, profile="advanced", calendar="office")["response"].after_due) == "2026-11-24 12:30"


def test_other_hours_keep_what_the_contract_promises(room: Room) -> None:
    new_contract(room, spec={"targets": {"blocking_anomaly": {"response": {"minutes": 600}}}})
    key = opened(room).key

    assert wall(asked(room, key, calendar="always")["response"].after_due) == "2026-11-23 19:00"
    assert wall(asked(room, key, calendar="long")["response"].after_due) == "2026-11-23 19:00"


def test_several_things_at_once(room: Room, key: str) -> None:
    change = asked(
        room, key, profile="extended", category=NON_BLOCKING, wait=Reason.VISIT, until=local("2026-11-23 12:00")
    )["response"]

    assert (change.after_status, wall(change.after_due)) == ("paused", "2026-11-23 19:00")


def test_what_gains_or_loses_its_promise_is_told_and_what_never_had_one_is_not(room: Room, clock: SetClock) -> None:
    nothing, question = opened(room, "CDS").key, opened(room, category=Category.CLARIFICATION).key

    assert asked(room, nothing, category=NON_BLOCKING) == {}
    assert asked(room, nothing, profile="extended")["response"].before_status == "none"
    assert list(asked(room, question, category=BLOCKING)) == ["response", "restore"]


def test_to_ask_changes_nothing(room: Room, key: str) -> None:
    def store() -> list[object]:
        return [
            rows(room, f"SELECT * FROM {table} ORDER BY 1, 2") for table in ("event", "ticket", "queue", "due_work")
        ]

    before = store()

    asked(room, key, wait=Reason.CUSTOMER, until=local("2026-11-25 09:00"), category=NON_BLOCKING, profile="extended")

    assert store() == before


@pytest.mark.parametrize(
    ("supposed", "said"),
    [
        ({"profile": "gold"}, "There is no profile “gold”. There are: advanced, base, extended"),
        ({"calendar": "never"}, "There is no calendar “never”. There are: always"),
        ({"wait": Reason.VISIT, "until": local("2026-11-23 10:00")}, "The wait would end before it begins"),
        ({"wait": Reason.VISIT, "until": local("2026-01-01 10:00")}, "The wait would end before it begins"),
        ({"calendar": "once"}, "does not open long enough"),
        ({"wait": Reason.VISIT, "until": local("2199-12-31 23:59")}, "does not open long enough"),
    ],
)
def test_what_cannot_be_supposed_is_refused_in_words(
    room: Room, key: str, supposed: dict[str, object], said: str
) -> None:
    new_calendar(room, NINE_TO_FIVE | {"name": "once", "hours": {}, "open": {"2026-11-23": [["09:00", "10:00"]]}})

    with pytest.raises((BadInput, NotFound)) as error:
        asked(room, key, **supposed)

    assert said in str(error.value)


def test_what_is_over_does_not_wait_but_may_be_asked_about(room: Room, clock: SetClock, key: str) -> None:
    withdrawn = opened(room).key
    do(room, ANNA, solve, key, "Restarted")
    do(room, ANNA, cancel, withdrawn, "Opened twice")

    for over in (key, withdrawn):
        with pytest.raises(WrongState, match="it cannot be put to wait"):
            asked(room, over, wait=Reason.CUSTOMER)
    assert asked(room, key, profile="extended")["response"].after_status == "met"
    assert asked(room, withdrawn, profile="extended") == {}
    with pytest.raises(NotFound):
        asked(room, "999", priority=Priority.P1)


def on_screen(room: Room, key: str, **supposed: object) -> list[str]:
    """As a form shows it."""
    now = to_us(room.clock())
    return told(list(asked(room, key, **supposed).values()), now, ROME).splitlines()


def test_a_form_shows_each_clock_as_it_is_and_as_it_would_be(room: Room, clock: SetClock, key: str) -> None:
    until: datetime = local("2026-11-24 09:00")

    assert on_screen(room, key, wait=Reason.CUSTOMER) == [
        "response  14:30 → —, 3:00 left, stands still meanwhile",
        "restore   —, as it is, after the response",
    ]
    assert on_screen(room, key, wait=Reason.CUSTOMER, until=until)[0] == (
        "response  14:30 → Tue 12:00, 3:00 left, stands still meanwhile"
    )
    assert on_screen(room, key, wait=Reason.VENDOR)[0] == "response  14:30, as it is"
    assert on_screen(room, key, category=NON_BLOCKING) == [
        "response  14:30 → Tue 09:00, 7:00 left",
        "restore   — → —, 8:00 left, after the response",
    ]
    assert on_screen(room, key, category=Category.FEATURE) == [
        "response  14:30 → no target",
        "restore   — → no target",
    ]
    clock.set("2026-11-24 09:00")
    assert on_screen(room, key, profile="extended")[0] == "response  Mon 14:30 → Mon 13:00, -20:00 left, overrun"
    assert told([], to_us(clock.now), ROME) == "No clock runs on it."


# Before it is opened


def foreseen(room: Room, customer: str | None, category: Category) -> list[str]:
    now = to_us(room.clock())

    def ask(read: Reader) -> list[str]:
        ident = find_customer(read, customer).id if customer else None
        wanted = replace(blank(), customer_id=ident, category=category)
        changes = judge(read, None, wanted, now, TermsBook()).changes
        return [f"{one.name} {figures.moment(one.after_due, now, ROME) or one.after_remaining_s}" for one in changes]

    return look(room, ask)


def test_before_a_ticket_is_opened_its_due_instants_are_told(room: Room, clock: SetClock) -> None:
    assert foreseen(room, "acme spa", BLOCKING) == ["response 14:30", "restore 14400"]
    assert foreseen(room, "TEL", BLOCKING)[0] == "contact 09:30"
    assert foreseen(room, "BDA", NON_BLOCKING) == ["response Tue 18:00"]
    assert foreseen(room, "CDS", BLOCKING) == foreseen(room, None, BLOCKING) == []


def test_work_on_call_is_foreseen_too(room: Room, clock: SetClock) -> None:
    new_contract(room, spec={"on_call": {"blocking_anomaly": "always"}})
    clock.set("2026-11-23 20:00")

    assert foreseen(room, "ACME", BLOCKING)[0] == "response Tue 00:00"
    assert foreseen(room, "ACME", NON_BLOCKING)[0] == "response Tue 18:00"


def test_hours_that_do_not_suffice_are_told_before_anybody_opens_a_ticket_on_them(room: Room) -> None:
    new_calendar(room, NINE_TO_FIVE | {"name": "once", "hours": {}, "open": {"2026-11-23": [["09:00", "10:00"]]}})
    new_contract(room, calendar="once")

    with pytest.raises(BadInput, match="does not open long enough"):
        foreseen(room, "ACME", BLOCKING)


@pytest.mark.parametrize("customer", ["ACME", "BDA", "OSP", "TEL", "CDS"])
@pytest.mark.parametrize("category", list(Category))
def test_what_is_foretold_of_a_ticket_comes_true(
    room: Room, clock: SetClock, customer: str, category: Category
) -> None:
    clock.set("2026-11-24 17:45")
    lines = foreseen(room, customer, category)

    ticket = opened(room, customer, category=category)

    due = [line for line in lines if ":" in line]
    columns = [clock for clock in (ticket.contact, ticket.response, ticket.restore) if clock.due is not None]
    assert len(due) == len(columns)
    for said, column in zip(due, columns, strict=True):
        assert wall(column.due).endswith(said.split()[-1])
