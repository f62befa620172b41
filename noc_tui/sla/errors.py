"""What business time can refuse. Each message names what is wrong and what is expected."""

from __future__ import annotations


class SlaError(Exception):
    """Any refusal of this folder, told to the user as it stands."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class CalendarError(SlaError):
    """The calendar is not written as it must be, or is asked about a time it cannot count."""


class NeverOpens(SlaError):
    """The calendar does not open, or not often enough, to give what was asked."""


class TargetError(SlaError):
    """A target, or the minutes of one, make no sense."""


class LegalError(SlaError):
    """A regime of the law, a step of it or the zone of its months does not exist."""


class CaseError(SlaError):
    """A line to compute lacks something or carries something that cannot be read."""


class ProfileError(SlaError):
    """A profile, or what a contract says otherwise, is not written as it must be."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.said = message
        self.where = where
        """The field, by its path: targets.blocking_anomaly.response."""
