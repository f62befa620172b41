"""The field's terms as enums. Their values are what the store, JSON and scripts see: stable once shipped."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


ACTIVE = frozenset({Status.NEW, Status.OPEN, Status.PENDING})
"""The states in which somebody still has something to do."""


class Phase(StrEnum):
    """The phase of the work (Y5)."""

    TRIAGE = "triage"
    DIAGNOSIS = "diagnosis"
    INTERVENTION = "intervention"


class Category(StrEnum):
    """The five categories of a request (F5)."""

    BLOCKING = "blocking_anomaly"
    NON_BLOCKING = "non_blocking_anomaly"
    CLARIFICATION = "clarification"
    CHANGE = "functional_change"
    FEATURE = "new_feature"

    @property
    def short(self) -> str:
        """The word that lists have room for."""
        return self.removesuffix("_anomaly").rpartition("functional_")[2].rpartition("new_")[2].replace("_", "-")


class Priority(StrEnum):
    """Impact × urgency."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Grade(StrEnum):
    """How far a fault reaches (impact), and how long it can wait (urgency)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ContactRole(StrEnum):
    """What a person at a customer's may see: their own tickets, or all of the customer's (Y4)."""

    REQUESTER = "requester"
    REFERENTE = "referente"


class Origin(StrEnum):
    """What a ticket came from (C4)."""

    CUSTOMER = "customer"
    ALERT = "alert"
    PLANNED = "planned"


class Channel(StrEnum):
    """How it reached the room (C2)."""

    WEB = "web"
    MAIL = "mail"
    PHONE = "phone"
    API = "api"
    MONITORING = "monitoring"


class Reason(StrEnum):
    """Whom or what a pending ticket waits for."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    VISIT = "visit"
    PARTS = "parts"


class Visibility(StrEnum):
    """Who may read an entry of the thread: customers read the public ones."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Severity(StrEnum):
    """How bad an alert is."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical to 4 for info."""
        return SEVERITIES.index(self)


SEVERITIES = tuple(Severity)


class AlertStatus(StrEnum):
    """Where an alert stands."""

    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    RESOLVED = "resolved"


class Role(StrEnum):
    """What an operator may do; the roles guard against mistakes."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    LEAD = "shift_lead"
    ADMIN = "admin"


ROLES = tuple(Role)


class ClockName(StrEnum):
    """The three promises a contract may make."""

    CONTACT = "contact"
    RESPONSE = "response"
    RESTORE = "restore"


CLOCKS = tuple(ClockName)
