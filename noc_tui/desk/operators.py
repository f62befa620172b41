"""Operators: who works in the room, what they know, and when they are on shift."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import col, insert, update

from noc_tui.desk.actors import require
from noc_tui.domain.errors import BadInput, NotFound, Refused
from noc_tui.domain.event import is_person
from noc_tui.domain.setup import OperatorRow
from noc_tui.domain.words import Role
from noc_tui.models.room import Operator
from noc_tui.store.read import people, setup
from noc_tui.store.tx import Tx
from noc_tui.text import line


@dataclass(frozen=True, slots=True)
class OperatorEdit:
    """What becomes of an operator; None leaves it as it is, an empty team or shift takes it away."""

    name: str | None = None
    role: Role | None = None
    level: int | None = None
    team: str | None = None
    shift: str | None = None
    active: bool | None = None
    """False: they no longer work here, and what they did stays."""
    learnt: Sequence[str] = ()
    """Competences more, and fewer."""
    forgot: Sequence[str] = ()


def add_operator(
    tx: Tx,
    login: str,
    name: str,
    *,
    role: Role | None = None,
    level: int | None = None,
    team: str | None = None,
    competences: Sequence[str] | None = None,
    shift: str | None = None,
) -> OperatorRow:
    """A new operator, or new words on one that is known. The first of a room becomes its admin.

    `shift` names the calendar in whose hours they are there. Of one that is known, what is empty or None stays; of a
    new one, it is what a new operator has: operator, level 1. Raises NotFound for an unknown calendar or team, Refused
    where no admin would be left.
    """
    require(tx.actor, Role.ADMIN, "add operators")
    login, name = line(login, 40).lower(), line(name, 80)
    if not login or " " in login:
        raise BadInput("An operator needs a login without blanks.", "noc operator add anna")
    if not is_person(login):
        raise BadInput(f"The program itself acts as “{login}”.", "Choose another login.")
    everybody = setup.operators(tx.read)
    known = next((operator for operator in everybody if operator.login == login), None)
    first_role = Role.OPERATOR if everybody else Role.ADMIN
    stood = known or OperatorRow(login, login, first_role, 1, None, True, competences=(), shift=None)
    row = replace(
        stood,
        name=name or stood.name,
        role=(role or stood.role) if everybody else Role.ADMIN,
        level=level or stood.level,
        team=line(team, 80) if team else stood.team,
        competences=stood.competences if competences is None else _clean(competences),
        shift=shift or stood.shift,
    )
    return _save(tx, row, known)


def edit_operator(tx: Tx, login: str, edit: OperatorEdit) -> OperatorRow:
    """An operator with some of it changed.

    Raises NotFound for an unknown login, calendar or team and for a competence to be taken away that they do not have,
    Refused where nothing would change and where no admin would be left.
    """
    require(tx.actor, Role.ADMIN, "change operators")
    known = setup.operator_by_login(tx.read, login)
    row = replace(
        known,
        name=known.name if edit.name is None else line(edit.name, 80) or known.login,
        role=edit.role or known.role,
        level=known.level if edit.level is None else edit.level,
        team=known.team if edit.team is None else line(edit.team, 80) or None,
        shift=known.shift if edit.shift is None else edit.shift or None,
        active=known.active if edit.active is None else edit.active,
        competences=_learnt(known, edit),
    )
    if row == known:
        raise Refused(f"{known.login} is that already.", f"`noc operator show {known.login}` tells it.")
    return _save(tx, row, known)


def _learnt(known: OperatorRow, edit: OperatorEdit) -> tuple[str, ...]:
    gone = _clean(edit.forgot)
    for word in gone:
        if word not in known.competences:
            has = f"They are: {', '.join(known.competences)}" if known.competences else "There are none."
            raise NotFound(f"“{word}” is none of {known.login}'s competences.", has)
    kept = (word for word in known.competences if word not in gone)
    return tuple(dict.fromkeys([*kept, *_clean(edit.learnt)]))


def _clean(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in (line(word, 60) for word in words) if word))


def _save(tx: Tx, row: OperatorRow, before: OperatorRow | None) -> OperatorRow:
    if row.level not in {1, 2, 3}:
        raise BadInput(f"There is no level {row.level}.", "Levels are 1, 2 and 3.")
    if row.shift is not None and (before is None or row.shift != before.shift):
        _refuse_unknown(row.shift, "calendar", [one.name for one in setup.newest_versions(tx.read, "calendar")])
    teams = [team.name for team in people.listed(tx.read, "team")]
    if teams and row.team is not None and (before is None or row.team != before.team):
        _refuse_unknown(row.team, "team", teams)
    others = [one for one in setup.operators(tx.read) if one.login != row.login]
    if not any(one.active and one.role == Role.ADMIN for one in (*others, row)):
        raise Refused(f"{row.login} is the room's last admin.", "Make somebody else its admin first.")
    values = {
        "name": row.name,
        "role": row.role.value,
        "level": row.level,
        "team": row.team,
        "active": row.active,
        "competences": json.dumps(row.competences, ensure_ascii=False),
        "shift": row.shift,
    }
    if before is None:
        tx.connection.execute(insert(Operator), [{"login": row.login, **values}])
    else:
        tx.connection.execute(update(Operator).where(col(Operator.login) == row.login).values(**values))
    tx.changed("setup", f"operator {row.login}")
    return setup.operator_by_login(tx.read, row.login)


def _refuse_unknown(name: str, what: str, known: Sequence[str]) -> None:
    if name not in known:
        raise NotFound(f"There is no {what} “{name}”.", f"There are: {', '.join(known)}")
