"""What a new room is asked first."""

from __future__ import annotations

from noc_tui.store.read.connection import Reader
from noc_tui.store.read.setup import newest_versions


def is_new(read: Reader) -> bool:
    """Whether nothing was set up and nothing has happened in this room yet."""
    return not read.value(
        "SELECT EXISTS (SELECT 1 FROM customer) OR EXISTS (SELECT 1 FROM ticket) OR EXISTS (SELECT 1 FROM alert) "
        "OR EXISTS (SELECT 1 FROM operator)"
    )


def profile_names(read: Reader) -> list[str]:
    """The profiles that a contract may have."""
    return [profile.name for profile in newest_versions(read, "profile")]
