"""Several real processes at one store: each waits until all are ready, then does its part and says how it went."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from noc_tui.desk.ending import solve
from noc_tui.desk.intake import take_in
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.room import open_room
from noc_tui.desk.work import note, take
from noc_tui.domain.actor import Actor, intake_actor
from noc_tui.domain.errors import NocError, Refused
from noc_tui.domain.observation import Delivery
from noc_tui.store.room import Room
from tests.desk.monitoring import SOURCE, ends, fires

Part = Callable[[Room, str], object]
Answer = tuple[str, str, str]
"""Who, then `done` with the outcome or the type of the error with its words."""
PATIENCE_S = 60
_START = multiprocessing.get_context("forkserver")  # imports once what each of them needs, and opens nothing
_START.set_forkserver_preload([__name__])


def take_the_ticket(room: Room, name: str) -> object:
    with room.write(Actor(name)) as tx:
        return take(tx, "1").assignee


def write_notes(room: Room, name: str) -> object:
    for number in range(12):
        with room.write(Actor(name)) as tx:
            note(tx, "1", f"{name} {number}")
    return 12


def open_the_first_ticket(room: Room, name: str) -> object:
    with room.write(Actor(name)) as tx:
        return open_ticket(tx, subject=f"From {name}").key


def open_tickets(room: Room, name: str) -> object:
    return " ".join(str(open_the_first_ticket(room, name)) for _ in range(6))


def flap_and_work(room: Room, name: str) -> object:
    """Even ones are the source, whose alert comes and goes; odd ones work on the ticket of it."""
    number = int(name.removeprefix("p"))
    for turn in range(6):
        start, end = f"2026-11-23 0{turn}:{number:02d}", f"2026-11-23 0{turn}:{number + 20}"
        if number % 2 == 0:
            for seen in (fires(start, group_key="g"), ends(start, end, group_key="g")):
                with room.write(intake_actor(SOURCE)) as tx:
                    take_in(tx, Delivery(SOURCE, "", (seen,)))
        else:
            for operation in (note, solve):
                with suppress(Refused), room.write(Actor(name)) as tx:
                    operation(tx, "1", f"{name} {turn}")
    return "all"


def race(part: Part, url: str, names: Sequence[str]) -> list[Answer]:
    """Runs a part in as many fresh processes as there are names. Gives their answers by name."""
    ready, answers = _START.Barrier(len(names)), _START.Queue()
    processes = [_START.Process(target=_run, args=(part, url, name, ready, answers)) for name in names]
    for process in processes:
        process.start()
    told = [answers.get(timeout=PATIENCE_S) for _ in processes]
    for process in processes:
        process.join(PATIENCE_S)
    return sorted(told)


def _run(part: Part, url: str, name: str, ready: Barrier, answers: Queue[Answer]) -> None:
    room = open_room(url)
    ready.wait(PATIENCE_S)
    try:
        answers.put((name, "done", str(part(room, name))))
    except NocError as error:
        answers.put((name, type(error).__name__, str(error)))
    except Exception as error:
        answers.put((name, "crashed", repr(error)))
    finally:
        room.close()
