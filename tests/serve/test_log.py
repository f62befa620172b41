"""The access log: one clean line a request."""

from __future__ import annotations

import logging

import pytest

from noc_tui.serve.log import LOG
from noc_tui.store.room import Room
from tests.intake.alertmanager_bodies import sample
from tests.serve.serving import INTAKE, Sender, serving, token_for


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What the log was told, complete once the server has stopped."""
    caplog.set_level(logging.INFO, LOG.name)
    return caplog


def test_a_request_is_one_line_with_what_became_of_it(room: Room, logged: pytest.LogCaptureFixture) -> None:
    with serving(room) as port:
        Sender(port, token_for(room)).post(sample("hostile_future"))

    (line,) = logged.messages
    assert line.startswith("2026-11-23T08:00:00Z 127.0.0.1 POST /api/v1/intake/alertmanager 200 ")
    assert line.endswith("accepted 3, new 3, NOC-2026-000001, quarantine 1")


def test_a_path_cannot_write_to_the_terminal(room: Room, logged: pytest.LogCaptureFixture) -> None:
    with serving(room) as port:
        Sender(port).post(b"{}", "/api/v1/intake/a%0aGET%20/fake%20200%1b%5b2J%e2%80%ae")

    (line,) = logged.messages
    assert " POST /api/v1/intake/a GET /fake 200 404 " in line
    assert line.isprintable()


def test_a_token_is_never_logged(room: Room, logged: pytest.LogCaptureFixture) -> None:
    token = token_for(room)
    with serving(room) as port:
        Sender(port, token).post(sample("firing"))
        Sender(port, "noc_guessed").post(sample("firing"), f"{INTAKE}?token=noc_in_the_query")

    assert len(logged.messages) == 2
    assert not any(word in logged.text for word in (token, "noc_guessed", "noc_in_the_query"))


def test_a_fault_of_ours_is_one_line_too_and_asks_the_sender_to_come_again(
    room: Room, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_for(room)
    monkeypatch.setattr("noc_tui.serve.intake.MAX_BODY", None)
    with serving(room) as port:
        answer = Sender(port, token).post(sample("firing"))

    (line,) = logged.messages
    assert (answer.status, answer.json) == (500, {"error": "The program failed."})
    assert " 500 " in line
    assert "TypeError at intake.py:" in line
