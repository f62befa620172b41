"""A request comes in: what its ticket is called, whose it is, and on which terms it runs."""

from __future__ import annotations

from datetime import date

import pytest

from noc_tui.clock import to_us
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.opening import open_ticket
from noc_tui.domain.errors import BadInput, Forbidden, NotFound, Refused
from noc_tui.domain.words import Category, Channel, Grade, Origin, Phase, Priority, Status, Visibility
from noc_tui.store.read.setup import contract_by_id, version_by_id
from noc_tui.store.room import Room
from tests.desk.front_desk import furnish
from tests.rooms import ANNA, BLOCKING, LIA, VERA, SetClock, do, history, local, look, opened, rows, ticket_of


def test_a_request_becomes_a_new_ticket_in_triage(room: Room, clock: SetClock) -> None:
    ticket = opened(room, channel=Channel.WEB, description="Since 8 o'clock\nnothing goes out", team="Reti")

    assert (ticket.status, ticket.phase, ticket.level) == (Status.NEW, Phase.TRIAGE, 1)
    assert (ticket.origin, ticket.channel, ticket.team) == (Origin.CUSTOMER, Channel.WEB, "Reti")
    assert (ticket.assignee, ticket.pending_reason, ticket.resolved_at) == (None, None, None)
    assert ticket.opened_at == ticket.updated_at == to_us(clock.now)
    assert ticket == ticket_of(room, ticket.key)
    first = history(room, ticket)[0]
    assert (first.actor, first.visibility) == ("anna", Visibility.PUBLIC)
    assert first.detail["description"] == "Since 8 o'clock\nnothing goes out"


def test_keys_count_on_through_the_year_of_the_rooms_zone(room: Room, clock: SetClock) -> None:
    clock.set("2026-12-31 23:59")
    old = [opened(room).key for _ in range(2)]
    clock.set("2027-01-01 00:00")  # an hour before midnight in UTC
    new = [opened(room).key for _ in range(2)]

    assert old == ["NOC-2026-000001", "NOC-2026-000002"]
    assert new == ["NOC-2027-000001", "NOC-2027-000002"]


@pytest.mark.parametrize("name", ["NOC-2027-000002", "noc-2027-2", "2027-2", "2", "000002", " 2 "])
def test_a_number_is_enough_to_name_the_latest_ticket_that_has_it(room: Room, clock: SetClock, name: str) -> None:
    for year in ("2026-12-30 10:00", "2027-01-04 10:00"):
        clock.set(year)
        opened(room)
        opened(room)

    assert ticket_of(room, name).key == "NOC-2027-000002"
    assert ticket_of(room, "NOC-2026-2").key == "NOC-2026-000002"


def test_what_is_no_key_and_what_no_ticket_has_are_told_apart(room: Room) -> None:
    opened(room)

    with pytest.raises(NotFound, match="no ticket NOC-2026-000007"):
        ticket_of(room, "NOC-2026-000007")
    for text in ("acme", "", "12a", "NOC-26-1", "1;2"):
        with pytest.raises(BadInput, match="no ticket key") as refusal:
            ticket_of(room, text)
        assert refusal.value.hint


@pytest.mark.parametrize("name", ["acme", "ACME ITALIA", "Acme SPA", "acme holding "])
def test_a_customer_goes_by_code_name_or_alias(room: Room, name: str) -> None:
    ticket = opened(room, name)

    assert rows(room, "SELECT code FROM customer WHERE id = :id", id=ticket.customer_id) == [("ACME",)]


def test_an_unknown_customer_is_refused_with_the_nearest_names(room: Room) -> None:
    with pytest.raises(NotFound, match="no customer “acmee”") as refusal:
        opened(room, "acmee")

    assert "ACME" in refusal.value.hint
    assert rows(room, "SELECT count(*) FROM ticket") == [(0,)]


@pytest.mark.parametrize("subject", ["", " \n ", "\x1b[31m\u202e"])
def test_a_ticket_needs_a_subject(room: Room, subject: str) -> None:
    with pytest.raises(BadInput, match="subject") as refusal:
        opened(room, subject=subject)

    assert refusal.value.hint


def test_a_viewer_opens_no_ticket(room: Room) -> None:
    with pytest.raises(Forbidden, match="vera is viewer") as refusal:
        opened(room, actor=VERA)

    assert "operator" in refusal.value.hint
    assert rows(room, "SELECT count(*) FROM ticket") == [(0,)]


def test_foreign_signs_are_stripped(room: Room) -> None:
    ticket = opened(room, subject="\x1b]0;title\x07no\n mail \u202eliam" + "x" * 188, technology="\x1b[1mvoip ")

    assert ticket.subject == "no mail liam" + "x" * 188
    assert ticket.technology == "voip"


def test_a_subject_that_is_too_long_is_refused_rather_than_cut(room: Room) -> None:
    with pytest.raises(BadInput, match="The subject has 201 characters; it may have 200") as refusal:
        opened(room, subject="x" * 201)

    assert "description" in refusal.value.hint
    assert not rows(room, "SELECT 1 FROM ticket")


def test_it_runs_on_the_contract_in_force_that_day(room: Room, clock: SetClock) -> None:
    ticket = opened(room, "BDA")

    assert ticket.contract_version_id is not None
    assert look(room, contract_by_id, ticket.contract_version_id).code == "BD-1"
    assert look(room, version_by_id, "profile", ticket.profile_version_id).name == "base"
    assert look(room, version_by_id, "calendar", ticket.calendar_version_id).name == "office"


@pytest.mark.parametrize("customer", ["CDS", None])
def test_without_a_contract_it_is_support_on_request_and_nothing_is_promised(room: Room, customer: str | None) -> None:
    """F7."""
    ticket = opened(room, customer)

    assert ticket.contract_version_id is None
    assert look(room, version_by_id, "profile", ticket.profile_version_id).name == "on_request"
    assert {ticket.contact.phase, ticket.response.phase, ticket.restore.phase} == {"none"}


def test_a_contract_holds_on_its_last_day_and_no_longer(room: Room, clock: SetClock) -> None:
    do(
        room,
        LIA,
        add_contract,
        "CDS",
        code="CD-1",
        profile="base",
        valid_from=date(2026, 11, 1),
        valid_to=date(2026, 11, 30),
    )

    clock.set("2026-11-30 23:59")
    last = opened(room, "CDS")
    clock.set("2026-12-01 00:00")
    late = opened(room, "CDS")

    assert last.contract_version_id is not None
    assert late.contract_version_id is None


def test_terms_never_move_under_a_ticket(room: Room) -> None:
    before = opened(room)
    do(room, LIA, add_contract, "ACME", code="AC-1", profile="extended", valid_from=date(2026, 1, 1))
    after = opened(room)

    assert ticket_of(room, before.key) == before
    assert look(room, version_by_id, "profile", before.profile_version_id).name == "professional"
    assert look(room, version_by_id, "profile", after.profile_version_id).name == "extended"
    assert (before.restore.target_s, after.restore.target_s) == (240 * 60, 120 * 60)


def test_without_a_category_it_runs_on_the_contracts_default_one(room: Room) -> None:
    spec = {"default_category": "clarification"}
    do(room, LIA, add_contract, "CDS", code="CD-1", profile="base", valid_from=date(2026, 1, 1), spec=spec)

    assert opened(room, category=None).category == Category.NON_BLOCKING
    assert opened(room, "CDS", category=None).category == Category.CLARIFICATION
    assert opened(room, "CDS").category == BLOCKING
    given = [history(room, ticket_of(room, str(n)))[0].detail["category_given"] for n in (1, 2, 3)]
    assert given == [False, False, True]


def test_a_priority_that_the_contract_names_is_looked_up_before_the_category(room: Room) -> None:
    targets = {"blocking_anomaly": {"P1": {"response": {"minutes": 15}}}}
    do(
        room,
        LIA,
        add_contract,
        "CDS",
        code="CD-1",
        profile="professional",
        valid_from=date(2026, 1, 1),
        spec={"targets": targets},
    )

    first, second = opened(room, "CDS", priority=Priority.P1), opened(room, "CDS", priority=Priority.P2)

    assert (first.response.target_s, first.restore.target_s) == (15 * 60, 240 * 60)
    assert second.response.target_s == 240 * 60
    assert (first.severity, second.severity) == (0, 1)


def test_opening_starts_the_response_clock_and_is_neither_response_nor_contact(room: Room, clock: SetClock) -> None:
    ticket = opened(room, "TEL")

    assert (ticket.response.phase, ticket.response.since) == ("running", to_us(clock.now))
    assert ticket.response.due == to_us(local("2026-11-23 14:30"))  # four hours, lunch not counted
    assert (ticket.contact.phase, ticket.contact.due) == ("running", to_us(local("2026-11-23 09:30")))
    assert (ticket.restore.phase, ticket.restore.due) == ("pending", None)


def test_intervention_by_the_next_business_day_means_its_last_closing(room: Room, clock: SetClock) -> None:
    """G1."""
    clock.set("2026-11-27 17:00")  # a Friday

    ticket = opened(room, "BDA")

    assert ticket.response.due == to_us(local("2026-11-30 18:00"))
    assert (ticket.restore.target_s, ticket.restore.phase) == (None, "none")


def test_the_ticket_and_its_number_are_gone_where_the_opening_fails(room: Room) -> None:
    with pytest.raises(RuntimeError), room.write(ANNA) as tx:
        open_ticket(tx, subject="No mail", customer="ACME")
        raise RuntimeError

    assert rows(room, "SELECT count(*) FROM event") == [(0,)]
    assert opened(room).key == "NOC-2026-000001"


def test_who_asks_about_what_and_how_bad_it_is_may_be_known_from_the_start(room: Room) -> None:
    desk = furnish(room)

    ticket = opened(
        room, contact_id=desk.marta.id, site_id=desk.site.id, equipment_id=desk.mx.id,
        impact=Grade.HIGH, urgency=Grade.HIGH, fault="bug",
    )  # fmt: skip

    assert (ticket.contact_id, ticket.site_id, ticket.equipment_id) == (desk.marta.id, desk.site.id, desk.mx.id)
    assert (ticket.impact, ticket.urgency, ticket.priority, ticket.fault) == ("high", "high", Priority.P1, "bug")
    with pytest.raises(Refused, match="The contact Marta Riva is ACME Italia's"):
        opened(room, "BDA", contact_id=desk.marta.id)
    with pytest.raises(BadInput, match="make P1, and P4 is said"):
        opened(room, impact=Grade.HIGH, urgency=Grade.HIGH, priority=Priority.P4)
