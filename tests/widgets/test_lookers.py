"""Who is on a ticket, in the columns of a line and at the end of a title: whatever the width, nothing runs over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from noc_tui.domain.presence import Doing, Looker
from noc_tui.domain.queue import Band, Kind, Line, QueueRow
from noc_tui.text import width
from noc_tui.widgets.board_list import board_layout
from noc_tui.widgets.columns import body_pieces, layout

NOBODY_S = QueueRow(
    band=Band.NO_TARGET, at=0, kind=Kind.TICKET, ref=1, overrun_at=None, key="NOC-2026-000001",
    subject="No mail leaves the office", customer_id=1, severity=1, status="new", level=1, phase="triage",
    category=None, priority=None, technology=None, team=None, assignee=None, origin="customer", source=None,
    pending_reason=None, wake_at=None, opened_at=0, clock=None, clock_phase=None, target_s=None, used_s=0, since=None,
    due=None, calendar_id=None, on_call_id=None, half_s=None, soon_s=None, alerts_firing=0, count=0, version=2,
)  # fmt: skip


def body(cells: int, lookers: str, held: str | None = None, *, marked: bool = False) -> str:
    """What a line shows at a width, where these are on its ticket."""
    line = Line(replace(NOBODY_S, assignee=held), "ACME Italia", "ACME")
    who = [Looker(name, Doing.READING) for name in lookers.split()]
    return "".join(piece.text for piece in body_pieces(layout(cells), line, who, marked=marked)).rstrip()


@pytest.mark.parametrize(
    ("cells", "held", "lookers", "shown"),
    [
        (120, None, "bruno", "◎bruno"),
        (120, "anna", "bruno", "anna ◎bruno"),
        (120, "anna", "anna", "anna ◎"),
        (120, "anna", "anna bruno", "◎bruno+1"),
        (160, "anna", "anna bruno", "anna ◎bruno+1"),
        (120, "esposito", "bruno", "◎bruno"),
        (120, None, "bruno lia vera", "◎bruno+2"),
        (80, "anna", "lia", "anna ◎lia"),
        (80, "anna", "bruno", "◎bruno"),
        (80, "anna", "anna", "anna ◎"),
        (80, None, "esposito lia", "◎espos…+1"),
        (160, "anna", "", "anna"),
    ],
)
def test_it_stands_beside_the_holder_where_there_is_room(
    cells: int, held: str | None, lookers: str, shown: str
) -> None:
    assert body(cells, lookers, held).endswith(f" {shown}")


def test_without_a_column_for_people_it_stands_before_the_subject() -> None:
    assert "◎ No mail" in body(60, "bruno")
    assert "◎" not in body(60, "")
    assert "× No mail" in body(60, "bruno", marked=True)


@pytest.mark.parametrize("held", [None, "anna", "a-name-of-many-letters"])
@pytest.mark.parametrize(
    "lookers", ["", "bruno", "anna", "anna bruno", "an-even-longer-name-of-somebody lia", "漢字漢字漢字 b"]
)
def test_no_line_is_wider_for_it(held: str | None, lookers: str) -> None:
    line = Line(replace(NOBODY_S, assignee=held), "ACME Italia", "ACME")
    who = [Looker(name, Doing.WRITING) for name in lookers.split()]
    for cells in range(40, 201):
        for plan in (layout(cells), board_layout(cells)):
            widths = {
                sum(width(piece.text) for piece in body_pieces(plan, line, people, marked=False))
                for people in ([], who)
            }
            assert len(widths) == 1, (cells, held, lookers)
