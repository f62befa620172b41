"""Who works in the demo room, and who of them is there at an hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from noc_tui import resources
from noc_tui.domain.errors import Refused
from noc_tui.domain.setup import OperatorRow
from noc_tui.domain.words import Role

_SHIFT = 8 * 3600
_FIRST_SHIFT = 5 * 3600
"""Shifts change at 6, 14 and 22 of Italian winter time."""


class Cast:
    """The operators by level and team; level 1 works in shifts, one of them at night."""

    def __init__(self, operators: Sequence[OperatorRow], besides: str = "") -> None:
        """`besides` is the login of whoever is no part of the play. Raises Refused where a level has nobody."""
        self._teams: Sequence[Mapping[str, object]] = resources.read_toml("demo/room.toml")["team"]
        playing = {operator["login"] for operator in resources.read_toml("demo/room.toml")["operator"]}
        found = [
            operator
            for operator in operators
            if operator.login in playing - {besides.casefold()} and operator.active and operator.role != Role.VIEWER
        ]
        self.operators = {operator.login: operator for operator in found}
        self._front = [operator.login for operator in found if operator.level == 1]
        self._leads = [operator.login for operator in found if operator.role == Role.LEAD]
        self._levels = {level: [o.login for o in found if o.level == level] for level in (2, 3)}
        if not self._front or not self._leads or not all(self._levels.values()):
            raise Refused("This room has no demo people on every level.", "`noc demo` makes a room of its own.")

    def front(self, rng: Random, at: int) -> str:
        """Who of level 1 answers at an instant (UTC seconds)."""
        shift = (at - _FIRST_SHIFT) // _SHIFT
        second = shift % 3 != 2 and rng.random() < 0.45
        return self._front[(shift + second) % len(self._front)]

    def lead(self, rng: Random) -> str:
        """A shift lead."""
        return rng.choice(self._leads)

    def expert(self, rng: Random, level: int, technology: str) -> str:
        """Somebody of level 2 or 3, of the team for that technology where it has anybody."""
        team = self.team(level, technology)
        own = [login for login in self._levels[level] if self.operators[login].team == team]
        return rng.choice(own or self._levels[level])

    def team(self, level: int, technology: str) -> str:
        """The team of a level for a technology."""
        for team in self._teams:
            levels, technologies = team["levels"], team["technologies"]
            assert isinstance(levels, list) and isinstance(technologies, list)
            if level in levels and technology in technologies:
                return str(team["name"])
        return str(self._teams[0]["name"])
