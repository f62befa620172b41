"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass

from noc_tui.domain.event import INTAKE, SYSTEM, is_person
from noc_tui.domain.words import ROLES, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """An operator, the program itself, or a source."""

    name: str
    role: Role = Role.OPERATOR
    level: int = 1
    team: str | None = None

    @property
    def is_person(self) -> bool:
        """Whether a human being acts."""
        return is_person(self.name)

    def may(self, role: Role) -> bool:
        """Whether this actor has at least that role."""
        return ROLES.index(self.role) >= ROLES.index(role)


SYSTEM_ACTOR = Actor(SYSTEM, Role.ADMIN)


def intake_actor(source: str) -> Actor:
    """The actor under whose name a source's alerts are written."""
    return Actor(INTAKE + source, Role.OPERATOR)
