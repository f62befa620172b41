"""Where a ticket should go, why, and who of that team is there and knows the matter."""

from __future__ import annotations

from typing import Any

from noc_tui.clock import to_us
from noc_tui.desk.operators import OperatorEdit, edit_operator
from noc_tui.desk.routing import Mate, Proposal, propose
from noc_tui.desk.work import assign
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.words import Category, Role
from noc_tui.models.room import Presence
from noc_tui.store.room import Room
from tests.desk.front_desk import furnish
from tests.desk.organised import organise
from tests.rooms import ANNA, BLOCKING, SetClock, do, look, opened


def proposed(room: Room, technology: str | None = "mail", **about: Any) -> Proposal:
    given: dict[str, Any] = {"category": BLOCKING, "fault": None, "now": to_us(room.clock())} | about
    return look(room, propose, technology=technology, **given)


def test_the_first_rule_that_fits_names_the_team_and_says_so(room: Room) -> None:
    furnish(room)

    assert (proposed(room).team, proposed(room).reason) == ("Systems L1", "mail is theirs (rule 3)")
    sales = proposed(room, category=Category.FEATURE)
    assert (sales.team, sales.reason) == ("Sales", "new feature is theirs (rule 1)")


def test_where_no_rule_fits_nobody_is_proposed(room: Room) -> None:
    furnish(room)

    assert proposed(room, "telephony") == proposed(room, None) == Proposal(None, "no rule names a team for it", ())


def test_a_rule_may_ask_for_the_kind_of_incident_or_for_nothing_at_all(room: Room) -> None:
    furnish(room)
    rules = [{"technology": "mail", "fault": "bug", "team": "Sales"}, {"team": "Networks L2"}]
    do(room, SYSTEM_ACTOR, organise, rules=rules)

    assert proposed(room, fault="bug").reason == "bug, mail is theirs (rule 1)"
    assert proposed(room).reason == "everything else is theirs (rule 2)"


def test_who_knows_it_and_is_there_comes_first(room: Room, clock: SetClock) -> None:
    """C8: ferri works 08-20, greco in office hours; luzzi is there day and night, and knows nothing of mail."""
    furnish(room)
    for to in ("greco", "ferri", "ferri"):
        do(room, ANNA, assign, opened(room).key, to=to)

    both = proposed(room).mates
    assert both == (Mate("greco", "mail", 1, True), Mate("ferri", "Postfix", 2, True))
    clock.set("2026-11-23 19:00")
    assert [(mate.login, mate.on_shift) for mate in proposed(room).mates] == [("ferri", True), ("greco", False)]


def test_where_nobody_knows_it_the_whole_team_is_shown(room: Room) -> None:
    furnish(room)
    do(room, SYSTEM_ACTOR, organise, rules=[{"team": "Systems L1"}])

    mates = proposed(room, "telephony").mates

    assert [(mate.login, mate.knows) for mate in mates] == [("ferri", "Postfix"), ("greco", ""), ("luzzi", "")]


def test_who_may_only_look_is_not_proposed(room: Room) -> None:
    furnish(room)
    do(room, SYSTEM_ACTOR, edit_operator, "ferri", OperatorEdit(role=Role.VIEWER))

    assert [mate.login for mate in proposed(room).mates] == ["greco"]


def test_who_is_seen_in_the_room_is_there_whatever_their_shift(room: Room, clock: SetClock) -> None:
    furnish(room)
    clock.set("2026-11-23 22:00")
    assert [mate.on_shift for mate in proposed(room).mates] == [False, False]
    seen = Presence(session="1", who="greco", ticket_id=None, doing="", until=to_us(clock.now) + 15_000_000)
    with room.write(SYSTEM_ACTOR) as tx:
        tx.session.add(seen)

    assert [(mate.login, mate.on_shift) for mate in proposed(room).mates] == [("greco", True), ("ferri", False)]
