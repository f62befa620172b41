"""How SQLite goes about the lists that are read all day: along an index, never by sorting all there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from noc_tui.domain.filter import parse_filter
from noc_tui.store.read import queue
from noc_tui.store.read.connection import Reader
from noc_tui.store.room import Room
from tests.rooms import on_sqlite, opened

pytestmark = on_sqlite


@pytest.fixture
def read(room: Room) -> Iterator[Reader]:
    opened(room)
    with room.reading() as reader:
        yield reader


def plans(read: Reader, text: str) -> list[str]:
    """What SQLite says of each statement of a window."""
    statements: list[str] = []
    read.driver.set_trace_callback(statements.append)
    queue.window(read, queue.Query(parse_filter(text), now=1, midnight=2, me="anna"), 0, 50)
    read.driver.set_trace_callback(None)
    return [step[3] for statement in statements for step in read.rows(f"EXPLAIN QUERY PLAN {statement}")]


@pytest.mark.parametrize(
    "text", ["", "kind:ticket", "kind:ticket level:2", "customer:ACME", "mine", "paused", "nobody"]
)
def test_a_window_in_the_order_of_the_queue_sorts_nothing(text: str, read: Reader) -> None:
    assert [step for step in plans(read, text) if "TEMP B-TREE" in step] == []


def test_another_order_is_seen_to_sort(read: Reader) -> None:
    assert any("TEMP B-TREE" in step for step in plans(read, "kind:alert"))
