"""GET /api/v1/health: a sign of life for whoever watches the watchers."""

from __future__ import annotations

from noc_tui import __version__
from noc_tui.store.schema import HEAD
from tests.serve.serving import Sender


def test_it_tells_anybody_that_the_store_answers(stranger: Sender) -> None:
    answer = stranger.ask("GET", "/api/v1/health")

    assert answer.status == 200
    assert answer.json == {"status": "ok", "schema": HEAD, "version": __version__}
