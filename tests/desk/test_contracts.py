"""Contracts: the next version from what the one before says, alerts and their option, and what each version changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from noc_tui.desk.contract_page import Agreed, agreed, contract_history, contract_lines, contract_page, differences
from noc_tui.desk.contracts import ContractEdit, edit_contract
from noc_tui.desk.following import follow_version, who_may_follow
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.domain.setup import ContractRow
from noc_tui.store.read.setup import contract_version
from noc_tui.store.room import Room
from tests.desk.terms_of import NINE_TO_FIVE, Doc, new_calendar, new_contract, wall
from tests.desk.terms_of import agreed as views_agree
from tests.desk.told import explained
from tests.rooms import ANNA, LIA, SetClock, do, look, opened, rows, ticket_of

SPEC: Doc = {
    "technologies": ["network", "wifi"],
    "exclusions": ["printers"],
    "access": {"pbx": "VPN", "mail": "TeamViewer"},
    "hours": {"amount": 40, "per": "quarter"},
    "targets": {"blocking_anomaly": {"response": {"minutes": 30}}},
}


def edited(room: Room, code: str = "AC-1", **changes: Any) -> ContractRow:
    """A contract's next version."""
    return do(room, LIA, edit_contract, code, ContractEdit(**changes))


def says(room: Room, contract: ContractRow) -> Agreed:
    return look(room, agreed, contract)


def last_changes(room: Room, code: str = "AC-1") -> tuple[str, ...]:
    return look(room, contract_history, code)[0].changes


# The next version


def test_what_is_not_named_stays(room: Room) -> None:
    before = new_contract(room, spec=SPEC, valid_to=date(2026, 12, 31), calendar="long", monitoring=True)

    after = edited(room, valid_to=date(2027, 12, 31))

    assert after.v == before.v + 1
    was, now = says(room, before), says(room, after)
    assert now == Agreed(was.profile, "long", was.valid_from, "2027-12-31", was.monitoring, was.spec)
    assert last_changes(room) == ("to: 2026-12-31 → 2027-12-31",)


def test_each_part_of_it_can_be_changed(room: Room) -> None:
    new_contract(room, spec=SPEC, monitoring=False)

    after = edited(
        room,
        endless=True,
        valid_from=date(2026, 2, 1),
        add={"technologies": ["mail", "network"], "activities": ["tuning"], "options": ["evo"]},
        drop={"technologies": ["wifi"], "exclusions": ["printers"]},
        access={"pbx": "SSH"},
        drop_access=["mail"],
        hours={},
    )

    assert after.spec == {
        "technologies": ["network", "mail"],
        "activities": ["tuning"],
        "access": {"pbx": "SSH"},
        "options": ["evo"],
        "targets": SPEC["targets"],
    }
    assert last_changes(room) == (
        "from: 2026-01-01 → 2026-02-01",
        "hours of work: 40 a quarter → without a limit",
        "technologies: + mail, − wifi",
        "activities: + tuning",
        "exclusions: − printers",
        "options: + evo",
        "access.pbx: VPN → SSH",
        "access.mail: TeamViewer → nothing",
    )


def test_a_document_takes_the_place_of_the_one_before_and_changes_come_on_top(room: Room) -> None:
    new_contract(room, spec=SPEC, monitoring=False)

    after = edited(room, document={"technologies": ["power"]}, add={"exclusions": ["lamps"]}, access={"": "VPN"})

    assert after.spec == {"technologies": ["power"], "exclusions": ["lamps"], "access": "VPN"}


def test_hours_of_its_own_stay_under_another_profile_and_its_profiles_hours_go_along(room: Room) -> None:
    assert says(room, edited(room, profile="extended")).calendar == "always"
    edited(room, calendar="long")
    assert says(room, edited(room, profile="professional")).calendar == "long"
    assert says(room, edited(room, profile="base", calendar="office")).calendar == "office"


def test_where_nothing_changes_there_is_no_version(room: Room) -> None:
    new_contract(room, spec=SPEC)
    count = rows(room, "SELECT count(*) FROM contract_version")

    for same in (
        {},
        {"profile": "professional"},
        {"valid_from": date(2026, 1, 1)},
        {"add": {"technologies": ["wifi"]}},
        {"access": {"pbx": "VPN"}},
        {"hours": {"amount": 40.0, "per": "quarter"}},
        {"document": SPEC},
    ):
        with pytest.raises(Refused, match="Contract AC-1 says that already"):
            edited(room, **same)

    assert rows(room, "SELECT count(*) FROM contract_version") == count


def test_a_newer_version_of_its_calendar_is_no_change_of_the_contract(room: Room) -> None:
    new_calendar(room, NINE_TO_FIVE)

    with pytest.raises(Refused, match="says that already"):
        edited(room, calendar="office")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"profile": "gold"}, "There is no profile “gold”"),
        ({"calendar": "lunar"}, "There is no calendar “lunar”"),
        ({"valid_to": date(2025, 1, 1)}, "an end after its start"),
        ({"drop": {"technologies": ["mail"]}}, "“mail” is not among its technologies. There are: network, wifi"),
        ({"drop": {"activities": ["tuning"]}}, "“tuning” is not among its activities. It names none."),
        ({"add": {"options": ["gold"]}}, "options: 'gold' is none of alerting_manager"),
        ({"hours": {"amount": 40, "per": "week"}}, "hours.per: 'week' is none of month, quarter, year"),
        ({"hours": {"amount": float("nan"), "per": "year"}}, "hours.amount: nan is no number of hours"),
        ({"drop_access": ["fax"]}, "No access to “fax” was agreed. There are: pbx, mail"),
        ({"access": {"": "VPN", "pbx": "SSH"}}, "Access is by one means to all systems, or by one for each"),
        ({"document": {"colour": "red"}}, "colour: unknown"),
    ],
)
def test_what_cannot_be_changed_is_refused_by_its_name(room: Room, change: dict[str, Any], said: str) -> None:
    new_contract(room, spec=SPEC)

    with pytest.raises((BadInput, NotFound)) as refusal:
        edited(room, **change)

    assert said in str(refusal.value)
    assert look(room, contract_version, "AC-1").v == 2


def test_access_for_all_is_not_lost_by_naming_one_system(room: Room) -> None:
    new_contract(room, spec={"access": "VPN"})

    with pytest.raises(BadInput, match="Access is by VPN to all systems"):
        edited(room, access={"pbx": "SSH"})

    assert edited(room, access={"pbx": "SSH"}, drop_access=["all"]).spec["access"] == {"pbx": "SSH"}
    assert "access" not in edited(room, drop_access=["pbx"]).spec


def test_a_mistyped_technology_is_refused_where_the_room_lists_its_own(room: Room) -> None:
    with room.write(LIA) as tx:
        tx.connection.exec_driver_sql("INSERT INTO technology (name, title) VALUES ('network', 'Network')")

    with pytest.raises(NotFound, match=r"no technology “netwrok”\. Do you mean network"):
        edited(room, add={"technologies": ["netwrok"]})

    assert edited(room, add={"technologies": ["network"]}).spec["technologies"] == ["network"]


def test_it_takes_a_shift_lead_and_a_contract_that_is_there(room: Room) -> None:
    with pytest.raises(Forbidden, match="write contracts"):
        do(room, ANNA, edit_contract, "AC-1", ContractEdit(profile="base"))
    with pytest.raises(NotFound, match="There is no contract “XX”"):
        edited(room, "XX", profile="base")
    with pytest.raises(NotFound, match=r"has no version 7\. It has 1 to 1"):
        look(room, contract_version, "AC-1", 7)


# Alerts and their option are one truth (G4, F8)


def test_the_option_has_alerts_open_tickets_and_the_other_way_round(room: Room) -> None:
    chosen = new_contract(room, "CDS", "CD-1", spec={"options": ["alerting_manager"]})
    flagged = new_contract(room, "CDS", "CD-2", monitoring=True)
    neither = new_contract(room, "CDS", "CD-3")

    assert (chosen.monitoring, flagged.monitoring, neither.monitoring) == (True, True, False)
    assert flagged.spec["options"] == ["alerting_manager"]
    assert edited(room, "CD-2", drop={"options": ["alerting_manager"]}).monitoring is False
    assert edited(room, "CD-3", add={"options": ["alerting_manager"]}).monitoring is True
    off = edited(room, "CD-1", monitoring=False)
    assert (off.monitoring, off.spec) == (False, {})
    assert last_changes(room, "CD-1") == ("options: − alerting_manager",)


def test_what_says_both_is_refused(room: Room) -> None:
    with pytest.raises(BadInput, match=r"options: alerting_manager .* --no-monitoring denies it"):
        new_contract(room, "CDS", "CD-1", monitoring=False, spec={"options": ["alerting_manager"]})


def test_under_a_profile_with_monitoring_it_is_part_of_the_service(room: Room) -> None:
    part = new_contract(room, "CDS", "CD-1", profile="base")
    silent = new_contract(room, "CDS", "CD-2", profile="base", monitoring=False)
    assert (part.monitoring, part.spec, silent.monitoring) == (True, {}, False)

    assert edited(room, "CD-1", profile="professional").monitoring is False
    assert last_changes(room, "CD-1")[-1] == "alerts open tickets: yes → no"
    assert edited(room, "CD-2", endless=True, valid_from=date(2026, 2, 1)).monitoring is False
    assert edited(room, "CD-2", monitoring=True).monitoring is True


def test_a_contract_of_before_the_option_was_written_keeps_it(room: Room) -> None:
    with room.write(LIA) as tx:
        tx.connection.exec_driver_sql("UPDATE contract_version SET spec = '{}' WHERE code = 'AC-1'")

    after = edited(room, valid_to=date(2027, 12, 31))

    assert (after.monitoring, after.spec) == (True, {"options": ["alerting_manager"]})
    assert last_changes(room) == ("to: no end → 2027-12-31",)


# What it says, and what each version changed


def test_it_is_told_line_by_line(room: Room) -> None:
    contract = new_contract(room, spec=SPEC | {"options": ["evo"]}, monitoring=True, valid_to=date(2026, 12, 31))

    told = list(contract_lines(look(room, contract_page, contract, "2026-11-23")))

    assert told[:15] == [
        "AC-1 v2  ACME Italia (ACME)",
        "profile professional v1, hours office v1",
        "from 2026-01-01 to 2026-12-31: in force",
        "technologies",
        "   1  network",
        "   2  wifi",
        "activities: every one is covered",
        "exclusions",
        "   1  printers",
        "options: evo, alerting manager",
        "alerts open tickets: yes",
        "access",
        "  pbx: VPN",
        "  mail: TeamViewer",
        "hours of work: 40 a quarter",
    ]
    assert told[15:17] == ["promised", "  hours office"]
    assert "  blocking anomaly: response 30 min; restore 4 h (stands while it waits for customer, visit)" in told


@pytest.mark.parametrize(
    ("v", "day", "why"),
    [
        (2, "2025-12-31", "begins on 2026-01-01"),
        (2, "2027-01-01", "ended on 2026-12-31"),
        (2, "2026-06-01", None),
        (1, "2026-06-01", "v2 stands in its place"),
    ],
)
def test_it_says_whether_it_holds_on_a_day_and_why_not(room: Room, v: int, day: str, why: str | None) -> None:
    new_contract(room, valid_to=date(2026, 12, 31))

    assert look(room, contract_page, look(room, contract_version, "AC-1", v), day).not_valid == why


def test_every_version_stands_in_its_history(room: Room, clock: SetClock) -> None:
    clock.move(hours=1)
    edited(room, profile="extended")
    edited(room, document={"workaround_counts": False, "targets": {"blocking_anomaly": {"restore": {}}}})

    history = look(room, contract_history, "AC-1")

    assert [(change.saved.v, change.saved.actor) for change in history] == [(3, "lia"), (2, "lia"), (1, "system")]
    assert wall(history[1].saved.at) == "2026-11-23 10:00"
    assert [change.changes for change in history] == [
        (
            "options: − alerting_manager",
            "workaround_counts: nothing → no",
            "targets.blocking_anomaly.restore: nothing → no target",
        ),
        ("profile: professional → extended", "hours: office → always"),
        (),
    ]


def test_another_order_of_what_is_covered_is_a_change_for_its_lines_are_numbered() -> None:
    one = Agreed("base", "office", "2026-01-01", None, True, {"technologies": ["a", "b"]})
    other = Agreed("base", "office", "2026-01-01", None, True, {"technologies": ["b", "a"]})

    assert differences(one, other) == ["technologies: in another order"]
    assert differences(one, one) == []


# The story of a contract that ended


def test_an_expired_contract_is_renewed_while_the_ticket_is_open(room: Room, clock: SetClock) -> None:
    new_contract(room, valid_to=date(2026, 11, 22))
    ticket = opened(room)  # on Monday the 23rd: it ended yesterday
    assert (ticket.contract_version_id, ticket.response.target_s) == (None, None)  # support on request (F7)
    clock.move(hours=2)
    assert look(room, who_may_follow, "contract", "AC-1", 2, ticket.customer_id) == [ticket.key]

    renewed = edited(room, valid_to=date(2027, 11, 22))
    followed = do(room, LIA, follow_version, ticket.key, "contract", "AC-1")

    assert followed.contract_version_id == renewed.id
    assert wall(followed.response.due) == "2026-11-23 14:30"  # as if it had been renewed in time
    assert views_agree(room, ticket.key).due == followed.response.due
    told = explained(room, ticket.key)
    assert told.terms == "ACME Italia · contract AC-1 v3 · profile professional v1 · hours office v1 · Europe/Rome"
    assert told.earlier == ("until Mon 23 Nov 11:00: no contract · profile on_request v1 · hours office v1",)
    assert look(room, who_may_follow, "contract", "AC-1", 2, ticket.customer_id) == []


def test_work_that_was_put_on_request_although_a_contract_held_is_not_offered_it(room: Room) -> None:
    ticket = opened(room)
    off = new_contract(room, "CDS", "CD-1", profile="on_request")
    with room.write(LIA) as tx:  # as a triage does that finds it not covered
        tx.connection.exec_driver_sql(
            f"UPDATE ticket SET contract_version_id = NULL, profile_version_id = {off.profile_version_id} "
            f"WHERE id = {ticket.id}"
        )

    assert look(room, who_may_follow, "contract", "AC-1", 0, ticket.customer_id) == []


def test_what_others_opened_without_a_contract_is_not_offered_it(room: Room) -> None:
    ours, theirs = opened(room, "CDS"), opened(room, None)
    signed = new_contract(room, "CDS", "CD-1")

    assert look(room, who_may_follow, "contract", "CD-1", 0, signed.customer_id) == [ours.key]
    assert look(room, who_may_follow, "contract", "CD-1", 0) == []
    assert ticket_of(room, theirs.key) == theirs
