"""A room into which somebody has written what should harm whoever reads it."""

from __future__ import annotations

import json
from pathlib import Path

from noc_tui.desk.opening import open_ticket
from noc_tui.desk.reception import receive
from noc_tui.desk.views import save_view
from noc_tui.desk.work import assign, note, take
from noc_tui.domain.words import Visibility
from noc_tui.intake.sources import parser_of
from noc_tui.store.room import Room
from tests.rooms import ANNA, do

BODIES = sorted((Path(__file__).parent.parent / "data/alertmanager").glob("hostile_*.json"))
MARKUP = "[/red][@click=app.exit('x')]boom[/] [bold"
"""Shown literally wherever it stands, or Textual has parsed it."""
ESCAPES = "\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b[2J\x1b]52;c;ZXZpbA==\x07\x9b31m\x9d0;t\x9c\x07\x08\x0e\x7f"
NOTE_PAST_THE_DESK = """
INSERT INTO event (subject_kind, subject_id, seq, at, recorded_at, actor, kind, v, visibility, action_id, detail)
SELECT subject_kind, subject_id, max(seq) + 1, max(at), max(recorded_at), ?, 'noted', 1, 'internal', 'x',
json_object('text', ?) FROM event WHERE subject_kind = 'ticket' GROUP BY subject_id"""
HIDDEN = "\u202eevil\u2066\u200b\u200f\u061c\ufeff\x00"
WORDS = f"{MARKUP} {ESCAPES}{HIDDEN} end"
LONG = f"{WORDS} è lunghissimo, 長い \n\t" * (300_000 // (len(WORDS) + 22) + 1)
"""A note of 300 KB."""


def fill(room: Room) -> list[str]:
    """Alerts, tickets, names and a view, through the doors and past them. Gives the tickets' keys."""
    for body in BODIES:
        receive(room, "alertmanager", body.read_bytes(), parser_of("alertmanager"), None)
    keys = [do(room, ANNA, open_ticket, subject=WORDS, customer="ACME", description=LONG, team=WORDS).key]
    keys += [do(room, ANNA, open_ticket, subject=f"Else {WORDS}", customer="BDA", technology=WORDS).key]
    do(room, ANNA, take, keys[0])
    for visibility in Visibility:
        do(room, ANNA, note, keys[0], LONG, visibility=visibility)
    do(room, ANNA, assign, keys[1], team=WORDS)
    do(room, ANNA, save_view, WORDS, f'"{MARKUP}"')
    write_past_the_desk(room)
    return keys


def write_past_the_desk(room: Room) -> None:
    """The same text as no operation of ours would keep it: by another program, or an older one."""
    raw = json.dumps(WORDS)
    with room.write(ANNA) as tx:
        run = tx.connection.exec_driver_sql
        for table, columns in {
            "customer": ("name",), "operator": ("name",), "ticket": ("subject", "team", "technology"),
            "queue": ("subject", "team", "technology", "source"),
            "alert": ("resource", "event", "summary", "severity_text"),
            "profile_version": ("title",), "calendar_version": ("name", "title"), "source_group": ("source",),
        }.items():  # fmt: skip
            for column in columns:
                run(f"UPDATE {table} SET {column} = {column} || ? WHERE {column} IS NOT NULL", (WORDS,))
        run("UPDATE queue SET assignee = ?, phase = ? WHERE kind = 0 AND ref = 2", (WORDS, WORDS))
        run("UPDATE ticket SET assignee = ? WHERE id = 2", (WORDS,))
        run("UPDATE alert SET labels = json_set(labels, '$.raw', json(?)), customer_hint = ?", (raw, WORDS))
        run(
            "INSERT INTO saved_view (name, filter, sort, owner, at) VALUES (?, ?, 'due', 'x', 0)",
            (f"raw {WORDS}", WORDS),
        )
        run("UPDATE ticket SET version = version + 1")
        run("UPDATE queue SET version = version + 1 WHERE kind = 0")
        run(NOTE_PAST_THE_DESK, (WORDS, WORDS))
