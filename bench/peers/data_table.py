"""Textual's own DataTable with 10,000 rows as wide as the queue's."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable

ROWS = 10_000
_COLUMNS = {
    "left": 8, "used": 8, "clock": 8, "key": 15, "severity": 9, "customer": 26, "subject": 60, "lvl": 3,
    "phase": 8, "who": 16,
}  # fmt: skip


class Table(App[None]):
    """Ten columns, a cursor by rows, nothing else."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Its rows, all at once."""
        table = self.query_one(DataTable)
        for name, width in _COLUMNS.items():
            table.add_column(name, width=width)
        table.add_rows(_row(number) for number in range(ROWS))


def _row(number: int) -> tuple[str, ...]:
    return (
        f"{number % 60}:{number * 7 % 60:02d}",
        "━" * (number % 9),
        ("respond", "restore")[number % 2],
        f"NOC-2026-{number:06d}",
        ("● crit", "● major", "◦ minor")[number % 3],
        f"Customer number {number % 40}",
        f"What customer {number % 40} has to say about line {number}",
        f"L{number % 3 + 1}",
        ("triage", "diagn.", "interv.")[number % 3],
        f"operator{number % 12}",
    )


if __name__ == "__main__":
    Table().run()
