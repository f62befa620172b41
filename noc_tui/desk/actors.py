"""Who acts, and what their role lets them do. Roles are checked here and nowhere else."""

from __future__ import annotations

import getpass

from noc_tui.domain.actor import Actor
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.domain.event import is_person
from noc_tui.domain.setup import OperatorRow
from noc_tui.domain.words import Role
from noc_tui.store.read import setup
from noc_tui.store.read.connection import Reader
from noc_tui.text import line


def login_name() -> str:
    """The name under which the user is logged in on this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "operator"


def resolve_actor(read: Reader, name: str | None) -> Actor:
    """The operator of that name (default: the login name). A room without operators makes the login its admin.

    Raises NotFound where the room has operators and this is none of them, BadInput for a name that no person has.
    """
    wanted = _name(name or login_name(), "Act as a person: --as NAME or NOC_OPERATOR.")
    everybody = setup.operators(read)
    if not everybody:
        return Actor(wanted.lower(), Role.ADMIN)
    for operator in everybody:
        if operator.login.casefold() == wanted.casefold():
            if not operator.active:
                raise Forbidden(f"{operator.login} no longer works here.", "Act as somebody else: --as NAME.")
            return Actor(operator.login, operator.role, operator.level, operator.team)
    some = ", ".join(operator.login for operator in everybody[:6]) + (", …" if len(everybody) > 6 else "")
    raise NotFound(
        f"“{wanted}” is no operator of this room.", f"Act as one of them (--as NAME or NOC_OPERATOR): {some}"
    )


def find_operator(read: Reader, login: str) -> str:
    """The login of an active operator, letter case aside; in a room without any, the name in lower case, as a login.

    Raises NotFound where the room has operators and this is none of them, BadInput for a name that no person has.
    """
    wanted = _name(login, "Give a person's login.")
    everybody = setup.operators(read)
    if not everybody:
        return wanted.lower()
    for operator in everybody:
        if operator.login.casefold() == wanted.casefold() and operator.active:
            return operator.login
    some = ", ".join(operator.login for operator in everybody if operator.active)
    raise NotFound(f"“{wanted}” is no operator of this room.", f"There are: {some}")


def find_worker(read: Reader, login: str) -> str:
    """The login of an operator whom work can be given to. Raises as `find_operator` does, Refused for a viewer."""
    found = find_operator(read, login)
    for operator in setup.operators(read):
        if operator.login == found and not may_work(operator):
            raise Refused(
                f"{found} is {operator.role.value.replace('_', ' ')} here and may not work on tickets.",
                "Name somebody with at least the role operator.",
            )
    return found


def may_work(operator: OperatorRow) -> bool:
    """Whether work can be given to an operator: who has left gets none, nor who may only look."""
    return operator.active and Actor(operator.login, operator.role).may(Role.OPERATOR)


def _name(given: str, hint: str) -> str:
    """A name on one clean line. Raises BadInput for none, and for one under which the program itself acts."""
    name = line(given, 40)
    if not name or not is_person(name.lower()):
        raise BadInput(f"Nobody is called “{name}”.", hint)
    return name


def require(actor: Actor, role: Role, what: str) -> None:
    """Raises Forbidden where the actor has less than that role."""
    if not actor.may(role):
        raise Forbidden(
            f"{actor.name} is {actor.role.value.replace('_', ' ')} here and may not {what}.",
            f"It takes at least the role {role.value.replace('_', ' ')}.",
        )
