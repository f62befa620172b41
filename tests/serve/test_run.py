"""`noc serve` as a process: it says where it listens, refuses what it cannot have, and ends quietly."""

from __future__ import annotations

import resource
import signal
import socket
from collections.abc import Callable
from http.client import HTTPConnection
from threading import Thread

import pytest

from noc_tui.domain.errors import BadInput, NocError, Refused
from noc_tui.serve.run import listen, serve
from noc_tui.store.room import Room
from tests.intake.alertmanager_bodies import alert, envelope, sample
from tests.rooms import rows, url_of
from tests.serve.serving import INTAKE, Answer, Sender, ServedElsewhere, token_for

Start = Callable[[str], ServedElsewhere]


def test_it_says_where_it_listens_once_it_does_and_stops_when_told(file_room: Room, serve_elsewhere: Start) -> None:
    served = serve_elsewhere(url_of(file_room))
    answer = Sender(served.port, token_for(file_room)).post(sample("firing"))

    assert answer.status == 200
    assert served.end(signal.SIGTERM) == 0
    assert served.told[0].startswith("Listening on http://127.0.0.1:")
    assert served.told[-1] == "Stopped."
    assert len(served.told) == 3


def test_ctrl_c_stops_it_without_a_traceback(file_room: Room, serve_elsewhere: Start) -> None:
    served = serve_elsewhere(url_of(file_room))

    assert served.port
    assert served.end(signal.SIGINT) == 0
    assert served.told[1:] == ["Stopped."]


def test_a_delivery_under_way_is_answered_before_it_stops(file_room: Room, serve_elsewhere: Start) -> None:
    served = serve_elsewhere(url_of(file_room))
    token, body = token_for(file_room), sample("firing")
    connection = HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.putrequest("POST", INTAKE)
    connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:100])
    assert Sender(served.port).ask("GET", "/api/v1/health").status == 200  # so the first is with the program

    ending = Thread(target=served.end, args=(signal.SIGTERM,))
    ending.start()
    until_refused(served.port)
    connection.send(body[100:])
    status = connection.getresponse().status
    ending.join()

    assert (status, served.process.returncode) == (200, 0)
    assert rows(file_room, "SELECT count(*) FROM alert") == [(1,)]


def until_refused(port: int) -> None:
    """Returns once nobody listens any more."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=20).close()
        except ConnectionError:  # a reset: it was let in as the listener closed
            return


def test_a_disk_that_takes_no_more_is_an_outage_and_loses_nothing(file_room: Room, serve_elsewhere: Start) -> None:
    served = serve_elsewhere(url_of(file_room))
    sender = Sender(served.port, token_for(file_room))
    assert sender.post(sample("real_01_firing_single")).status == 200

    soft, hard = resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (4096, hard))
    full = sender.post(body("while full"))
    resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (soft, hard))
    again = sender.post(body("while full"))

    assert (full.status, full.headers["retry-after"]) == (503, "5")
    assert (again.status, again.json["news"], again.json["repeated"]) == (200, 1, False)
    assert rows(file_room, "SELECT count(*), sum(count) FROM alert") == [(2, 2)]


def body(name: str) -> bytes:
    return envelope(alert(labels={"alertname": name}))


def test_a_port_in_use_is_refused_with_what_to_do(file_room: Room) -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(Refused) as refusal:
        serve(file_room, port=taken.getsockname()[1])

    assert "is in use" in refusal.value.message
    assert "--port" in refusal.value.hint


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        ("192.0.2.1", 0, "Nothing can listen on 192.0.2.1: Cannot assign requested address."),
        ("no such host.invalid", 0, "Nothing can listen on no such host.invalid: "),
        ("127.0.0.1", 70000, "There is no port 70000."),
    ],
)
def test_an_address_that_is_not_ours_is_refused(host: str, port: int, said: str) -> None:
    with pytest.raises(BadInput) as refusal:
        listen(host, port)

    assert refusal.value.message.startswith(said)


def test_answers_are_sent_at_once() -> None:
    """Without its protocol asyncio leaves a socket's delay on, and every answer takes 40 ms longer."""
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_a_store_it_cannot_use_is_told_before_it_listens(tmp_path_factory: pytest.TempPathFactory) -> None:
    from noc_tui.desk.room import open_room

    broken = tmp_path_factory.mktemp("broken") / "room.db"
    broken.write_bytes(b"no database at all" * 100)

    with pytest.raises(NocError):
        serve(open_room(str(broken)), port=0)


def test_answers_go_to_whoever_asked_also_when_many_ask_at_once(file_room: Room, serve_elsewhere: Start) -> None:
    sender = Sender(serve_elsewhere(url_of(file_room)).port, token_for(file_room))
    answers: dict[int, list[Answer]] = {}

    def send(number: int) -> None:
        answers[number] = [sender.post(body(f"{number}-{index}")) for index in range(10)]

    senders = [Thread(target=send, args=(number,)) for number in range(8)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()

    assert {(answer.status, answer.json["news"]) for every in answers.values() for answer in every} == {(200, 1)}
    assert rows(file_room, "SELECT count(*) FROM alert") == [(80,)]
