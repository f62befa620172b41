"""Tickets by their words: SQLite's FTS5, PostgreSQL's text search. What somebody typed is words, never their syntax.

A word that half of all tickets have says nothing about one of them and costs the most: only the rare words of a text
are asked for, and only so many tickets weighed against each other. So the time taken hardly grows with the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from noc_tui.domain.queue import Kind
from noc_tui.store.read.connection import Reader

_WORD = re.compile(r"[^\W_]{2,}")
_MOST_WORDS = 24
"""Of a long text the first words: its beginning says what it is about."""
_COMMON = 2000
"""Tickets that have a word from which on it is common."""
_FOUND = 4000
"""Tickets that the rare words of a text may lead to, in all."""
_WEIGHED = {"sqlite": _FOUND, "postgresql": 500}
"""How many of them are weighed against each other, the newest; PostgreSQL parses each anew for that."""
_NEWEST = 300
"""Where all words are common: of the tickets that have them all the newest."""
_TOGETHER = 4
"""Common words that are asked for together: each further one costs a walk along all who have it."""

_OF_CUSTOMER = "(SELECT id FROM ticket WHERE customer_id = :customer ORDER BY opened_at DESC LIMIT 2000)"
_FTS = "SELECT rowid AS id, rank FROM ticket_fts WHERE ticket_fts MATCH :words"
_TSV = "to_tsvector('simple', body)"
_ASKED = "to_tsquery('simple', :words)"
_HAS = f"FROM ticket_text WHERE {_TSV} @@ {_ASKED}"
_NOTED = (
    "SELECT e.word, e.share * (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'ticket_text'::regclass) "
    "FROM pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS e(word, share) "
    "WHERE s.schemaname = current_schema() AND s.tablename = 'ix_ticket_text_words' AND e.word = ANY(:words)"
)
"""How many tickets have a word, as far as PostgreSQL noted it: of common words, and about."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that has the words; `rank` is lower the better they fit."""

    ticket_id: int
    rank: float


def words_of(text: str) -> list[str]:
    """The words of a text, each once, letter case aside."""
    found = dict.fromkeys(word.casefold() for word in _WORD.findall(text))
    return list(found)[:_MOST_WORDS]


def alike(read: Reader, text: str, *, customer_id: int | None = None, limit: int = 40) -> list[Hit]:
    """The tickets that share the rarest words of a text, best first; then those of one customer, where it is given."""
    known = sorted((many, word) for word, many in _how_many(read, words_of(text)).items() if many)
    rare, total = [], 0
    for many, word in known:
        total += many
        if many < _COMMON and total <= _FOUND:
            rare.append(word)
    common = [word for _, word in known[:_TOGETHER]]
    asked = _joined(read, rare, "OR") if rare else _joined(read, common, "AND")
    if not asked:
        return []
    most = _WEIGHED[read.dialect] if rare else _NEWEST
    his = _best(read, asked, limit, most, customer_id) if customer_id is not None else []
    return [*_best(read, asked, limit, most), *his]


def by_words(read: Reader, text: str, limit: int, *, newest: bool = False) -> tuple[list[int], int]:
    """Ids of the tickets that have every word of a text, best or newest first, and how many there are in all.

    A word that ends in `*` is the beginning of one. Of very many only the newest are weighed against each other.
    """
    typed = [word for word in text.split() if any(map(str.isalnum, word))]
    asked = _joined(read, typed, "AND", stars=True)
    if not asked:
        return [], 0
    with _by_index(read):
        sql = "SELECT count(*) FROM ticket_fts WHERE ticket_fts MATCH :words"
        total = int(read.value(sql if read.dialect == "sqlite" else f"SELECT count(*) {_HAS}", {"words": asked}))
    if newest:
        return _newest(read, asked, limit), total
    return [hit.ticket_id for hit in _best(read, asked, limit, _WEIGHED[read.dialect])], total


def of_equipment(read: Reader, equipment_id: int, limit: int) -> list[int]:
    """Ids of the newest tickets about a device."""
    sql = "SELECT id FROM ticket WHERE equipment_id = :equipment ORDER BY id DESC LIMIT :limit"
    return [row[0] for row in read.rows(sql, {"equipment": equipment_id, "limit": limit})]


def open_of_customer(read: Reader, customer_id: int, limit: int) -> list[int]:
    """Ids of the newest open tickets of a customer."""
    sql = "SELECT ref FROM queue WHERE customer_id = :customer AND kind = :kind ORDER BY ref DESC LIMIT :limit"
    return [row[0] for row in read.rows(sql, {"customer": customer_id, "kind": int(Kind.TICKET), "limit": limit})]


def of_same_event(read: Reader, ticket_id: int, limit: int) -> list[int]:
    """Ids of tickets that hold an open alert of the same event as an alert of this one."""
    sql = (
        "SELECT DISTINCT ticket_id FROM alert WHERE status <> 'resolved' AND ticket_id <> :ticket AND event IN "
        "(SELECT event FROM alert WHERE status <> 'resolved' AND ticket_id = :ticket) LIMIT :limit"
    )
    return [row[0] for row in read.rows(sql, {"ticket": ticket_id, "limit": limit})]


def _how_many(read: Reader, words: Sequence[str]) -> Mapping[str, int]:
    """Word → tickets that have it, counted up to where it is common: what PostgreSQL noted may be old, and none."""
    if read.dialect == "sqlite":
        sql = f"SELECT count(*) FROM (SELECT rowid FROM ticket_fts WHERE ticket_fts MATCH :words LIMIT {_COMMON})"
        noted = {}
    else:
        sql = f"SELECT count(*) FROM (SELECT 1 {_HAS} LIMIT {_COMMON}) AS found"
        noted = {word: int(many) for word, many in read.rows(_NOTED, {"words": list(words)}) if many >= _COMMON}
    with _by_index(read):
        return {
            word: noted[word] if word in noted else int(read.value(sql, {"words": _quoted(read, word)}))
            for word in words
        }


def _best(read: Reader, words: str, limit: int, most: int, customer_id: int | None = None) -> list[Hit]:
    """Of the newest `most` that have the words the best."""
    params: dict[str, object] = {"words": words, "limit": limit, "most": most}
    if customer_id is not None:
        params["customer"] = customer_id
    his = f" AND +rowid IN {_OF_CUSTOMER}" if customer_id is not None else ""
    sql = f"SELECT id, rank FROM ({_FTS}{his} ORDER BY rowid DESC LIMIT :most) ORDER BY rank, id DESC LIMIT :limit"
    if read.dialect == "postgresql":
        his = f" AND ticket_id IN {_OF_CUSTOMER}" if customer_id is not None else ""
        found = f"SELECT ticket_id, body {_HAS}{his} ORDER BY ticket_id DESC LIMIT :most"
        rank = f"-ts_rank({_TSV}, {_ASKED})"
        sql = f"SELECT ticket_id, {rank} AS fit FROM ({found}) AS found ORDER BY fit, ticket_id DESC LIMIT :limit"
    with _by_index(read):
        return [Hit(*row) for row in read.rows(sql, params)]


def _newest(read: Reader, words: str, limit: int) -> list[int]:
    sql = f"{_FTS} ORDER BY rowid DESC LIMIT :limit"
    if read.dialect == "postgresql":
        sql = f"SELECT ticket_id {_HAS} ORDER BY ticket_id DESC LIMIT :limit"
    with _by_index(read):
        return [row[0] for row in read.rows(sql, {"words": words, "limit": limit})]


@contextmanager
def _by_index(read: Reader) -> Iterator[None]:
    """PostgreSQL would rather parse every ticket's text anew than believe its index about a common word."""
    if read.dialect == "sqlite":
        yield
        return
    sql = "SELECT set_config('enable_seqscan', :way, false), set_config('enable_indexscan', :way, false)"
    read.rows(sql, {"way": "off"})
    try:
        yield
    finally:
        read.rows(sql, {"way": "on"})


def _joined(read: Reader, words: Sequence[str], how: str, *, stars: bool = False) -> str:
    sign = f" {how} " if read.dialect == "sqlite" else {"AND": " & ", "OR": " | "}[how]
    return sign.join(_quoted(read, word, stars=stars) for word in words)


def _quoted(read: Reader, word: str, *, stars: bool = False) -> str:
    """A word as the database reads it, whatever stands in it; with `stars`, a last `*` stands for any ending."""
    begins = stars and word.endswith("*")
    if read.dialect == "sqlite":
        return '"' + word.replace('"', '""') + '"' + "*" * begins
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'" + ":*" * begins
