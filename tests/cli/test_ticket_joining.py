"""`noc ticket similar|search|link|merge|split|undo`, as they are typed."""

from __future__ import annotations

import pytest

from noc_tui.desk.alerts import acknowledge
from noc_tui.desk.calls import book_call
from noc_tui.desk.ending import close, solve
from noc_tui.desk.joining import join_alert, links_of
from noc_tui.desk.work import note, take
from noc_tui.domain.errors import BadInput, NotFound
from noc_tui.domain.words import Severity, Status
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.demo.demo_rooms import content_of
from tests.desk.monitoring import alert_of, fires, hear
from tests.rooms import ADA, ANNA, BRUNO, SetClock, do, history, kinds, local, opened, rows, ticket_of

ONE, TWO, THREE = (f"NOC-2026-{number:06d}" for number in (1, 2, 3))
MINOR = {"severity": Severity.MINOR}


def test_similar_shows_what_is_open_what_fires_and_how_the_like_was_solved(
    noc: Noc, room: Room, clock: SetClock
) -> None:
    opened(room, "OSP", subject="VPN drops at noon")
    clock.move(hours=1)
    do(room, ANNA, solve, "1", "Replaced the certificate.")
    do(room, ANNA, close, "1")
    opened(room, subject="VPN drops at noon")
    opened(room, subject="Printer jams")
    hear(room, fires(**MINOR))

    shown = noc("ticket", "similar", "2").out

    assert [line.split()[0] for line in shown.splitlines()] == ["key", THREE, "alert", ONE, ONE]
    assert shown.splitlines()[3].split()[1:] == ["closed", "the", "same", "words", "anna", "L1", "1", "h", "1h",
                                                 "VPN", "drops", "at", "noon"]  # fmt: skip
    assert shown.endswith(f"{ONE} was solved: Replaced the certificate.\n")
    records = noc("ticket", "similar", "2", "--json").records
    assert [(one["key"], one["why"], one["open"]) for one in records] == [
        (THREE, "same customer", True), ("alert 1", "alert firing there", True), (ONE, "the same words", False),
    ]  # fmt: skip
    assert (records[2]["solved"], records[2]["by"], records[2]["took_s"]) == ("Replaced the certificate.", "anna", 3600)
    with pytest.raises(NotFound):
        noc("ticket", "similar", "99")


def test_search_finds_by_words_and_says_how_many_there_are(noc: Noc, room: Room) -> None:
    for subject in ("VPN drops at noon", "VPN is slow", "Printer jams"):
        opened(room, subject=subject)

    found = noc("ticket", "search", "vpn", "--newest", "--limit", "1")

    assert found.out.splitlines()[1].split() == [TWO, "new", "0s", "VPN", "is", "slow"]
    assert found.out.endswith("1 of 2 tickets\n")
    as_json = noc("ticket", "search", "vpn", "dro*", "--json")
    assert ([one["key"] for one in as_json.records], as_json.err) == ([ONE], "1 of 1 ticket\n")
    assert noc("ticket", "search", "nothing").out == "No ticket has these words.\n"


def test_link_and_its_end(noc: Noc, room: Room) -> None:
    one, _ = opened(room), opened(room)

    assert noc("ticket", "link", "1", "2").out == f"{ONE} linked to {TWO}\n"
    assert list(links_of(history(room, one))) == [TWO]
    assert noc("ticket", "link", "2", "1", "--off").out == f"{TWO} no longer linked to {ONE}\n"
    assert noc("ticket", "link", "2", "1", "--off").status == 1


def test_merge_tells_of_each_and_takes_all_of_them_back_in_one(noc: Noc, room: Room) -> None:
    for customer in ("ACME", "ACME", "OSP", "ACME"):
        opened(room, customer)

    merged = noc("ticket", "merge", "2", "3", "4", "--into", "1", "-m", "The same mailbox")

    assert merged.status == 3
    assert merged.out.splitlines()[0] == f"{TWO} merged into {ONE}: No mail leaves the office"
    assert "are of two customers" in merged.err
    (action,) = (line.split()[-1] for line in merged.err.splitlines() if line.startswith("Undo: noc ticket undo"))
    told = noc("ticket", "undo", "--action", action)
    assert told.out == f"{TWO} taken back: merged into {ONE} (with {ONE}, NOC-2026-000004)\n"
    assert rows(room, "SELECT DISTINCT status FROM ticket") == [("new",)]


def test_a_trial_of_merging_lists_what_would_happen_and_what_goes_on(noc: Noc, room: Room, clock: SetClock) -> None:
    opened(room)
    clock.move(minutes=10)
    for _ in range(2):
        opened(room, subject="Mail again")
    hear(room, fires(**MINOR))
    do(room, ANNA, join_alert, 1, TWO)
    do(room, ANNA, book_call, THREE, local("2026-11-23 15:00"))
    before = content_of(room)

    tried = noc("ticket", "merge", "2", "3", "--into", "1", "--dry-run")

    assert (tried.status, tried.err, content_of(room)) == (0, "Dry run: nothing was changed.\n", before)
    assert tried.out.splitlines() == [
        f"{TWO} merged into {ONE}: its clocks end; alerts that go over: 1",
        f"{THREE} merged into {ONE}: its clocks end; its call-back goes over",
        f"{ONE} goes on, response due 14:30, restore 4 h after the response: No mail leaves the office",
    ]
    as_json = noc("ticket", "merge", "2", "--into", "1", "--dry-run", "--json")
    (record,) = as_json.records
    assert (record["key"], record["changes"]["merged_into"]) == (TWO, {"from": None, "to": ONE})
    assert f"{ONE} goes on" in as_json.err
    refused = noc("ticket", "merge", "1", "--into", "2", "--dry-run")
    assert (refused.status, refused.out) == (1, "")


def test_split_takes_alerts_along(noc: Noc, room: Room) -> None:
    hear(room, fires())

    split = noc("ticket", "split", "1", "--subject", "Its line", "--alert", "1", "-m", "Down since nine")

    assert split.out == f"{TWO} split off {ONE}: Its line\n"
    assert alert_of(room).ticket_id == 2
    (shown,) = noc("ticket", "show", "2", "--json").records
    assert (shown["alerts"], shown["description"]) == ([1], "Down since nine")
    assert noc("ticket", "split", "1", "--subject", "Its line", "--alert", "9").status == 1


def test_undo_takes_back_what_was_done_last_on_each_key(noc: Noc, room: Room) -> None:
    opened(room, actor=ADA)
    noc("ticket", "take", "1")
    noc("ticket", "note", "1", "-m", "Seen")
    before = content_of(room)

    tried = noc("ticket", "undo", "1", "--dry-run")
    assert (tried.out, tried.err, content_of(room)) == (
        f"{ONE} taken back: a note\n", "Dry run: nothing was changed.\n", before,
    )  # fmt: skip
    assert noc("ticket", "undo", "1", "--json").records == [{"key": ONE, "taken_back": "a note", "with": []}]
    assert noc("ticket", "undo", "1").out == f"{ONE} taken back: taken\n"
    assert kinds(room, ticket_of(room, ONE)) == ["taken", "noted", "undone", "undone"]


def test_undo_of_many_tells_row_by_row_what_was_kept_and_why(noc: Noc, room: Room) -> None:
    for _ in range(3):
        opened(room)
    done = noc("ticket", "assign", "1", "2", "3", "--team", "Reti")
    action = done.err.split()[-1]
    do(room, BRUNO, take, "2")

    undone = noc("ticket", "undo", "--action", action)

    assert undone.status == 3
    assert undone.out.splitlines() == [f"{ONE} taken back: Reti", f"{THREE} taken back: Reti"]
    assert f"On {TWO} more was done since: bruno, taken" in undone.err
    assert [ticket_of(room, key).team for key in (ONE, TWO, THREE)] == [None, "Reti", None]
    back = noc("ticket", "undo", "--action", undone.err.split()[-1], "--json")
    assert (back.status, [one["key"] for one in back.records]) == (0, [ONE, THREE])
    assert ticket_of(room, ONE).team == "Reti"


def test_a_trial_of_undoing_many_changes_nothing(noc: Noc, room: Room) -> None:
    for _ in range(2):
        opened(room)
    action = noc("ticket", "take", "1", "2").err.split()[-1]
    before = content_of(room)

    tried = noc("ticket", "undo", "--action", action, "--dry-run")

    assert (tried.status, len(tried.out.splitlines()), content_of(room)) == (0, 2, before)


def test_what_one_did_last_is_listed(noc: Noc, room: Room, clock: SetClock) -> None:
    assert noc("ticket", "undo").out == "You have done nothing yet.\n"
    opened(room, actor=ADA)
    opened(room, actor=ANNA)
    hear(room, fires(**MINOR))
    do(room, ADA, acknowledge, 1)
    clock.move(minutes=5)
    noc("ticket", "take", "1", "2")
    noc("ticket", "undo", "1")

    listed = [line.split()[1:] for line in noc("ticket", "undo").out.splitlines()[1:]]

    assert listed == [
        ["0s", ONE, "taken", "back:", "taken"],
        ["0s", ONE, "and", "1", "more", "taken"],
        ["5m", "alert", "1", "acknowledged"],
        ["5m", ONE, "opened", "by", "phone"],
    ]
    (last, *_) = noc("ticket", "undo", "--json").records
    assert (last["what"], last["names"], last["undoes"]) == ("taken back: taken", [ONE], True)


def test_what_cannot_be_taken_back_is_refused_with_the_reason(noc: Noc, room: Room) -> None:
    opened(room)
    do(room, ANNA, note, "1", "Seen")

    mine = noc("ticket", "undo", "1")
    assert (mine.status, mine.err.startswith(f"You have done nothing on {ONE}")) == (1, True)
    with pytest.raises(NotFound, match="There is no action"):
        noc("ticket", "undo", "--action", "nothing")
    for short in ("", "1", "12345"):
        with pytest.raises(BadInput, match="6 characters at least"):
            noc("ticket", "undo", "--action", short)
    for action in ("", "x"):
        with pytest.raises(BadInput, match="which of them"):
            noc("ticket", "undo", "1", "--action", action)


def test_an_opening_is_taken_back_by_its_name_alone_and_that_it_cancels_the_ticket_is_said(
    noc: Noc, room: Room
) -> None:
    opened(room)

    passed_over = noc("ticket", "undo", "1", as_="anna")
    assert passed_over.status == 1
    assert f"Of what you did on {ONE}, only its opening is left. Cancel it, or name the action" in passed_over.err
    action = passed_over.err.split("--action ")[1].split("`")[0]
    assert noc("ticket", "undo", "--action", action, "--dry-run", as_="anna").out == (
        f"{ONE} taken back: opened by phone; {ONE} is cancelled by it\n"
    )


def test_one_ticket_alone_needs_no_name_for_the_action(noc: Noc, room: Room) -> None:
    opened(room)

    assert noc("ticket", "take", "1").err == ""
    assert ticket_of(room, ONE).status == Status.OPEN
