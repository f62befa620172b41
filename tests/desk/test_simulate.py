"""What past tickets would have met under another profile: counted by hand here, by the room there."""

from __future__ import annotations

from datetime import datetime

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.ending import cancel, solve
from noc_tui.desk.simulate import Judged, Simulation, Tally, simulate
from noc_tui.desk.work import take, wait
from noc_tui.domain.errors import BadInput, NotFound
from noc_tui.domain.words import Reason
from noc_tui.store.read.setup import find_customer
from noc_tui.store.room import Room
from tests.desk.terms_of import NINE_TO_FIVE, new_calendar, new_contract, new_profile
from tests.rooms import ANNA, NON_BLOCKING, SetClock, do, local, look, opened, rows

HOUR = 3600
ALL = local("2026-11-23 00:00")


def judged(room: Room, since: datetime = ALL, **under: object) -> tuple[Simulation, list[Judged]]:
    """What came of it, and each clock that would have ended otherwise."""
    simulation = Simulation()
    with room.reading() as read:
        now = to_us(room.clock())
        found = simulate(read, since=to_us(since), now=now, simulation=simulation, **under)  # type: ignore[arg-type]
        return simulation, list(found)


def counts(tally: Tally) -> dict[str, int]:
    return {what: count for what, count in tally.counts.items() if count}


@pytest.fixture
def past(room: Room, clock: SetClock) -> Room:
    """Six tickets, looked at on Tuesday at noon."""
    clock.set("2026-11-20 09:00")
    opened(room)  # 1: on Friday, before the days that are asked about
    clock.set("2026-11-23 09:00")
    opened(room)  # 2: taken after 1 h, solved 2 h later
    opened(room, category=NON_BLOCKING)  # 3: taken after half an hour, still there
    opened(room, "BDA", category=NON_BLOCKING)  # 4: by the next business day; solved after 2 h
    clock.set("2026-11-23 09:30")
    do(room, ANNA, take, "3")
    clock.set("2026-11-23 10:00")
    do(room, ANNA, take, "2")
    opened(room, "CDS")  # 5: no contract, and nobody looks at it
    clock.set("2026-11-23 11:00")
    do(room, ANNA, solve, "4", "Restarted")
    clock.set("2026-11-23 12:00")
    do(room, ANNA, solve, "2", "Restarted")
    clock.set("2026-11-23 16:00")
    opened(room)  # 6: taken after 2 h 30 in the office, 17 h on the wall; solved an hour later
    clock.set("2026-11-24 09:00")
    do(room, ANNA, take, "6")
    clock.set("2026-11-24 10:00")
    do(room, ANNA, solve, "6", "Restarted")
    clock.set("2026-11-24 12:00")
    return room


def test_every_promise_is_judged_under_the_other_profile_in_its_own_hours(past: Room) -> None:
    simulation, otherwise = judged(past, profile="extended")

    assert simulation.tickets == 5
    assert counts(simulation.was["contact"]) == counts(simulation.would["contact"]) == {"none": 5}
    assert counts(simulation.was["response"]) == {"met": 4, "none": 1}
    assert counts(simulation.would["response"]) == {"met": 3, "breached": 2}
    assert counts(simulation.was["restore"]) == {"met": 2, "breached": 1, "none": 2}
    assert counts(simulation.would["restore"]) == {"met": 3, "breached": 1, "going": 1}
    assert otherwise == [
        Judged("NOC-2026-000004", "restore", "non_blocking_anomaly", "none", "met", 4 * HOUR),
        Judged("NOC-2026-000005", "response", "blocking_anomaly", "none", "breached", -22 * HOUR),
        Judged("NOC-2026-000005", "restore", "blocking_anomaly", "none", "going", 2 * HOUR),
        Judged("NOC-2026-000006", "response", "blocking_anomaly", "met", "breached", -13 * HOUR),
    ]


def test_the_share_that_was_kept_counts_what_has_ended(past: Room) -> None:
    simulation, _ = judged(past, profile="extended")

    assert simulation.was["response"].kept == 1.0
    assert simulation.would["response"].kept == 0.6
    assert simulation.would["restore"].kept == 0.75
    assert simulation.would["contact"].kept is None


def test_from_the_day_that_is_asked_for(past: Room) -> None:
    assert judged(past, local("2026-11-20 09:00"), profile="extended")[0].tickets == 6
    assert judged(past, local("2026-11-20 09:01"), profile="extended")[0].tickets == 5
    assert judged(past, local("2026-11-23 16:00"), profile="extended")[0].tickets == 1
    assert judged(past, local("2026-11-24 00:00"), profile="extended")[0].tickets == 0


def test_of_one_customer(past: Room) -> None:
    bda = look(past, find_customer, "BDA").id

    simulation, otherwise = judged(past, profile="extended", customer_id=bda)

    assert (simulation.tickets, [one.key for one in otherwise]) == (1, ["NOC-2026-000004"])


def test_other_hours_keep_the_profile_and_the_contracts_own_words(past: Room, clock: SetClock) -> None:
    simulation, otherwise = judged(past, calendar="always")

    assert counts(simulation.would["response"]) == {"met": 3, "breached": 1, "none": 1}
    assert [(one.key, one.clock, one.would) for one in otherwise] == [("NOC-2026-000006", "response", "breached")]


def test_the_same_terms_judge_alike(past: Room) -> None:
    simulation, otherwise = judged(past, calendar="office")

    assert otherwise == []
    assert simulation.was == simulation.would


def test_a_contracts_own_words_fall_away_with_its_profile(past: Room, clock: SetClock) -> None:
    clock.set("2026-11-25 09:00")
    new_contract(past, spec={"targets": {"blocking_anomaly": {"response": {"minutes": 5}}}})
    opened(past)
    clock.set("2026-11-25 09:30")
    do(past, ANNA, take, "7")

    _, otherwise = judged(past, local("2026-11-25 00:00"), profile="professional")

    assert [(one.clock, one.was, one.would) for one in otherwise] == [("response", "breached", "met")]


def test_a_profiles_work_on_call_counts(past: Room) -> None:
    new_profile(past, "professional", lambda doc: doc.update(on_call={"blocking_anomaly": "always"}))

    _, otherwise = judged(past, profile="professional")

    assert [(one.key, one.clock, one.would) for one in otherwise if one.was == "met"] == [
        ("NOC-2026-000006", "response", "breached")
    ]


def test_waits_stop_what_the_other_profile_lets_them_stop(room: Room, clock: SetClock) -> None:
    """F3: a visit stops the clocks of the F profiles; G1 waits for nobody but the customer."""
    ticket = opened(room)
    do(room, ANNA, wait, ticket.key, Reason.VISIT, until=local("2026-11-26 09:00"))
    clock.set("2026-11-25 16:00")

    simulation, otherwise = judged(room, profile="base")

    assert counts(simulation.was["response"]) == {"going": 1}
    assert [(one.clock, one.would) for one in otherwise] == [("response", "breached"), ("restore", "none")]


def test_what_is_cancelled_is_owed_under_no_profile(room: Room) -> None:
    do(room, ANNA, cancel, opened(room).key, "Opened twice")

    simulation, otherwise = judged(room, profile="extended")

    assert (counts(simulation.was["response"]), otherwise) == ({"none": 1}, [])
    assert counts(simulation.would["restore"]) == {"none": 1}


@pytest.mark.parametrize("tickets", [0, 1])
def test_terms_that_are_not_there_are_told_also_where_there_is_no_ticket(room: Room, tickets: int) -> None:
    for _ in range(tickets):
        opened(room)

    with pytest.raises(NotFound, match=r"There is no profile “gold”\. There are: advanced, base"):
        judged(room, profile="gold")
    with pytest.raises(NotFound, match=r"There is no calendar “never”\. There are: always"):
        judged(room, profile="extended", calendar="never")


def test_hours_that_do_not_suffice_are_told_in_words(past: Room) -> None:
    new_calendar(past, NINE_TO_FIVE | {"name": "once", "hours": {}, "open": {"2026-11-25": [["09:00", "10:00"]]}})

    with pytest.raises(BadInput, match="does not open long enough"):
        judged(past, calendar="once")


def test_to_ask_changes_nothing(past: Room) -> None:
    before = [rows(past, f"SELECT * FROM {table} ORDER BY 1, 2") for table in ("event", "ticket", "queue")]

    judged(past, profile="base")

    assert [rows(past, f"SELECT * FROM {table} ORDER BY 1, 2") for table in ("event", "ticket", "queue")] == before
