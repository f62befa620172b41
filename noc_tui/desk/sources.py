"""What the room should know about its sources: alerts cut off by the sender, deliveries that could not be read."""

from __future__ import annotations

from noc_tui.store.read.connection import Reader


def source_notice(read: Reader) -> str:
    """The loudest thing to be said, in a few words; empty where all is well."""
    cut = read.rows(
        "SELECT source, sum(truncated) FROM source_group WHERE truncated > 0 GROUP BY source ORDER BY 2 DESC"
    )
    parts = [f"{number} alerts cut by {source}" for source, number in cut]
    held = read.value("SELECT count(*) FROM quarantine WHERE status = 'held'")
    if held:
        parts.insert(0, f"{held} in quarantine")
    return ", ".join(parts)
