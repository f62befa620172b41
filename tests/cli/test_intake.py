"""`noc intake`: what it prints, and with which status it leaves."""

from __future__ import annotations

import pytest
from sqlmodel import col, update

from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import BadInput, Forbidden, NotFound
from noc_tui.models.alert import Quarantine
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.intake.alertmanager_bodies import SAMPLES, sample
from tests.rooms import rows

GROUP = "real_02_grouped_second_alert_joins"


def test_a_file_is_taken_in_under_the_sources_name(noc: Noc, room: Room) -> None:
    ran = noc("intake", "alertmanager", str(SAMPLES / f"{GROUP}.json"))

    assert (ran.status, ran.out, ran.err) == (0, "2 taken in, 2 new: NOC-2026-000001\n", "")
    assert rows(room, "SELECT DISTINCT actor FROM event") == [("intake:alertmanager",)]


@pytest.mark.parametrize("file", [(), ("-",)])
def test_stdin_is_taken_in(file: tuple[str, ...], noc: Noc) -> None:
    assert noc("intake", "alertmanager", *file, stdin=sample(GROUP)).status == 0


def test_the_receipt_is_one_object(noc: Noc) -> None:
    noc("intake", "alertmanager", stdin=sample(GROUP))

    ran = noc("intake", "alertmanager", "--json", stdin=sample(GROUP))

    assert ran.records == [
        {"accepted": 2, "news": 0, "repeated": True, "tickets": [], "quarantined": [], "truncated": 0}
    ]


def test_some_rejected_is_partly_done_and_all_rejected_is_refused(noc: Noc) -> None:
    some = noc("intake", "alertmanager", stdin=sample("hostile_future"))
    all_of_it = noc("intake", "alertmanager", stdin=b"{")

    assert (some.status, all_of_it.status) == (3, 1)
    assert some.out == "3 taken in, 3 new, 1 rejected: NOC-2026-000001\n"
    assert some.err.startswith("Rejected, kept as 1: Alert 3 of 4: startsAt is a time that does not exist")
    assert all_of_it.err.startswith("Rejected, kept as 2: The JSON is cut off")


def test_a_customer_may_be_named_for_all_of_it(noc: Noc, room: Room) -> None:
    noc("intake", "alertmanager", "--customer", "banca dell'adda", stdin=sample(GROUP))

    assert rows(room, "SELECT DISTINCT c.code FROM alert a JOIN customer c ON c.id = a.customer_id") == [("BDA",)]


def test_a_file_that_cannot_be_read_and_a_customer_that_nobody_knows_are_refused(noc: Noc, room: Room) -> None:
    with pytest.raises(BadInput, match="No such file"):
        noc("intake", "alertmanager", "nowhere.json")
    with pytest.raises(NotFound):
        noc("intake", "alertmanager", "--customer", "nobody", stdin=sample(GROUP))
    with pytest.raises(Forbidden):
        noc("intake", "alertmanager", as_="vera", stdin=sample(GROUP))

    assert rows(room, "SELECT count(*) FROM alert") == [(0,)]


def test_what_was_rejected_is_listed_shown_and_dismissed(noc: Noc) -> None:
    noc("intake", "alertmanager", stdin=b"\x1b[31m{")
    noc("intake", "alertmanager", stdin=b"[]")

    listed = noc("intake", "rejected", "list", "--json").records
    shown = noc("intake", "rejected", "show", "1")
    dismissed = noc("intake", "rejected", "dismiss", "1", "9")

    assert [(one["id"], one["source"], one["size"], one["status"]) for one in listed] == [
        (2, "alertmanager", 2, "held"),
        (1, "alertmanager", 6, "held"),
    ]
    assert shown.out == "{\n"
    assert shown.err.startswith("1: held, alertmanager, 2026-11-23T08:00:00Z, 6 bytes")
    assert (dismissed.status, dismissed.out) == (3, "1 dismissed\n")
    assert [one["id"] for one in noc("intake", "rejected", "list", "--json").records] == [2]
    assert [one["status"] for one in noc("intake", "rejected", "list", "--all", "--json").records] == [
        "held",
        "dismissed",
    ]


def test_a_list_that_is_cut_says_how_many_there_are(noc: Noc) -> None:
    for index in range(3):
        noc("intake", "alertmanager", stdin=bytes([index]))

    ran = noc("intake", "rejected", "list", "--limit", "2")

    assert len(ran.out.splitlines()) == 3  # with the heading
    assert ran.err == "2 of 3: --limit 3 shows all.\n"
    assert noc("intake", "rejected", "show", "2", "--json").records[0]["body"] == ""


def test_a_replay_says_what_became_of_each(noc: Noc, room: Room) -> None:
    noc("intake", "alertmanager", stdin=sample(GROUP)[:-5])
    noc("intake", "alertmanager", stdin=b"{")
    with room.write(SYSTEM_ACTOR) as tx:  # as if the program had learnt to read the first of them
        tx.connection.execute(update(Quarantine).where(col(Quarantine.id) == 1).values(body=sample(GROUP)))

    ran = noc("intake", "rejected", "replay", "--all", "--json")

    assert ran.status == 3
    assert [(one["id"], one.get("accepted"), "refused" in one) for one in ran.records] == [
        (1, 2, False),
        (2, None, True),
    ]
    assert noc("intake", "rejected", "replay", "1").status == 1
    assert noc("intake", "rejected", "replay", "2").status == 1
    noc("intake", "rejected", "dismiss", "2")
    assert noc("intake", "rejected", "replay", "--all").err == "Nothing waits.\n"
