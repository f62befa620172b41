"""POST /api/v1/intake/alertmanager: what is taken in, and what each answer promises."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from noc_tui.desk.tokens import revoke_token
from noc_tui.serve.intake import MAX_BODY
from noc_tui.store.room import Room
from tests.desk.monitoring import all_alerts_of
from tests.intake.alertmanager_bodies import SAMPLES, alert, envelope, sample
from tests.rooms import ADA, SetClock, SqliteStores, do, rows
from tests.serve.serving import INTAKE, Sender, serving, token_for

REAL = sorted(path.stem for path in SAMPLES.glob("real_*.json"))
ALL = sorted(path.stem for path in SAMPLES.glob("*.json"))


def test_a_delivery_is_in_the_store_when_it_is_answered(sender: Sender, room: Room) -> None:
    answer = sender.post(sample("real_02_grouped_second_alert_joins"))

    assert answer.status == 200
    assert answer.json == {
        "accepted": 2, "news": 2, "repeated": False, "tickets": ["NOC-2026-000001"], "truncated": 0,
        "quarantined": [], "reasons": [],
    }  # fmt: skip
    assert [status for (status,) in rows(room, "SELECT status FROM alert")] == ["firing", "firing"]
    assert {actor for (actor,) in rows(room, "SELECT actor FROM event")} == {"intake:alertmanager"}


def test_the_same_delivery_again_is_answered_as_repeated(sender: Sender, room: Room) -> None:
    sender.post(sample("real_01_firing_single"))

    answer = sender.post(sample("real_01_firing_single"))

    assert (answer.status, answer.json["repeated"], answer.json["news"]) == (200, True, 0)
    assert rows(room, "SELECT count FROM alert") == [(1,)]


@pytest.mark.parametrize("seed", range(4))
def test_the_real_captures_in_any_order_end_in_the_same_alerts(seed: int, tmp_path: Path, clock: SetClock) -> None:
    ends = []
    for order in (REAL, random.Random(seed).sample(REAL, len(REAL))):
        with SqliteStores(tmp_path_for(tmp_path, order)).room(clock) as room, serving(room) as port:
            sender = Sender(port, token_for(room))
            assert {sender.post(sample(name)).status for name in order} == {200}
            ends.append({key: (one.status, one.ended_at) for key, one in all_alerts_of(room).items()})

    assert ends[0] == ends[1]


def tmp_path_for(folder: Path, order: list[str]) -> Path:
    path = folder / ("sorted" if order is REAL else "shuffled")
    path.mkdir()
    return path


def test_every_sample_is_kept_one_way_or_the_other(sender: Sender, room: Room) -> None:
    for name in ALL:
        held_before = rows(room, "SELECT count(*) FROM quarantine")[0][0]
        answer = sender.post(sample(name))
        held = rows(room, "SELECT count(*) FROM quarantine")[0][0] - held_before

        assert answer.status == (200 if answer.json["accepted"] else 202), name
        assert answer.json["accepted"] + held > 0, name
        assert len(answer.json["quarantined"]) == len(answer.json["reasons"]) == held, name


def test_a_bad_alert_in_a_good_batch_does_not_hold_up_the_rest(sender: Sender, room: Room) -> None:
    answer = sender.post(envelope(alert(), alert(status="on fire", labels={"alertname": "Up"})))

    assert (answer.status, answer.json["accepted"]) == (200, 1)
    assert answer.json["reasons"] == ["Alert 2 of 2: Its status is neither firing nor resolved: on fire."]
    assert rows(room, "SELECT id, status FROM quarantine") == [(answer.json["quarantined"][0], "held")]


def test_what_cannot_be_read_is_kept_whole_and_answered_with_its_number(sender: Sender, room: Room) -> None:
    for body in (b"", b"{", b"\xff\x00", b"[]", b'{"alerts": []}', b"[" * 100_000):
        answer = sender.post(body)

        assert (answer.status, answer.json["accepted"], len(answer.json["quarantined"])) == (202, 0, 1)
        assert answer.json["reasons"][0]
        ((kept,),) = rows(room, "SELECT body FROM quarantine WHERE id = :id", id=answer.json["quarantined"][0])
        assert bytes(kept) == body


def test_a_customers_token_speaks_for_that_customer_whatever_the_labels_say(sender: Sender, room: Room) -> None:
    body = envelope(alert(labels={"alertname": "Down", "customer": "ACME", "severity": "critical"}))

    Sender(sender.port, token_for(room, customer="TEL")).post(body)

    assert rows(room, "SELECT c.code FROM alert a JOIN customer c ON c.id = a.customer_id") == [("TEL",)]


def test_without_a_token_it_is_told_to_bring_one(stranger: Sender) -> None:
    answer = stranger.post(sample("firing"))

    assert (answer.status, answer.headers["www-authenticate"]) == (401, 'Bearer realm="noc"')


def test_a_wrong_token_opens_nothing(stranger: Sender, room: Room) -> None:
    for word in ("Bearer wrong", "Bearer \xe9", "Basic bm9jOm5vYw==", "Bearer", "bearer  "):
        answer = stranger.post(sample("firing"), Authorization=word)

        assert answer.status == 401, word
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert rows(room, "SELECT count(*) FROM source") == [(0,)]


def test_a_token_of_another_source_opens_nothing_here(stranger: Sender, room: Room) -> None:
    answer = Sender(stranger.port, token_for(room, "zabbix")).post(sample("firing"))

    assert answer.status == 401
    assert "invalid_token" in answer.headers["www-authenticate"]


def test_a_revoked_token_opens_nothing_from_the_next_request_on(sender: Sender, room: Room) -> None:
    assert sender.post(sample("firing")).status == 200

    do(room, ADA, revoke_token, 1)

    assert sender.post(sample("firing")).status == 401


def test_the_scheme_may_be_written_in_any_case(sender: Sender) -> None:
    answer = Sender(sender.port).post(sample("firing"), Authorization=f"BEARER  {sender.token}")

    assert answer.status == 200


def test_an_unknown_source_is_named_and_the_known_are_listed(sender: Sender) -> None:
    answer = sender.post(b"{}", "/api/v1/intake/%1b%5b31mno-such")

    assert answer.status == 404
    assert answer.json == {"error": "There is no source “no-such”.", "hint": "There are: alertmanager"}


def test_there_is_nothing_else(stranger: Sender) -> None:
    paths = ("/", "/docs", "/redoc", "/openapi.json", "/api/v1/intake")

    assert {stranger.ask("GET", path).status for path in paths} == {404}


def test_only_post_takes_in(stranger: Sender) -> None:
    answer = stranger.ask("GET", INTAKE)

    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_a_body_of_the_limit_is_taken_and_one_byte_more_is_not(sender: Sender, room: Room) -> None:
    body = envelope(alert()).ljust(MAX_BODY)

    assert sender.post(body).status == 200
    assert sender.post(body + b" ").status == 413
    assert rows(room, "SELECT deliveries FROM source") == [(1,)]


def test_a_body_without_a_length_is_cut_off_at_the_limit_too(sender: Sender, room: Room) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(9):
            sent += 1
            yield b" " * 2**20

    answer = sender.post(pieces())

    assert (answer.status, sent) == (413, 9)
    assert rows(room, "SELECT count(*) FROM quarantine") == [(0,)]


def test_a_body_in_pieces_is_put_together(sender: Sender) -> None:
    body = sample("firing")

    assert sender.post([body[:10], body[10:500], body[500:]]).json["accepted"] == 1


def test_a_stranger_is_refused_before_its_body_is_read(stranger: Sender) -> None:
    answer = stranger.ask("POST", INTAKE, None, {"Content-Length": "1000000000"})

    assert answer.status == 401


def test_a_body_that_never_ends_is_given_up(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noc_tui.serve.intake.BODY_WITHIN_S", 0.05)
    headers = {"Authorization": f"Bearer {sender.token}", "Content-Length": "100"}

    answer = sender.ask("POST", INTAKE, None, headers)

    assert answer.status == 408


def test_while_others_hold_the_store_it_says_when_to_come_back(
    file_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("noc_tui.store.room.WRITE_PATIENCE_S", 0.0)
    monkeypatch.setattr("noc_tui.store.engine.BUSY_MS", 20)
    path = file_room.location.path
    with serving(file_room) as port, closing(sqlite3.connect(str(path), isolation_level=None)) as other:
        sender = Sender(port, token_for(file_room))
        other.execute("BEGIN IMMEDIATE")
        refused = sender.post(sample("firing"))
        other.execute("ROLLBACK")
        taken = sender.post(sample("firing"))

    assert (refused.status, refused.headers["retry-after"]) == (503, "5")
    assert refused.json["error"] == "The store is busy."
    assert (taken.status, taken.json["repeated"]) == (200, False)


def test_who_waited_in_line_too_long_is_sent_away(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noc_tui.serve.intake.IN_LINE_S", -1.0)

    assert sender.post(sample("firing")).status == 503


def test_a_store_that_is_gone_is_an_outage_until_it_is_back(file_room: Room) -> None:
    path = file_room.location.path
    assert path is not None
    away = path.with_name("away")
    with serving(file_room) as port:
        sender = Sender(port, token_for(file_room))
        assert sender.post(sample("real_01_firing_single")).status == 200
        path.rename(away)
        gone, health = sender.post(sample("firing")), sender.ask("GET", "/api/v1/health")
        away.rename(path)
        back = sender.post(sample("firing"))

    assert (gone.status, gone.json["error"]) == (503, "The store cannot be used now.")
    assert health.status == 503
    assert str(path) not in json.dumps([gone.json, health.json])
    assert back.status == 200


def test_a_delivery_that_the_room_refuses_is_kept_whole(file_room: Room) -> None:
    path = file_room.location.path
    with closing(sqlite3.connect(str(path))) as store, store:
        store.execute("UPDATE profile_version SET name = 'gone' WHERE name = 'on_request'")
        store.execute("UPDATE contract_version SET monitoring = 1, profile_version_id = 999")
    body = envelope(alert(labels={"alertname": "Down", "severity": "critical", "customer": "ACME"}))
    with serving(file_room) as port:
        answer = Sender(port, token_for(file_room)).post(body)

    assert (answer.status, answer.json["accepted"]) == (202, 0)
    assert "There is no profile version 999." in answer.json["reasons"][0]
    assert rows(file_room, "SELECT body FROM quarantine") == [(body,)]
    assert rows(file_room, "SELECT count(*) FROM alert") == [(0,)]
