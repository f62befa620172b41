"""Filters over the queue: what each word lets through, the same on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noc_tui.clock import to_us
from noc_tui.desk.actors import resolve_actor
from noc_tui.desk.customers import add_customer
from noc_tui.desk.room import open_room
from noc_tui.desk.work import assign, take
from noc_tui.domain.errors import BadInput
from noc_tui.domain.filter import parse_filter
from noc_tui.domain.queue import Line
from noc_tui.domain.words import SEVERITIES
from noc_tui.store.read import queue
from noc_tui.store.read.connection import Reader
from noc_tui.store.room import Room
from tests.rooms import LIA, SetClock, Stores, do, local, look, opened
from tests.store.read.busy import fill

Keeps = Callable[[Line], bool]


@pytest.fixture(scope="module")
def busy(stores: Stores) -> Iterator[tuple[Room, SetClock]]:
    clock = SetClock()
    with stores.room(clock) as room:
        fill(room, clock)
        yield room, clock


@pytest.fixture
def read(busy: tuple[Room, SetClock]) -> Iterator[Reader]:
    with busy[0].reading() as reader:
        yield reader


def shown(read: Reader, text: str, me: str = "anna") -> list[Line]:
    now = to_us(local("2026-11-26 12:00"))
    query = queue.Query(parse_filter(text), "due", now, to_us(local("2026-11-27 00:00")), me)
    lines = queue.window(read, query, 0, 10_000)
    assert queue.count(read, query) == len(lines)
    return lines


ONE_FIELD: dict[str, Keeps] = {
    "customer:acme": lambda line: line.customer_code == "ACME",
    "customer:Adda": lambda line: line.customer_code == "BDA",
    "customer:holding": lambda line: line.customer_code == "ACME",
    "customer:acme,tel": lambda line: line.customer_code in {"ACME", "TEL"},
    'customer:"del Sole"': lambda line: line.customer_code == "CDS",
    "level:2": lambda line: line.row.level == 2,
    "level:L2,3": lambda line: line.row.level in {2, 3},
    "status:new": lambda line: line.row.status == "new",
    "status:pend": lambda line: line.row.status == "pending",
    "status:active": lambda line: line.row.status in {"new", "open", "pending"},
    "phase:triage": lambda line: line.row.phase == "triage",
    "category:blocking": lambda line: line.row.category == "blocking_anomaly",
    "category:change,feature": lambda line: line.row.category in {"functional_change", "new_feature"},
    "category:clarification": lambda line: line.row.category == "clarification",
    "category:non": lambda line: line.row.category == "non_blocking_anomaly",
    "priority:p1": lambda line: line.row.priority == "P1",
    "priority:P3,P4": lambda line: line.row.priority in {"P3", "P4"},
    "severity:critical": lambda line: line.row.severity == 0,
    "severity:maj,min": lambda line: SEVERITIES[line.row.severity] in {"major", "minor"},
    "technology:voip": lambda line: line.row.technology == "voip",
    "tech:reti": lambda line: line.row.technology == "reti",
    "team:reti": lambda line: line.row.team == "Reti",
    "team:100%": lambda line: line.row.team == "Sistemi 100%",
    "team:a_b": lambda line: line.row.team == "a_b",
    "team:sistemi,a_": lambda line: line.row.team in {"Sistemi 100%", "a_b"},
    "assignee:anna": lambda line: line.row.assignee == "anna",
    "who:ANNA,bruno": lambda line: line.row.assignee in {"anna", "bruno"},
    "who:me": lambda line: line.row.assignee == "anna",
    "origin:alert": lambda line: line.row.origin == "alert",
    "reason:customer": lambda line: line.row.pending_reason == "customer",
    "status:shelved": lambda line: line.row.status == "shelved",
    "status:firing": lambda line: line.row.status == "firing",
    "reason:shelved": lambda line: line.row.pending_reason == "shelved",
    "source:alertmanager": lambda line: line.row.source == "alertmanager",
    "clock:restore": lambda line: line.row.clock == "restore",
    "kind:ticket": lambda line: line.row.kind == 0,
    "kind:alert": lambda line: line.row.kind == 1,
}
WORDS: dict[str, Keeps] = {
    "packet": lambda line: "packet" in line.row.subject,
    "100%": lambda line: "100%" in line.row.subject,
    "%": lambda line: "%" in line.row.subject,
    "link_a": lambda line: "link_a" in line.row.subject,
    "_": lambda line: "_" in line.row.subject,
    "'utente": lambda line: "'utente" in line.row.subject,
    "C:\\temp": lambda line: "C:\\temp" in line.row.subject,
    "\\": lambda line: "\\" in line.row.subject,
    "MAIL": lambda line: "mail" in line.row.subject,
    "Città": lambda line: "Città" in line.row.subject,
    '"50 % slower"': lambda line: "50 % slower" in line.row.subject,
    "noc-2026-00000": lambda line: "NOC-2026-00000" in line.row.key,
    "bruno": lambda line: line.row.assignee == "bruno",
    "sole": lambda line: line.customer_code == "CDS",
}
FLAGS: dict[str, Keeps] = {
    "paused": lambda line: line.row.pending_reason is not None,
    "nobody": lambda line: line.row.assignee is None,
    "unassigned": lambda line: line.row.assignee is None,
    "mine": lambda line: line.row.assignee == "anna",
    "me": lambda line: line.row.assignee == "anna",
}


@pytest.mark.parametrize("text", [*ONE_FIELD, *WORDS, *FLAGS])
def test_a_filter_shows_what_it_says_and_no_more(read: Reader, text: str) -> None:
    keeps = {**ONE_FIELD, **WORDS, **FLAGS}[text]
    whole = shown(read, "")

    lines = shown(read, text)

    assert lines == [line for line in whole if keeps(line)]
    assert 0 < len(lines) < len(whole)


@pytest.mark.parametrize("text", [*ONE_FIELD, *WORDS])
def test_a_minus_shows_all_the_others(read: Reader, text: str) -> None:
    """Those included in which the field is empty."""
    hidden = shown(read, text)

    lines = shown(read, f"-{text}")

    assert lines == [line for line in shown(read, "") if line not in hidden]


@pytest.mark.parametrize("text", ["overdue", "soon", "today", *FLAGS])
def test_a_minus_turns_a_flag_round(read: Reader, text: str) -> None:
    hidden = shown(read, text)

    assert shown(read, f"-{text}") == [line for line in shown(read, "") if line not in hidden]


def test_words_narrow_the_list_and_commas_widen_it(read: Reader) -> None:
    whole = shown(read, "")

    assert shown(read, "customer:acme level:1 -status:pending") == [
        line for line in whole if line.customer_code == "ACME" and line.row.level == 1 and line.row.status != "pending"
    ]
    assert shown(read, "nobody -kind:alert link") == [
        line for line in whole if not line.row.assignee and not line.row.kind and "link" in line.row.subject
    ]
    assert shown(read, "  ") == whole


@pytest.mark.parametrize("text", ["customer:nobody", "team:nobody", "zzz", "who:nobody", "source:zabbix"])
def test_what_nothing_has_shows_nothing_and_its_contrary_everything(read: Reader, text: str) -> None:
    assert shown(read, text) == []
    assert shown(read, f"-{text}") == shown(read, "")


def test_what_is_over_comes_last_changed_first(busy: tuple[Room, SetClock], read: Reader) -> None:
    over = shown(read, "status:resolved,closed,cancelled")

    assert {line.row.status for line in over} == {"resolved", "closed", "cancelled"}
    assert over == sorted(over, key=lambda line: (line.row.at, line.row.ref))
    assert shown(read, "status:closed") == [line for line in over if line.row.status == "closed"]
    assert shown(read, "status:cancelled customer:acme -nobody") == [
        line for line in over if line.row.status == "cancelled" and line.customer_code == "ACME" and line.row.assignee
    ]


@pytest.mark.parametrize("text", ["status:all", "status:active,resolved,closed,cancelled"])
def test_what_is_open_and_what_is_over_can_be_listed_together(read: Reader, text: str) -> None:
    over = shown(read, "status:resolved,closed,cancelled")
    still_open = shown(read, "kind:ticket")

    assert shown(read, f"{text} kind:ticket") == [*still_open, *over]


def test_alerts_that_somebody_looks_after_are_found_by_their_status(read: Reader) -> None:
    taken = shown(read, "status:acknowledged")
    of_each = shown(read, "status:acknowledged,shelved,resolved")

    assert {(line.row.kind, line.row.status, line.row.assignee) for line in taken} == {(1, "acknowledged", "anna")}
    assert [line.row.subject for line in taken[:1]] == [
        "InterfaceDown edge-rtr-01 Gi0/0/1 · Gi0/0/1 down on edge-rtr-01"
    ]
    assert {line.row.status for line in of_each} == {"acknowledged", "shelved", "resolved"}
    assert shown(read, "status:acknowledged customer:acme -mine") == []
    for line in taken:
        query = queue.Query(parse_filter("status:acknowledged"), "due", 0, 0, "anna")
        assert queue.rank(read, query, *line.row.identity) == taken.index(line)


@pytest.mark.parametrize("flag", ["overrun", "soon", "today", "paused", "nobody", "mine", "source:x", "clock:restore"])
def test_everything_can_be_asked_of_what_is_over(read: Reader, flag: str) -> None:
    over = shown(read, "status:closed")

    assert all(line in over for line in shown(read, f"status:closed {flag}"))


@pytest.mark.parametrize(
    "text", ["colour:red", "-colour:red", "status:funny", "level:4", "severity:bad", "category:urgent", "kind:mail"]
)
def test_a_field_or_value_that_does_not_exist_is_refused_with_those_that_do(text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_filter(text)

    assert refusal.value.hint


@pytest.mark.parametrize("text", ["http://x/y", "12:30", "Re: mail", "10.0.0.1:80", "fe80::1"])
def test_a_colon_in_free_text_is_free_text(text: str) -> None:
    assert parse_filter(text).words == tuple(text.split())


TOKENS = [*ONE_FIELD, *WORDS, *FLAGS, "overdue", "soon", "today", "status:all", "status:closed", "customer:", '"']
anything = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tokens=st.lists(st.tuples(st.sampled_from(["", "-"]), st.sampled_from(TOKENS) | anything), max_size=5))
def test_whatever_is_typed_is_a_list_or_a_refusal(read: Reader, tokens: list[tuple[str, str]]) -> None:
    with suppress(BadInput):
        shown(read, " ".join(sign + token for sign, token in tokens))


@pytest.mark.parametrize("word", ["[", "]", ",", "spa,", "[]", "\\u00e0", "customer:[", "customer:]"])
def test_how_aliases_are_written_down_is_nothing_that_a_word_can_find(read: Reader, word: str) -> None:
    assert shown(read, word) == []


def test_an_alias_is_found_with_whatever_is_in_it(stores: Stores, clock: SetClock) -> None:
    with stores.room(clock) as room:
        do(room, LIA, add_customer, "GINO", "Da Gino", aliases=("Bar C:\\Gino, l'originale", "100% Ünico_"))
        opened(room, "GINO")
        opened(room, "ACME")
        with room.reading() as read:
            for word in ("c:\\gino", "gino,", "100%", "ico_", "l'orig"):
                assert [line.customer_code for line in shown(read, word)] == ["GINO"], word
            assert shown(read, "100_") == []


@pytest.mark.parametrize("typed", ["who:Anna", "who:anna", "who:ANNA", "assignee:Anna"])
def test_who_holds_it_is_found_whatever_the_letters(read: Reader, typed: str) -> None:
    assert {line.row.assignee for line in shown(read, typed)} == {"anna"}


def test_nor_do_they_matter_in_a_room_without_operators(stores: Stores, clock: SetClock) -> None:
    with stores.blank() as url:
        room = open_room(url, clock)
        franco = look(room, resolve_actor, "Franco")
        mine, given = (opened(room, None, franco) for _ in range(2))
        do(room, franco, take, mine.key)
        do(room, franco, assign, given.key, to="Gina")

        with room.reading() as read:
            assert [line.row.key for line in shown(read, "who:Franco")] == [mine.key]
            assert [line.row.key for line in shown(read, "mine", me=franco.name)] == [mine.key]
            assert [line.row.key for line in shown(read, "who:GINA")] == [given.key]
        room.close()
