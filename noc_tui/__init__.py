"""The control room for network operations: one live queue, exact clocks, honest reports."""

__version__ = "0.1.0"
