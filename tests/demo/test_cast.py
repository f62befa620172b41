"""Who of the demo's people is there, and who is asked."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from noc_tui import resources
from noc_tui.demo.cast import Cast
from noc_tui.domain.errors import Refused
from noc_tui.domain.setup import OperatorRow
from noc_tui.domain.words import Role
from tests.rooms import local

PEOPLE = [
    OperatorRow(one["login"], one["name"], Role(one["role"]), one["level"], one["team"], True)
    for one in resources.read_toml("demo/room.toml")["operator"]
]


def answering(cast: Cast, at: str) -> Counter[str]:
    rng, instant = Random(1), int(local(at).timestamp())
    return Counter(cast.front(rng, instant) for _ in range(200))


def test_one_answers_at_night_and_two_by_day_and_they_take_turns() -> None:
    cast = Cast(PEOPLE)
    nights = [answering(cast, f"2026-11-{day} 03:00") for day in range(16, 22)]

    assert all(len(night) == 1 for night in nights)
    assert len(set().union(*nights)) == 4
    assert len(answering(cast, "2026-11-20 10:00")) == 2
    assert answering(cast, "2026-11-20 13:00").keys() != answering(cast, "2026-11-20 15:00").keys()


@pytest.mark.parametrize(
    ("level", "technology", "experts"),
    [
        (2, "network", {"colombo", "riva"}),
        (2, "telephony", {"bianchi"}),
        (3, "firewall", {"verdi"}),
        (3, "storage", {"galli", "brambilla"}),
    ],
)
def test_experts_are_of_the_team_for_the_technology(level: int, technology: str, experts: set[str]) -> None:
    cast, rng = Cast(PEOPLE), Random(1)

    assert {cast.expert(rng, level, technology) for _ in range(50)} == experts


def test_viewers_those_who_left_and_whoever_sits_at_the_keyboard_do_not_play() -> None:
    gone = [OperatorRow("ferri", "Paolo Ferri", Role.OPERATOR, 1, None, False)]
    others = [one for one in PEOPLE if one.login != "ferri"]

    cast = Cast([*others, *gone, OperatorRow("giada", "giada", Role.ADMIN, 2, None, True)], besides="Rossi")

    assert cast.operators.keys() == {one.login for one in PEOPLE} - {"ferri", "locatelli", "rossi"}


def test_a_room_without_the_demos_people_is_refused() -> None:
    with pytest.raises(Refused, match="demo people"):
        Cast([one for one in PEOPLE if one.level != 3])
