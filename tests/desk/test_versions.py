"""Calendars and profiles: each save is another version, and what can never work is refused where it is saved."""

from __future__ import annotations

from typing import Any

import pytest

from noc_tui.desk.versions import install_shipped, save_calendar, save_profile
from noc_tui.domain.actor import SYSTEM_ACTOR
from noc_tui.domain.errors import BadInput, Forbidden, Refused
from noc_tui.domain.setup import VersionRow
from noc_tui.store.read.setup import newest_version, newest_versions, version_by_id
from noc_tui.store.room import Room
from tests.desk.terms_of import NINE_TO_FIVE, Doc, new_calendar, shipped
from tests.rooms import ADA, ANNA, LIA, VERA, do, look, rows

MONDAYS = {"mon": [["09:00", "10:00"]]}


def calendar(**fields: Any) -> Doc:
    """A calendar that opens on no day, but for what is said."""
    return {"name": "odd", "timezone": "Europe/Rome", "hours": {}} | fields


def refusal(room: Room, document: Doc) -> str:
    """Why a calendar is not saved."""
    with pytest.raises(BadInput) as error:
        do(room, LIA, save_calendar, document)
    assert look(room, newest_version, "calendar", "odd") is None
    return error.value.message


def test_each_save_is_a_version_and_the_ones_before_stay_as_they_were(room: Room) -> None:
    first = look(room, newest_version, "calendar", "office")
    assert first is not None

    second = new_calendar(room, NINE_TO_FIVE)
    third = new_calendar(room, NINE_TO_FIVE | {"title": "Nine to five"})

    assert [version.v for version in (first, second, third)] == [1, 2, 3]
    assert look(room, version_by_id, "calendar", first.id) == first
    assert look(room, newest_version, "calendar", "office") == third
    assert third.title == "Nine to five"
    assert rows(room, "SELECT v, actor FROM calendar_version WHERE name = 'office' ORDER BY v") == [
        (1, "system"), (2, "lia"), (3, "lia"),
    ]  # fmt: skip


def test_what_says_the_same_is_no_version(room: Room) -> None:
    """In another order too, and with its holidays as the library tells them."""
    for kind, name, save in (("calendar", "office-milano", save_calendar), ("profile", "base", save_profile)):
        document = shipped(kind, name)
        with pytest.raises(Refused, match=f"{kind.capitalize()} {name} says that already"):
            do(room, LIA, save, dict(reversed(document.items())))
        with pytest.raises(Forbidden):
            do(room, ANNA, save, document)

    assert rows(room, "SELECT max(v) FROM calendar_version") == [(1,)]
    assert rows(room, "SELECT max(v) FROM profile_version") == [(1,)]
    assert do(room, LIA, save_profile, shipped("profile", "base") | {"title": "Base, ours"}).v == 2
    milan = shipped("calendar", "office-milano")
    assert do(room, LIA, save_calendar, milan | {"holidays": {"country": "IT", "subdivision": "BG"}}).v == 2


def test_a_name_that_differs_in_letter_case_alone_is_refused(room: Room) -> None:
    with pytest.raises(BadInput, match="name: “office” is there already; write it like that"):
        do(room, LIA, save_calendar, NINE_TO_FIVE | {"name": "Office"})
    with pytest.raises(BadInput, match="name: “base” is there already"):
        do(room, LIA, save_profile, shipped("profile", "base") | {"name": "BASE"})

    assert look(room, newest_version, "calendar", "Office") is None


def test_the_librarys_holidays_are_written_into_the_version_as_dates(room: Room) -> None:
    """What the library says next year moves no due date of this one."""
    saved = new_calendar(room, shipped("calendar", "office-milano") | {"title": "Milan"})

    dates: Any = saved.spec["holiday_dates"]
    assert (dates["2026-12-07"], dates["2026-12-08"]) == ("Sant'Ambrogio", "Immacolata Concezione")
    assert (dates["2026-10-04"], min(dates), max(dates)) == (
        "Festa nazionale di San Francesco d'Assisi, patrono d'Italia", "2015-01-01", "2040-12-26",
    )  # fmt: skip
    assert "holidays" not in saved.spec
    assert saved.spec["holiday_rule"] == {"country": "IT", "subdivision": "MI"}


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (calendar(), "no weekday has hours and no date is opened"),
        (calendar(hours={"mon": []}, open={"2026-12-01": []}), "no weekday has hours and no date is opened"),
        (
            calendar(open={"2026-11-22": [["09:00", "10:00"]], "2025-01-01": [["09:00", "10:00"]]}),
            "no weekday has hours and the last date opened, 2026-11-22, is past",
        ),
        (
            calendar(open={"2027-12-28": [["09:00", "10:00"]]}),
            "no weekday has hours and no date is opened in the 400 days from 2026-11-23",
        ),
        (
            calendar(hours=MONDAYS, closed=[f"{year}-{month:02}-{day:02}" for year in (2026, 2027, 2028)
                                            for month in range(1, 13) for day in range(1, 29)],
                     holiday_dates={"2026-11-30": "", "2027-03-29": "", "2027-05-31": "", "2027-08-30": "",
                                    "2027-11-29": ""}),
            "every day in the 400 days from 2026-11-23 is closed, a holiday or without hours",
        ),
    ],
)  # fmt: skip
def test_a_calendar_that_never_opens_is_refused_with_the_reason(room: Room, document: Doc, why: str) -> None:
    assert refusal(room, document) == (
        f"Calendar odd: hours: it never opens: {why}. Give it hours on which work is done."
    )


def test_a_calendar_that_opens_once_in_the_next_400_days_is_saved(room: Room) -> None:
    assert new_calendar(room, calendar(open={"2027-12-27": [["09:00", "10:00"]]})).v == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("timezone", "Mars/Olympus", "timezone: no zone is called 'Mars/Olympus'"),
        ("timezone", None, "timezone: expected the name of a zone"),
        ("hours", None, "hours: missing"),
        ("hours", {"monday": []}, "hours: unknown field monday"),
        ("hours", {"mon": [["18:00"]]}, "hours.mon[0]: expected two times"),
        ("hours", {"mon": [["08:30", "25:00"]]}, "hours.mon[0]: '25:00' is no time of the day"),
        ("closed", "2026-12-24", "closed: expected a list"),
        ("closed", ["24 December"], "closed[0]: '24 December' is no date"),
        ("open", {"2026-02-30": []}, "open: '2026-02-30' is no date"),
        ("holidays", {"country": "Atlantis"}, "holidays: the holidays library does not know Atlantis"),
        ("holidays", {"country": "IT", "subdivision": "XX"}, "holidays: the holidays library does not know IT, XX"),
        ("colour", "red", "unknown field colour"),
        ("title", 5, "title: expected a text"),
    ],
)
def test_a_calendar_that_is_wrong_is_refused_by_its_field(room: Room, field: str, value: object, said: str) -> None:
    message = refusal(room, calendar(hours=MONDAYS) | {field: value})

    assert message.startswith("Calendar odd: ")
    assert said in message


@pytest.mark.parametrize("name", [None, "", 5, "two words", "a\nb", "\x1b[31mred", "zero\u200bwidth", "x" * 61, ["a"]])
def test_a_name_is_one_plain_word(room: Room, name: object) -> None:
    for save, document in (
        (save_calendar, calendar(hours=MONDAYS, name=name)),
        (save_profile, shipped("profile", "base") | {"name": name}),
    ):
        with pytest.raises(BadInput, match="name: expected one word that the calendar or profile goes by"):
            do(room, LIA, save, document)


def test_a_title_is_shown_without_what_a_terminal_would_obey(room: Room) -> None:
    saved = new_calendar(room, calendar(hours=MONDAYS, title="\x1b[31mOdd\u202e hours\n" + "x" * 500))

    assert saved.title.startswith("Odd hours x")
    assert len(saved.title) == 120


def test_a_profile_names_calendars_that_are_there(room: Room) -> None:
    base = shipped("profile", "base")

    for document, field in (
        (base | {"calendar": "nowhere"}, "calendar"),
        (base | {"on_call": {"blocking_anomaly": "nowhere"}}, "on_call.blocking_anomaly"),
    ):
        with pytest.raises(BadInput, match=f"Profile base: {field}: there is no calendar “nowhere”. There are: always"):
            do(room, LIA, save_profile, document)

    assert do(room, LIA, save_profile, base | {"on_call": {"blocking_anomaly": "always"}}).v == 2


def test_a_profile_that_is_wrong_is_refused_by_its_field(room: Room) -> None:
    document = shipped("profile", "professional")
    document["targets"]["blocking_anomaly"]["restore"]["stopped_by"] = ["rain"]

    with pytest.raises(BadInput, match=r"Profile professional: targets.blocking_anomaly.restore.stopped_by: 'rain'"):
        do(room, LIA, save_profile, document)


def test_who_leads_a_shift_writes_terms_and_who_works_on_it_does_not(room: Room) -> None:
    for actor in (ANNA, VERA):
        with pytest.raises(Forbidden):
            do(room, actor, save_calendar, NINE_TO_FIVE)
        with pytest.raises(Forbidden):
            do(room, actor, save_profile, shipped("profile", "base"))

    assert do(room, ADA, save_calendar, NINE_TO_FIVE).v == 2


def all_versions(room: Room) -> list[VersionRow]:
    return look(room, newest_versions, "calendar") + look(room, newest_versions, "profile")


def test_what_ships_comes_back_without_touching_what_was_changed(room: Room) -> None:
    new_calendar(room, NINE_TO_FIVE)
    before = all_versions(room)
    with room.write(SYSTEM_ACTOR) as tx:
        tx.connection.exec_driver_sql("UPDATE profile_version SET name = 'mine' WHERE name = 'extended'")

    do(room, ADA, install_shipped)

    after = all_versions(room)
    names = [version.name for version in after]
    assert names.count("extended") == names.count("mine") == 1
    assert [version for version in after if version.name == "office"] == [
        version for version in before if version.name == "office"
    ]
    with pytest.raises(Forbidden):
        do(room, LIA, install_shipped)
