"""Whatever a body holds, it ends as alerts or in quarantine."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_tui.desk.reception import Parse, receive, schema_version, understand
from noc_tui.domain.errors import StoreError, Unreadable
from noc_tui.domain.observation import Delivery
from noc_tui.intake.sources import SOURCES, parser_of
from noc_tui.store.room import Room
from noc_tui.store.schema import HEAD
from tests.desk.monitoring import SOURCE, alert_of, fires
from tests.rooms import SetClock, SqliteStores, rows


def one_alert(_body: bytes) -> Delivery:
    return Delivery(SOURCE, "", (fires(),))


def unreadable(_body: bytes) -> Delivery:
    raise Unreadable("It is in Latin.", "Send English.")


def broken(_body: bytes) -> Delivery:
    raise KeyError("labels")


def nothing(_body: bytes) -> Delivery:
    return Delivery(SOURCE, "", ())


def test_a_body_that_is_understood_becomes_alerts(room: Room) -> None:
    received = receive(room, SOURCE, b"body", one_alert)

    assert (received.understood, received.reasons, received.receipt.accepted) == (True, (), 1)
    assert alert_of(room).event == "InterfaceDown"


@pytest.mark.parametrize(
    ("parse", "reason"),
    [
        (unreadable, "It is in Latin."),
        (broken, "The program failed on it: KeyError: 'labels'"),
        (nothing, "There is no alert in it."),
    ],
)
def test_a_body_that_is_not_is_kept_whole_with_the_reason(parse: Parse, reason: str, room: Room) -> None:
    received = receive(room, SOURCE, b"\x00whole\xff", parse)

    assert (received.understood, received.reasons) == (False, (reason,))
    ((body, kept),) = rows(room, "SELECT body, reason FROM quarantine")
    assert (bytes(body), kept) == (b"\x00whole\xff", reason)


def test_a_body_that_the_room_chokes_on_is_kept_and_nothing_of_it_half_done(room: Room) -> None:
    def too_large(_body: bytes) -> Delivery:
        return Delivery(SOURCE, "", (fires(), fires(alert_key="if2", labels={"a": object()})))

    received = receive(room, SOURCE, b"body", too_large)

    assert received.reasons[0].startswith("The program failed on it: TypeError")
    assert rows(room, "SELECT count(*) FROM alert") == [(0,)]
    assert rows(room, "SELECT count(*) FROM quarantine") == [(1,)]


def test_where_nothing_can_be_stored_the_sender_is_not_told_otherwise(tmp_path: Path, clock: SetClock) -> None:
    with SqliteStores(tmp_path).room(clock) as room:
        room.ensure()
        assert room.location.path is not None
        room.location.path.write_bytes(b"no database at all" * 100)

        with pytest.raises(StoreError):
            receive(room, SOURCE, b"body", one_alert)


@given(body=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_bytes_stop_any_source(body: bytes) -> None:
    for source in SOURCES:
        delivery = understand(source, body, parser_of(source))

        assert delivery.observations or delivery.rejected


def test_the_schemas_version_is_asked_of_the_store(room: Room) -> None:
    assert schema_version(room) == HEAD
