"""The queue, read in windows: never all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from noc_tui.domain.filter import Condition, Filter
from noc_tui.domain.queue import Line, QueueRow, Summary
from noc_tui.domain.words import SEVERITIES
from noc_tui.store.read.connection import Reader, Row

COLUMNS = tuple(field.name for field in fields(QueueRow))
_HOUR = 3600 * 1_000_000
_PLACE = ("q.band", "q.at", "q.kind", "q.ref")
SORTS: Mapping[str, tuple[str, ...]] = {
    "due": (),
    "age": ("q.opened_at",),
    "newest": ("-q.opened_at",),
    "severity": ("q.severity",),
    "priority": ("coalesce(q.priority, 'P9')",),
    "level": ("-q.level",),
    "customer": ("coalesce(c.name, '')",),
    "who": ("coalesce(q.assignee, '')",),
}
"""Orders of the list: what comes before the place in the queue."""

_PAST = """(SELECT 3 AS band, -t.updated_at AS at, 0 AS kind, t.id AS ref, CAST(NULL AS BIGINT) AS overrun_at,
 t.key, t.subject, t.customer_id, t.severity, t.status, t.level, t.phase, t.category, t.priority, t.technology, t.team,
 t.assignee, t.origin, CAST(NULL AS TEXT) AS source, t.pending_reason, t.wake_at, t.opened_at,
 'restore' AS clock, t.restore_phase AS clock_phase,
 t.restore_target_s AS target_s, t.restore_used_s AS used_s, t.restore_since AS since, t.restore_due AS due,
 t.calendar_version_id AS calendar_id, t.on_call_version_id AS on_call_id,
 CAST(NULL AS BIGINT) AS half_s, CAST(NULL AS BIGINT) AS soon_s, t.alerts_firing, 0 AS count, t.version
 FROM ticket t WHERE t.status NOT IN ('new', 'open', 'pending'))"""
_TAKEN = """(SELECT 1 AS band, a.seen_at AS at, 1 AS kind, a.id AS ref, CAST(NULL AS BIGINT) AS overrun_at,
 'alert ' || a.id AS key,
 trim(a.event || ' ' || a.resource) || CASE WHEN a.summary IN ('', trim(a.event || ' ' || a.resource)) THEN ''
 ELSE ' · ' || a.summary END AS subject,
 a.customer_id, a.severity, a.status, 1 AS level, 'triage' AS phase, CAST(NULL AS TEXT) AS category,
 CAST(NULL AS TEXT) AS priority, CAST(NULL AS TEXT) AS technology, CAST(NULL AS TEXT) AS team, a.holder AS assignee,
 'alert' AS origin, a.source, CAST(NULL AS TEXT) AS pending_reason, CAST(NULL AS BIGINT) AS wake_at,
 a.seen_at AS opened_at, CAST(NULL AS TEXT) AS clock, CAST(NULL AS TEXT) AS clock_phase,
 CAST(NULL AS BIGINT) AS target_s, 0 AS used_s, CAST(NULL AS BIGINT) AS since, CAST(NULL AS BIGINT) AS due,
 CAST(NULL AS BIGINT) AS calendar_id, CAST(NULL AS BIGINT) AS on_call_id,
 CAST(NULL AS BIGINT) AS half_s, CAST(NULL AS BIGINT) AS soon_s, 1 AS alerts_firing, a.count, a.version
 FROM alert a WHERE a.status <> 'resolved' AND a.status = 'acknowledged')"""
"""Alerts that somebody looks after; an index has those that are not resolved."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows: the filter, its order, and what the filter's relative words mean now."""

    filter: Filter
    sort: str = "due"
    now: int = 0
    midnight: int = 0
    """The end of today in the room's zone, UTC microseconds."""
    me: str = ""


def window(read: Reader, query: Query, offset: int, limit: int, total: int | None = None) -> list[Line]:
    """At most `limit` lines from `offset` on. With the `total` known, the tail is read from its end."""
    source, where, params = _parts(read, query)
    keys = _keys(query)
    backwards = total is not None and offset > total // 2
    if backwards:
        assert total is not None
        limit = max(0, min(limit, total - offset))
        offset = max(0, total - offset - limit)
    order = ", ".join(f"{key} DESC" if backwards else key for key in keys)
    sql = f"{_select(source)}{where} ORDER BY {order} LIMIT :limit OFFSET :offset"
    lines = [_line(row) for row in read.rows(sql, {**params, "limit": limit, "offset": offset})]
    return lines[::-1] if backwards else lines


def every(read: Reader, query: Query) -> Iterator[Line]:
    """All lines, however many, as they are read: the store stays as it was until the last one."""
    source, where, params = _parts(read, query)
    order = ", ".join(_keys(query))
    return map(_line, read.each(f"{_select(source)}{where} ORDER BY {order}", params))


def _select(source: str) -> str:
    columns = ", ".join(f"q.{name}" for name in COLUMNS)
    return f"SELECT {columns}, c.name AS customer, c.code FROM {source} q LEFT JOIN customer c ON c.id = q.customer_id"


def _line(row: Row) -> Line:
    return Line(QueueRow(*row[:-2]), row[-2] or "", row[-1] or "")


def count(read: Reader, query: Query) -> int:
    """How many lines the filter lets through."""
    source, where, params = _parts(read, query)
    return int(read.value(f"SELECT count(*) FROM {source} q{where}", params))


def find_line(read: Reader, kind: int, ref: int) -> Line | None:
    """The line of a ticket or an alert, or None where it has left the queue."""
    row = read.one(f"{_select('queue')} WHERE q.kind = :kind AND q.ref = :ref", {"kind": kind, "ref": ref})
    return None if row is None else _line(row)


def rank(read: Reader, query: Query, kind: int, ref: int) -> int | None:
    """How many lines stand before a ticket or an alert, or None where the filter does not show it."""
    source, where, params = _parts(read, query)
    keys = _keys(query)
    join = " LEFT JOIN customer c ON c.id = q.customer_id" if query.sort == "customer" else ""
    glue = " AND " if where else " WHERE "
    own = read.one(
        f"SELECT {', '.join(keys)} FROM {source} q{join}{where}{glue}q.kind = :own_kind AND q.ref = :own_ref",
        {**params, "own_kind": kind, "own_ref": ref},
    )
    if own is None:
        return None
    marks = {f"own_{index}": value for index, value in enumerate(own)}
    before = f"({', '.join(keys)}) < ({', '.join(':' + name for name in marks)})"
    return int(read.value(f"SELECT count(*) FROM {source} q{join}{where}{glue}{before}", {**params, **marks}))


def summary(read: Reader, query: Query) -> Summary:
    """The counts above the list, over the whole queue: what is due soon is walked once, the rest is in indexes."""
    soon = query.now + _HOUR
    params = {"now": query.now, "soon": soon, "midnight": query.midnight, "last": max(soon, query.midnight)}
    row = read.one(
        "SELECT (SELECT count(*) FROM queue), "
        "count(*) FILTER (WHERE at < :now AND overrun_at < :now), "
        "count(*) FILTER (WHERE at < :soon AND coalesce(overrun_at, at) >= :now), "
        "count(*) FILTER (WHERE at < :midnight AND coalesce(overrun_at, at) >= :now), "
        "(SELECT count(*) FROM queue WHERE pending_reason IS NOT NULL), "
        "(SELECT count(*) FROM queue WHERE assignee IS NULL) "
        "FROM queue WHERE band = 0 AND at < :last",
        params,
    )
    assert row is not None
    return Summary(*row)


def _parts(read: Reader, query: Query) -> tuple[str, str, dict[str, object]]:
    """Where the lines come from, which of them, and the parameters."""
    params: dict[str, object] = {}
    shown = query.filter
    terms = [_condition_sql(read, condition, query, params) for condition in shown.conditions]
    terms += [_flag_sql(flag, query, params) for flag in shown.flags]
    terms += [_word_sql(read, word, params) for word in shown.words]
    terms = [term for term in terms if term]
    return _source(query.filter), (" WHERE " + " AND ".join(terms) if terms else ""), params


def _keys(query: Query) -> tuple[str, ...]:
    """What the list is ordered by. What is over stands in one band and is all tickets: naming those would hide the
    index from the planner."""
    if query.filter.past and not query.filter.present and not query.filter.taken:
        return (*SORTS[query.sort], "q.at", "q.ref")
    return (*SORTS[query.sort], *_PLACE)


def _source(wanted: Filter) -> str:
    places = ((wanted.present, "queue"), (wanted.past, _PAST), (wanted.taken, _TAKEN))
    sources = [source for asked, source in places if asked]
    if len(sources) == 1:
        return sources[0]
    columns = ", ".join(COLUMNS)
    return f"({' UNION ALL '.join(f'SELECT {columns} FROM {source} one' for source in sources)})"


def _bind(params: dict[str, object], values: Sequence[object]) -> str:
    names = []
    for value in values:
        name = f"p{len(params)}"
        params[name] = value
        names.append(f":{name}")
    return ", ".join(names)


def _condition_sql(read: Reader, condition: Condition, query: Query, params: dict[str, object]) -> str:
    column, values = condition.column, list(condition.values)
    bound: Sequence[object] = values
    if column == "customer":
        column, bound = "customer_id", _customer_ids(read, values)
    elif column == "severity":
        bound = [[str(s) for s in SEVERITIES].index(value) for value in values]
    elif column == "level":
        bound = [int(value) for value in values]
    elif column == "kind":
        bound = [0 if value == "ticket" else 1 for value in values]
    elif column == "assignee":
        bound = [login for value in values for login in ([query.me] if value == "me" else {value, value.lower()})]
    elif column == "status":
        if "all" in values:
            return ""
        bound = [s for value in values for s in (("new", "open", "pending") if value == "active" else (value,))]
    if not bound:
        return "1 = 1" if condition.negated else "1 = 0"
    if column == "team":
        either = " OR ".join(_like(read, "q.team", value, params) for value in values)
        return f"NOT coalesce({either}, FALSE)" if condition.negated else f"({either})"
    if column == "kind" and 0 in bound:
        inside = f"+q.kind IN ({_bind(params, bound)})"  # most lines are tickets: their index would be a detour
    else:
        inside = f"q.{column} IN ({_bind(params, bound)})"
    if column == "clock" and "call" in bound:
        inside = f"({inside} OR {_on_ticket('t.call_at IS NOT NULL')})"  # a booked call may be covered by a clock
    return f"NOT coalesce({inside}, FALSE)" if condition.negated else inside


def _customer_ids(read: Reader, values: Sequence[str]) -> list[int]:
    """Customers whose code is a value, or whose code, name or alias contains it."""
    exact = [
        row[0]
        for value in values
        for row in read.rows("SELECT id FROM customer WHERE lower(code) = :v", {"v": value.lower()})
    ]
    if len(exact) == len(values):
        return exact
    params: dict[str, object] = {}
    terms = [_like(read, column, value, params) for value in values for column in ("code", "name")]
    terms += [_like(read, "aliases", json.dumps(value, ensure_ascii=False)[1:-1], params) for value in values]
    either = " OR ".join(terms)
    found = read.rows(f"SELECT id, code, name, aliases FROM customer WHERE {either}", params)
    return [row[0] for row in found if _has_any((row[1], row[2], *json.loads(row[3])), values)]


def _has_any(texts: Sequence[str], values: Sequence[str]) -> bool:
    """Whether a text has one of the values in it: the database looked at the aliases as they are written down."""
    return any(value.casefold() in text.casefold() for value in values for text in texts)


def _like(read: Reader, column: str, value: str, params: dict[str, object]) -> str:
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return (
        f"{column} {'ILIKE' if read.dialect == 'postgresql' else 'LIKE'} {_bind(params, [f'%{escaped}%'])} ESCAPE '\\'"
    )


def _word_sql(read: Reader, word: str, params: dict[str, object]) -> str:
    negated = word.startswith("-") and len(word) > 1
    word = word[1:] if negated else word
    either = [_like(read, f"q.{column}", word, params) for column in ("subject", "key", "assignee")]
    either.append(_number_sql(word, params))
    customers = _customer_ids(read, [word])
    if customers:
        either.append(f"q.customer_id IN ({_bind(params, customers)})")
    joined = " OR ".join(either)
    return f"NOT coalesce({joined}, FALSE)" if negated else f"({joined})"


def _on_ticket(term: str) -> str:
    """That a line is a ticket of which something holds that no line says."""
    return f"q.kind = 0 AND EXISTS (SELECT 1 FROM ticket t WHERE t.id = q.ref AND {term})"


def _number_sql(word: str, params: dict[str, object]) -> str:
    """The tickets that had this number where they came from: the whole of it, so that an index finds them."""
    named = _bind(params, [word, word.upper()])
    return f"(q.kind = 0 AND q.ref IN (SELECT t.id FROM ticket t WHERE t.external_ref IN ({named})))"


def _flag_sql(flag: str, query: Query, params: dict[str, object]) -> str:
    if flag.startswith("-"):
        return f"NOT coalesce({_flag_sql(flag[1:], query, params)}, FALSE)"
    params.setdefault("now", query.now)
    match flag:
        case "overrun":
            return "q.band = 0 AND q.at < :now AND q.overrun_at < :now"
        case "soon":
            params["soon"] = query.now + _HOUR
            return "q.band = 0 AND q.at < :soon AND coalesce(q.overrun_at, q.at) >= :now"
        case "today":
            params["midnight"] = query.midnight
            return "q.band = 0 AND q.at < :midnight AND coalesce(q.overrun_at, q.at) >= :now"
        case "paused":
            return "q.pending_reason IS NOT NULL"
        case "nobody":
            return "q.assignee IS NULL"
        case "incall":
            return _on_ticket("t.solved_in_call")
        case _:
            params["me"] = query.me
            return "q.assignee = :me"
