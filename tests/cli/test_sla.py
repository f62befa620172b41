"""`noc sla`: why a due date is what it is, what it would be, and whether it is right, on paper and for scripts."""

from __future__ import annotations

import pytest

from noc_tui.desk.work import resume, take, wait
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, WrongState
from noc_tui.domain.words import Reason, Visibility
from noc_tui.store.room import Room
from tests.cli.commands import Noc
from tests.demo.demo_rooms import content_of
from tests.desk.terms_of import minutes, new_contract, new_profile
from tests.rooms import ANNA, BRUNO, NON_BLOCKING, SetClock, do, local, opened, ticket_of, url_of

KEY = "NOC-2026-000001"
ON_PAPER = """\
NOC-2026-000001  No mail leaves the office
ACME Italia · contract AC-1 v1 · profile professional v1 · hours office v1 · Europe/Rome

response · 4:00 promised · blocking anomaly · met · due Mon 23 Nov 14:30 · 3:00 left
Mon 23 Nov 09:00              opened (anna)
09:00–10:00       1:00  1:00  open
10:00                         stopped by the response (anna)
10:00–12:30       2:30  3:30  open
12:30–14:00                   closed
14:00–14:30       0:30  4:00  open
14:30                         due

restore · 4:00 promised · blocking anomaly · running · due Mon 23 Nov 18:00 · 2:30 left
Mon 23 Nov 09:00              opened (anna)
10:00                         starts with the response (anna)
10:00–11:00       1:00  1:00  open
11:00                         waits for customer (bruno): Which switch?
11:00–15:00                   stands still: waits for customer
15:00                         no longer waits for customer (anna)
15:00–15:30       0:30  1:30  open
15:30                         now
15:30–18:00       2:30  4:00  open
18:00                         due
"""


@pytest.fixture
def waited(room: Room, clock: SetClock) -> str:
    """Taken after an hour, then four hours in which the customer was to answer."""
    key = opened(room).key
    clock.set("2026-11-23 10:00")
    do(room, ANNA, take, key)
    clock.set("2026-11-23 11:00")
    do(
        room,
        BRUNO,
        wait,
        key,
        Reason.CUSTOMER,
        text="Which switch?",
        visibility=Visibility.PUBLIC,
        until=local("2026-11-24 09:00"),
    )
    clock.set("2026-11-23 15:00")
    do(room, ANNA, resume, key)
    clock.set("2026-11-23 15:30")
    return key


# explain


def test_a_due_date_is_explained_on_paper(noc: Noc, waited: str) -> None:
    assert noc("sla", "explain", "1").out.splitlines() == ON_PAPER.splitlines()


def test_in_the_customers_language_and_as_it_was_then(noc: Noc, waited: str) -> None:
    italian = noc("sla", "explain", waited, "--lang", "it", "--at", "2026-11-23 14:30")

    assert "ACME Italia · contratto AC-1 v1 · profilo professional v1 · orario office v1" in italian.out
    assert "ripristino · impegno di 4:00 · anomalia bloccante · fermo · 3:00 rimanenti\n" in italian.out
    assert italian.out.endswith("14:30                         adesso\n")


def test_scripts_get_every_clock_as_data_that_adds_up(noc: Noc, waited: str) -> None:
    contact, response, restore = noc("sla", "explain", "1", "--json").records

    assert [one["clock"] for one in (contact, response, restore)] == ["contact", "response", "restore"]
    assert list(restore) == [
        "key", "clock", "status", "target_s", "rule", "rule_until", "rule_lines", "started_at", "due", "overrun_at",
        "stopped_at", "remaining_s", "lines",
    ]  # fmt: skip
    assert (restore["key"], restore["status"], restore["target_s"], restore["remaining_s"]) == (
        KEY, "running", 14400, 9000,
    )  # fmt: skip
    assert restore["due"] == int(local("2026-11-23 18:00").timestamp())
    assert list(restore["lines"][0]) == ["kind", "start", "end", "seconds", "total_s", "names", "windows"]
    assert sum(line["seconds"] for line in restore["lines"] if line["kind"] == "counted") == 14400
    assert (contact["status"], contact["due"], contact["remaining_s"]) == ("none", None, None)


def test_a_long_story_is_cut_to_a_screen_unless_the_whole_is_asked_for(noc: Noc, room: Room, clock: SetClock) -> None:
    opened(room, category=NON_BLOCKING)
    clock.set("2027-02-01 10:00")

    short, full = noc("sla", "explain", "1").out.splitlines(), noc("sla", "explain", "1", "--full").out.splitlines()

    assert len(short) < 50 < len(full)
    assert short[:4] == full[:4]
    assert any("more stretches, closed hours between them left out" in line for line in short)
    assert not any("more stretches" in line for line in full)


def test_what_cannot_be_explained_is_refused_in_words(noc: Noc, waited: str) -> None:
    with pytest.raises(NotFound, match="There is no ticket 99"):
        noc("sla", "explain", "99")
    with pytest.raises(BadInput, match="“vpn” is no ticket key"):
        noc("sla", "explain", "vpn")
    with pytest.raises(BadInput, match="There are no texts in “de”"):
        noc("sla", "explain", "1", "--lang", "de")
    with pytest.raises(BadInput, match="was not open yet"):
        noc("sla", "explain", "1", "--at", "2026-11-01 09:00")
    with pytest.raises(BadInput, match="“whenever”"):
        noc("sla", "explain", "1", "--at", "whenever")
    assert noc("sla", "explain").status == 2


# what-if


def test_the_due_instants_are_told_as_they_would_be_and_nothing_is_written(noc: Noc, room: Room, waited: str) -> None:
    before = content_of(room)

    assert noc("sla", "what-if", "1", "--wait", "visit", "--until", "tomorrow 9:00").out == (
        "clock     now      due    then    due then   left then\n"
        "response  met      14:30  met     14:30           3:00  as it is\n"
        "restore   running  18:00  paused  Tue 11:30       2:30\n"
    )
    assert noc("sla", "what-if", "1", "--profile", "base").out == (
        "clock     now      due    then  due then   left then\n"
        "response  met      14:30  met   Tue 18:00      14:30\n"
        "restore   running  18:00  none  —\n"
    )
    assert content_of(room) == before


def test_scripts_get_both_by_the_tickets_whole_key(noc: Noc, room: Room, clock: SetClock) -> None:
    opened(room)
    clock.move(hours=1)

    response, restore = noc("sla", "what-if", "1", "--category", "non_blocking_anomaly", "--json").records

    assert response == {
        "key": KEY,
        "clock": "response",
        "status": "running",
        "due": "2026-11-23T13:30:00Z",
        "remaining_s": 10800,
        "then_status": "running",
        "then_due": "2026-11-24T08:00:00Z",
        "then_remaining_s": 25200,
    }
    assert (restore["clock"], restore["due"], restore["then_due"]) == ("restore", None, None)


def test_grades_are_supposed_by_the_priority_that_they_make(noc: Noc, room: Room) -> None:
    new_contract(room, spec={"targets": {"blocking_anomaly": {"P1": {"response": {"minutes": 30}}}}})
    opened(room)

    response, _ = noc("sla", "what-if", "1", "--impact", "high", "--urgency", "high", "--json").records

    assert (response["due"], response["then_due"]) == ("2026-11-23T13:30:00Z", "2026-11-23T08:30:00Z")


def test_a_question_that_supposes_nothing_or_too_much_is_refused(noc: Noc, room: Room) -> None:
    opened(room)

    for line, said in (
        ("", "If what?"),
        ("--until 2h", "--until is the end of a wait"),
        ("--wait visit --until 2026-01-01", "would end before it begins"),
        ("--wait visit --until sometime", "“sometime”"),
    ):
        with pytest.raises(BadInput, match=said):
            noc("sla", "what-if", "1", *line.split())
    for line, said in (("--profile gold", "no profile “gold”"), ("--calendar never", "no calendar “never”")):
        with pytest.raises(NotFound, match=said):
            noc("sla", "what-if", "1", *line.split())
    assert noc("sla", "what-if", "1", "--wait", "rain").status == 2
    with pytest.raises(NotFound):
        noc("sla", "what-if", "99", "--priority", "P1")
    noc("ticket", "cancel", "1", "-m", "Twice")
    with pytest.raises(WrongState, match="is cancelled: it cannot be put to wait"):
        noc("sla", "what-if", "1", "--wait", "visit")


def test_where_no_clock_runs_that_is_said(noc: Noc, room: Room) -> None:
    opened(room, "CDS")

    assert noc("sla", "what-if", "1", "--priority", "P1").out == "No clock runs on it, and none would.\n"
    assert noc("sla", "what-if", "1", "--priority", "P1", "--json").out == ""


# verify


def test_every_ticket_is_walked_and_nothing_differs(noc: Noc, room: Room, waited: str) -> None:
    opened(room)

    every, one = noc("sla", "verify", "--all"), noc("sla", "verify", "1", KEY, "--json")

    assert (every.status, every.out) == (0, "2 tickets walked, 0 differences.\n")
    assert (one.status, one.records) == (0, [{"tickets": 1, "differences": 0}])


def test_a_difference_is_told_and_is_the_exit_status(noc: Noc, room: Room, waited: str) -> None:
    opened(room)
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql("UPDATE ticket SET restore_due = restore_due + 1000000 WHERE number = 1")
    due = int(local("2026-11-23 18:00").timestamp())

    plain, scripted = noc("sla", "verify", "--all"), noc("sla", "verify", "1", "2", "--json")

    assert (plain.status, scripted.status) == (1, 1)
    assert plain.out == (
        f"{KEY} restore stored due: counted {due + 1}, walked {due}\n2 tickets walked, 1 differences.\n"
    )
    assert scripted.records == [
        {"key": KEY, "clock": "restore", "what": "stored due", "counted": due + 1, "walked": due},
        {"tickets": 2, "differences": 1},
    ]
    assert noc("sla", "verify", "2").status == 0


def test_which_tickets_are_meant_is_said(noc: Noc, room: Room) -> None:
    opened(room)

    for line in ((), ("1", "--all")):
        with pytest.raises(BadInput, match="Which tickets"):
            noc("sla", "verify", *line)
    with pytest.raises(NotFound):
        noc("sla", "verify", "1", "99")


# follow


def test_open_tickets_are_put_on_the_terms_of_today(noc: Noc, room: Room, clock: SetClock) -> None:
    opened(room)
    opened(room, "OSP")
    new_profile(room, "professional", lambda doc: minutes(doc, "blocking_anomaly", "response", 60))
    before = content_of(room)

    tried = noc("sla", "follow", "1", "2", "--dry-run")

    assert content_of(room) == before
    assert tried.err.splitlines() == [
        "Dry run: nothing was changed.",
        "NOC-2026-000002 runs on these terms already. `noc sla explain` shows its terms.",
    ]
    assert tried.out == f"{KEY} profile professional v1 → v2, response 14:30 → 10:00\n"
    ran = noc("sla", "follow", "-", "--json", stdin=b"1 2\n99")
    assert ran.status == 3
    assert [(one["key"], one.get("response_due"), one.get("refused")) for one in ran.records] == [
        (KEY, "2026-11-23T09:00:00Z", None),
        ("NOC-2026-000002", None, "NOC-2026-000002 runs on these terms already."),
        ("99", None, "There is no ticket 99."),
    ]
    assert noc("sla", "follow", "1").status == 1
    assert ticket_of(room, "1").assignee is None
    operator = noc("sla", "follow", "2", as_="anna")
    assert (operator.status, "may not put tickets on other terms" in operator.err) == (1, True)


# legal


def test_the_law_from_its_beginning_to_its_last_step(noc: Noc, room: Room, clock: SetClock) -> None:
    opened(room, "OSP")
    assert noc("sla", "legal", "list").out.startswith("No legal clock runs.")

    started = noc("sla", "legal", "start", "1", "--regime", "nis2", "-m", "Ransomware", "--at", "2026-11-22 22:15")
    assert started.out == (
        f"{KEY}  NIS2 early warning: to be handed in, due 22:15\n"
        f"{KEY}  NIS2 notification: to be handed in, due Wed 22:15\n"
        f"{KEY}  NIS2 final report: to be handed in, due 25 Dec 22:15\n"
    )
    done = noc("sla", "legal", "done", "1", "--regime", "nis2", "--step", "early_warning", "-m", "-", stdin=b"CSIRT 7")
    assert done.out.splitlines()[0] == f"{KEY}  NIS2 early warning: handed in 09:00, due 22:15"
    clock.set("2026-11-26 09:00")
    assert noc("sla", "legal", "list").out == (
        "  left  law   step          due           key              customer           subject\n"
        f"-10:45  NIS2  notification  Wed 22:15     {KEY}  Ospedale di Lecco  No mail leaves the office\n"
        f"709:15  NIS2  final report  25 Dec 22:15  {KEY}  Ospedale di Lecco  No mail leaves the office\n"
    )
    assert "handed in Mon 09:00" in noc("sla", "legal", "list", "--all").out
    assert noc("sla", "legal", "drop", "1", "--regime", "nis2", "-m", "No essential entity").out == (
        f"{KEY}: NIS2 does not apply\n"
    )
    assert noc("sla", "legal", "list", "--all", "--json").out == ""


def test_scripts_get_each_deadline(noc: Noc, room: Room) -> None:
    opened(room)

    (record,) = noc("sla", "legal", "start", "1", "--regime", "gdpr", "-m", "Patient data", "--json").records

    assert record == {
        "key": KEY,
        "regime": "gdpr",
        "step": "notification",
        "aware_at": "2026-11-23T08:00:00Z",
        "due": "2026-11-26T08:00:00Z",
        "done_at": None,
    }
    assert noc("sla", "legal", "list", "--json").records == [record]


def test_a_law_is_started_with_a_reason_in_the_past_by_who_works_here(noc: Noc, room: Room) -> None:
    opened(room)

    assert noc("sla", "legal", "start", "1", "--regime", "nis2").status == 2
    assert noc("sla", "legal", "start", "1", "--regime", "dora", "-m", "x").status == 2
    assert noc("sla", "legal", "done", "1", "--regime", "nis2", "--step", "coffee").status == 2
    with pytest.raises(BadInput, match="Why does this law apply"):
        noc("sla", "legal", "start", "1", "--regime", "nis2", "-m", " ")
    with pytest.raises(BadInput, match="is still to come"):
        noc("sla", "legal", "start", "1", "--regime", "nis2", "-m", "x", "--at", "tomorrow 9:00")
    with pytest.raises(Forbidden):
        noc("sla", "legal", "start", "1", "--regime", "nis2", "-m", "x", as_="vera")


# Foreign text


def test_reasons_and_names_are_shown_without_what_a_terminal_would_obey(noc: Noc, room: Room) -> None:
    opened(room, subject="\x1b]0;title\x07[red]Mail[/red]\u202e")
    why = "\x1b[31mWhich?\x9b1m\u202e\nforged  09:00  due"
    noc("ticket", "wait", "1", "--public", "--for", "customer", "-m", why, "--until", "2h")
    noc("sla", "legal", "start", "1", "--regime", "gdpr", "-m", "\x1b[31mSeen\u202e")

    told = noc("sla", "explain", "1").out + noc("sla", "legal", "list").out

    assert "waits for customer (ada): Which?\n" in told
    assert "[red]Mail[/red]" in told
    assert "forged" not in told
    assert not {"\x1b", "\x9b", "\u202e", "\x07"} & set(told)
    assert noc("sla", "explain", "1", "--json").out.isascii()
    assert url_of(room) not in told
