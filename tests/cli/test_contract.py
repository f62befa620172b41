"""`noc contract`: what it says otherwise than its profile, its next version, its history, and who follows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.domain.event import TicketEvent
from noc_tui.store.room import Room
from tests.cli.asked import asked
from tests.cli.commands import Noc
from tests.cli.test_foreign_text import HOSTILE, harm
from tests.desk.terms_of import wall
from tests.rooms import SetClock, kinds, on_sqlite, opened, rows, ticket_of, url_of

HALF_AN_HOUR = """\
exclusions = ["printers"]
access = "VPN"

[targets.blocking_anomaly.response]
minutes = 30

[on_call]
blocking_anomaly = "always"
"""
AC_1 = ("contract", "add", "ACME", "AC-1", "--profile", "professional", "--from", "2026-01-01")

Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and gives its path."""

    def write(text: str) -> str:
        path = tmp_path / "terms.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_what_it_says_otherwise_holds_for_its_next_ticket(noc: Noc, room: Room, clock: SetClock, write: Write) -> None:
    added = noc(*AC_1, "--terms", write(HALF_AN_HOUR))

    assert (added.status, added.out) == (0, "AC-1 v2: ACME, professional, hours office\n")
    clock.set("2026-11-23 20:00")
    assert wall(opened(room).response.due) == "2026-11-23 20:30"
    explained = noc("sla", "explain", "1").out
    assert "contract AC-1 v2" in explained
    assert "on call always v1" in explained


def test_open_tickets_follow_or_keep_it_as_the_line_says(noc: Noc, room: Room, write: Write) -> None:
    before, other = opened(room), opened(room, "TEL")
    terms = write(HALF_AN_HOUR)

    with pytest.raises(BadInput, match="1 open ticket runs on contract AC-1 as it is"):
        noc(*AC_1, "--terms", terms)
    kept = noc(*AC_1, "--terms", terms, "--keep", "--json")
    assert [record["version"] for record in kept.records] == [2]
    assert ticket_of(room, before.key) == before

    followed = noc(*AC_1, "--terms", terms, "--follow")

    assert (followed.out, followed.err) == (
        "AC-1 v3: ACME, professional, hours office\n", "1 open ticket follows.\n",
    )  # fmt: skip
    assert wall(ticket_of(room, before.key).response.due) == "2026-11-23 09:30"
    assert kinds(room, before) == [TicketEvent.TERMS]
    assert ticket_of(room, other.key) == other


def test_a_code_between_blanks_is_the_same_contract(noc: Noc, room: Room) -> None:
    opened(room)

    with pytest.raises(BadInput, match="1 open ticket runs on contract AC-1 as it is"):
        noc("contract", "add", "ACME", "  AC-1 ", "--profile", "extended")


def test_a_new_contract_asks_about_nobody(noc: Noc, room: Room) -> None:
    opened(room)

    added = noc("contract", "add", "ACME", "AC-2", "--profile", "extended")

    assert (added.status, added.err) == (0, "")
    assert wall(opened(room).response.due) == "2026-11-23 13:00"  # begun last, it is the one in force


@on_sqlite
@pytest.mark.parametrize(("answer", "due"), [("y", "2026-11-23 09:30"), ("n", "2026-11-23 14:30")])
def test_at_a_terminal_it_is_asked(room: Room, write: Write, answer: str, due: str) -> None:
    key = opened(room).key

    status, shown = asked("--db", url_of(room), "--as", "ada", *AC_1, "--terms", write(HALF_AN_HOUR), answer=answer)

    assert (status, "runs on contract AC-1 as it is. Do they follow? [y/N]" in shown) == (0, True)
    assert wall(ticket_of(room, key).response.due) == due


def test_a_file_that_is_wrong_changes_nothing_and_is_told_by_line_and_field(noc: Noc, room: Room, write: Write) -> None:
    before = rows(room, "SELECT count(*) FROM contract_version")
    for text, said in (
        (HALF_AN_HOUR.replace("30", '"30"'), "line 5: targets.blocking_anomaly.response.minutes: "),
        (HALF_AN_HOUR.replace("blocking_anomaly.r", "blocking.r"), "line 4: targets.blocking: no such category"),
        (HALF_AN_HOUR.replace('"always"', '"never"'), "line 8: on_call.blocking_anomaly: there is no calendar “never”"),
        (HALF_AN_HOUR.replace('["printers"]', '"printers"'), "line 1: exclusions: expected a list of words"),
        (HALF_AN_HOUR.replace('"VPN"', "7"), "line 2: access: expected a text"),
        (HALF_AN_HOUR.replace("access", "calendar"), "line 2: calendar: unknown; known are targets"),
        (HALF_AN_HOUR + "[", "line 9: no TOML"),
    ):
        with pytest.raises(BadInput) as error:
            noc(*AC_1, "--keep", "--terms", write(text))
        assert error.value.message.startswith(f"{write(text)}, {said}")
    assert rows(room, "SELECT count(*) FROM contract_version") == before


def test_who_leads_a_shift_writes_contracts(noc: Noc, write: Write) -> None:
    with pytest.raises(Forbidden, match="write contracts"):
        noc(*AC_1, "--terms", write(HALF_AN_HOUR), as_="anna")

    assert noc(*AC_1, "--terms", write(HALF_AN_HOUR), as_="lia").status == 0


def test_what_is_told_of_a_hostile_file_is_text(noc: Noc, write: Write) -> None:
    escaped = "".join(f"\\U{ord(char):08X}" for char in HOSTILE)
    assert noc(*AC_1, "--terms", write(f'exclusions = ["{escaped}"]\naccess = "{escaped}"\n')).status == 0

    with pytest.raises(BadInput) as error:
        noc(*AC_1, "--terms", write(f'[targets."{escaped}"]\n'))
    assert "no such category" in error.value.message
    assert harm(noc("contract", "list").out) == set()


# What it says, and its next version


def test_it_is_shown_with_its_history(noc: Noc, write: Write, clock: SetClock) -> None:
    noc(*AC_1, "--terms", write(HALF_AN_HOUR), "--to", "2026-11-30")
    clock.move(hours=1)
    noc("contract", "edit", "AC-1", "--to", "2027-11-30", "--drop-exclusion", "printers", as_="lia")

    shown = noc("contract", "show", "AC-1").out.splitlines()

    assert shown[:2] == ["AC-1 v3  ACME Italia (ACME)", "profile professional v1, hours office v1"]
    assert shown[2] == "from 2026-01-01 to 2027-11-30: in force"
    assert shown[shown.index("versions") + 1 :] == [
        "  v3  2026-11-23 10:00  lia     to: 2026-11-30 → 2027-11-30",
        "                                exclusions: − printers",
        "  v2  2026-11-23 09:00  ada     to: no end → 2026-11-30",
        "                                exclusions: + printers",
        "                                options: − alerting_manager",
        "                                access: nothing → VPN",
        "                                targets.blocking_anomaly.response.minutes: nothing → 30",
        "                                on_call.blocking_anomaly: nothing → always",
        "  v1  2026-01-02 09:00  system",
    ]


def test_a_version_or_a_day_can_be_asked_for(noc: Noc) -> None:
    noc("contract", "edit", "AC-1", "--from", "2027-01-01", "--profile", "extended")

    assert noc("contract", "show", "AC-1").out.splitlines()[1:3] == [
        "profile extended v1, hours always v1", "from 2027-01-01 without an end: begins on 2027-01-01",
    ]  # fmt: skip
    for words in ("--version 1", "--at 2026-06-01", "--at 2026-12-31"):
        assert "profile professional v1" in noc("contract", "show", "AC-1", *words.split()).out
    assert noc("contract", "show", "AC-1", "--version", "1", "--at", "2027-02-01").out.splitlines()[2] == (
        "from 2026-01-01 without an end: v2 stands in its place"
    )
    with pytest.raises(NotFound, match=r"begins on 2026-01-01"):
        noc("contract", "show", "AC-1", "--at", "2025-12-31")
    with pytest.raises(NotFound, match="There is no contract “AC-9”"):
        noc("contract", "show", "AC-9", "--at", "2025-12-31")
    with pytest.raises(NotFound, match="has no version 3"):
        noc("contract", "show", "AC-1", "--version", "3")


def test_its_code_is_found_in_any_letter_case(noc: Noc, room: Room) -> None:
    ticket = opened(room)

    assert noc("contract", "show", "ac-1").out.startswith("AC-1 v1  ")
    assert noc("contract", "show", "Ac-1", "--at", "2026-06-01").out.startswith("AC-1 v1  ")
    with pytest.raises(NotFound, match=r"Contract AC-1 has no version 3"):
        noc("contract", "show", "ac-1", "--version", "3")
    tried = noc("contract", "edit", "ac-1", "--profile", "extended", "--dry-run")
    assert (tried.out.splitlines()[0], "1 open ticket runs on contract AC-1" in tried.err) == ("AC-1 v2", True)
    ran = noc("contract", "edit", "ac-1", "--profile", "extended", "--follow")
    assert (ran.out.splitlines()[0], ran.err) == ("AC-1 v2", "1 open ticket follows.\n")
    assert ticket_of(room, ticket.key).contract_version_id != ticket.contract_version_id


def test_of_codes_that_differ_in_letter_case_alone_the_very_one_is_meant(noc: Noc) -> None:
    noc("contract", "add", "BDA", "ac-1", "--profile", "base")

    assert noc("contract", "show", "AC-1").out.startswith("AC-1 v1  ACME Italia")
    assert noc("contract", "show", "ac-1").out.startswith("ac-1 v1  Banca dell'Adda")
    with pytest.raises(NotFound, match="There is no contract “Ac-1”") as refusal:
        noc("contract", "show", "Ac-1")
    assert refusal.value.hint == "Do you mean AC-1, ac-1?"


def test_scripts_get_all_that_it_says(noc: Noc, write: Write) -> None:
    noc(*AC_1, "--terms", write(HALF_AN_HOUR))

    (record,) = noc("contract", "show", "AC-1", "--json").records

    history = record.pop("history")
    assert record == {
        "code": "AC-1", "version": 2, "customer": "ACME", "profile": "professional", "profile_version": 1,
        "calendar": "office", "calendar_version": 1, "from": "2026-01-01", "to": None, "in_force": True,
        "monitoring": False,
        "document": {"exclusions": ["printers"], "access": "VPN", "on_call": {"blocking_anomaly": "always"},
                     "targets": {"blocking_anomaly": {"response": {"minutes": 30}}}},
    }  # fmt: skip
    assert [(one["version"], one["at"], one["by"]) for one in history] == [
        (2, "2026-11-23T08:00:00Z", "ada"), (1, "2026-01-02T08:00:00Z", "system"),
    ]  # fmt: skip
    assert "options: − alerting_manager" in history[0]["changes"]


def test_flags_write_the_next_version(noc: Noc, write: Write) -> None:
    noc(*AC_1, "--terms", write('technologies = ["network", "wifi"]'), "--monitoring")

    ran = noc(
        "contract", "edit", " AC-1 ", "--drop-technology", "wifi", "--add-technology", "mail", "--exclude", "printers",
        "--option", "evo", "--access", "pbx=VPN", "--hours", "40/quarter", "--to", "2027-12-31",
    )  # fmt: skip

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "AC-1 v3",
        "  to: no end → 2027-12-31",
        "  hours of work: without a limit → 40 a quarter",
        "  technologies: + mail, − wifi",
        "  exclusions: + printers",
        "  options: + evo",
        "  access.pbx: nothing → VPN",
    ]
    again = noc("contract", "edit", "AC-1", "--hours", "none", "--to", "none", "--drop-access", "pbx", "--json")
    assert [(one["version"], one["to"], one["changes"]) for one in again.records] == [
        (4, None, ["to: 2027-12-31 → no end", "hours of work: 40 a quarter → without a limit",
                   "access.pbx: VPN → nothing"])
    ]  # fmt: skip


def test_a_dry_run_shows_the_difference_and_whom_it_would_be_offered_to(noc: Noc, room: Room) -> None:
    opened(room)

    ran = noc("contract", "edit", "AC-1", "--profile", "extended", "--dry-run")

    assert ran.out == "AC-1 v2\n  profile: professional → extended\n  hours: office → always\n"
    assert ran.err == "Dry run: nothing was changed. 1 open ticket runs on contract AC-1 as it is.\n"
    assert rows(room, "SELECT max(v) FROM contract_version WHERE code = 'AC-1'") == [(1,)]
    with pytest.raises(Refused, match="says that already"):
        noc("contract", "edit", "AC-1", "--dry-run")


def test_open_tickets_are_asked_about_when_it_is_edited(noc: Noc, room: Room) -> None:
    before = opened(room)

    with pytest.raises(BadInput, match=r"runs on contract AC-1 as it is\. Say --follow"):
        noc("contract", "edit", "AC-1", "--profile", "extended")
    ahead = noc("contract", "edit", "AC-1", "--from", "2027-01-01")
    assert (ahead.status, ahead.err) == (0, "")
    with pytest.raises(BadInput, match="AC-1 begins on 2027-01-01: no ticket can follow before"):
        noc("contract", "edit", "AC-1", "--profile", "extended", "--follow")
    assert ticket_of(room, before.key) == before

    ran = noc("contract", "edit", "AC-1", "--from", "2026-01-01", "--profile", "extended", "--follow")

    assert ran.err == "1 open ticket follows.\n"
    assert wall(ticket_of(room, before.key).response.due) == "2026-11-23 13:00"


def test_what_is_refused_anyway_is_refused_before_it_is_asked_who_follows(noc: Noc, room: Room) -> None:
    opened(room)

    for words in (("edit", "AC-1", "--profile", "extended"), AC_1[1:]):
        with pytest.raises(Forbidden, match="anna is operator here and may not write contracts"):
            noc("contract", *words, as_="anna")
    with pytest.raises(Refused, match="says that already"):
        noc("contract", "edit", "AC-1", "--profile", "professional")


def test_a_renewed_contract_is_offered_to_what_was_opened_after_it_ended(noc: Noc, room: Room) -> None:
    noc("contract", "edit", "AC-1", "--to", "2026-11-22")
    ticket, over = opened(room), opened(room)
    noc("ticket", "cancel", over.key, "-m", "Twice")
    assert ticket.response.target_s is None

    with pytest.raises(BadInput, match=r"1 open ticket runs on no contract\. Say --follow"):
        noc("contract", "edit", "AC-1", "--to", "2027-12-31")
    assert noc("contract", "edit", "AC-1", "--to", "2026-11-21").err == ""  # it holds for nobody
    ran = noc("contract", "edit", "AC-1", "--to", "2027-12-31", "--follow")

    assert ran.err == "1 open ticket follows.\n"
    assert wall(ticket_of(room, ticket.key).response.due) == "2026-11-23 14:30"
    told = noc("sla", "explain", ticket.key).out.splitlines()
    assert "contract AC-1 v4" in told[1]
    assert told[2] == "until Mon 23 Nov 09:00: no contract · profile on_request v1 · hours office v1"


def test_a_contract_that_is_signed_is_offered_too(noc: Noc, room: Room) -> None:
    ticket = opened(room, "CDS")

    ran = noc("contract", "add", "CDS", "CD-1", "--profile", "professional", "--follow")

    assert ran.err == "1 open ticket follows.\n"
    assert wall(ticket_of(room, ticket.key).response.due) == "2026-11-23 14:30"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--to someday", "“someday” is no day"),
        ("--access =VPN", "says no system or no means"),
        ("--access pbx=", "says no system or no means"),
        ("--hours many", "“many” says no hours"),
        ("--hours 40", "hours.per: '' is none of month"),
        ("--hours inf/year", "is no number of hours"),
    ],
)
def test_a_flag_that_cannot_be_read_is_refused(noc: Noc, words: str, said: str) -> None:
    with pytest.raises(BadInput) as refusal:
        noc("contract", "edit", "AC-1", *words.split())
    assert said in str(refusal.value)


def test_a_hostile_contract_is_text(noc: Noc) -> None:
    noc("contract", "edit", "AC-1", "--exclude", HOSTILE, "--access", f"{HOSTILE}={HOSTILE}")

    for words in ("show AC-1", "show AC-1 --json"):
        ran = noc("contract", *words.split())
        assert (ran.status, harm(ran.out)) == (0, set()), words
