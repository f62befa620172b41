"""Triage with the keyboard alone: from what came in to the team that has it, and a call solved while it goes on."""

from __future__ import annotations

from datetime import date

import pytest
from textual.widgets import Input

from noc_tui.desk.classify import classify
from noc_tui.desk.contracts import add_contract
from noc_tui.desk.customers import put_contact
from noc_tui.desk.opening import open_ticket
from noc_tui.desk.work import assign
from noc_tui.domain.words import Category, Channel, Grade, Phase, Status
from noc_tui.screens.queue import QueueScreen
from noc_tui.screens.triage import TriageScreen
from noc_tui.store.room import Room
from noc_tui.widgets.chooser import Chooser
from tests.rooms import ADA, ANNA, BRUNO, SetClock, do, history, kinds, look, opened, ticket_of
from tests.screens.desks import at_desk
from tests.screens.hostile import WORDS
from tests.screens.triaging import FIRST, SECOND, into_triage, mailed


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_who_wrote_is_known_before_anything_is_typed(peopled: Room, size: tuple[int, int]) -> None:
    do(peopled, ANNA, mailed)
    async with at_desk(peopled, size=size) as desk:
        await desk.press("t")

        await desk.shows("From 11:30 no mail leaves", "ACME Italia", "Anna Bianchi (referente)", "AC-1 Professional")
        await desk.shows("covered", "blocking", "Networks L1", "response")


async def test_where_room_is_scarce_what_is_due_is_told_and_how_much_is_not_seen(peopled: Room) -> None:
    do(peopled, ANNA, mailed)
    async with at_desk(peopled, size=(60, 18)) as desk:
        await desk.press("t")
        await desk.shows("ACME Italia", "covered", "… and ", "response due Tue 09:00")


async def test_the_due_instants_of_a_category_are_shown_before_it_is_chosen(peopled: Room, clock: SetClock) -> None:
    do(peopled, ANNA, mailed)  # at nine
    clock.set("2026-11-23 09:30")
    async with at_desk(peopled) as desk:
        await into_triage(desk)
        await desk.shows("7:30  due Tue 09:00")
        await desk.press("1")

        await desk.shows("3:30  due 14:30")
        assert ticket_of(peopled, FIRST).category == Category.NON_BLOCKING
        assert kinds(peopled, ticket_of(peopled, FIRST)) == []


async def test_a_usual_mail_is_triaged_with_a_dozen_keys(peopled: Room) -> None:
    do(peopled, ANNA, mailed)
    async with at_desk(peopled) as desk:
        await into_triage(desk)
        await desk.press("1", "tab", "e", "tab", "h", "tab", "h", "tab", "m")
        await desk.shows("→ P1", "exhausted resources, h", "mail is theirs (rule 1)")
        await desk.press("ctrl+s")
        await desk.says(f"{FIRST} triaged: Systems L1")

        ticket = ticket_of(peopled, FIRST)
        assert isinstance(desk.app.screen, QueueScreen)
        assert (ticket.category, ticket.fault, ticket.priority) == (Category.BLOCKING, "exhausted_resources", "P1")
        assert (ticket.team, ticket.technology, ticket.phase) == ("Systems L1", "mail", Phase.DIAGNOSIS)
        assert ticket.customer_id is not None
        assert ticket.contact_id is not None
        assert ticket.assignee is None
        assert len({event.action_id for event in history(peopled, ticket)[2:]}) == 1


@pytest.mark.parametrize("typed", ["0341 5550142", "it@acme", "mx-01", "acme"])
async def test_whoever_calls_is_found_as_it_is_typed(peopled: Room, typed: str) -> None:
    async with at_desk(peopled, size=(80, 24)) as desk:
        await desk.press("o")
        await desk.type(typed)
        await desk.shows("▸ ACME Italia")
        await desk.press("enter")

        await desk.shows("AC-1 Professional")
        assert ("‹mail›" in desk.text) == (typed == "mx-01")


async def test_a_kind_chosen_by_mistake_is_taken_away_and_an_estimate_of_its_own_stays(peopled: Room) -> None:
    do(peopled, ANNA, mailed)
    do(peopled, ANNA, classify, FIRST, fault="exhausted_resources", estimate_s=50 * 60)
    async with at_desk(peopled) as desk:
        await into_triage(desk)
        await desk.shows("exhausted resources, h", "50 min")
        await desk.press("tab", "backspace", "ctrl+s")
        await desk.says(f"{FIRST} triaged")

        ticket = ticket_of(peopled, FIRST)
        assert (ticket.fault, ticket.estimate_s) == (None, 50 * 60)


async def test_a_call_is_opened_and_triaged_in_one_action(peopled: Room) -> None:
    async with at_desk(peopled, size=(80, 24)) as desk:
        await desk.press("o")
        await desk.type("mx-01\nNo mail leaves\n")
        await desk.press("1")
        screen = desk.app.screen
        assert isinstance(screen, TriageScreen)
        desk.app.screen.set_focus(screen.query_one("#note"))
        await desk.type("Since 11:30; loading starts at 18.")
        await desk.press("ctrl+s")
        await desk.says(f"{FIRST} opened: Systems L1")

        ticket = ticket_of(peopled, FIRST)
        events = history(peopled, ticket)
        assert (ticket.subject, ticket.channel, ticket.team) == ("No mail leaves", Channel.PHONE, "Systems L1")
        assert events[0].detail["description"] == "Since 11:30; loading starts at 18."
        assert len({event.action_id for event in events}) == 1


async def test_the_cursor_goes_to_what_was_just_opened(peopled: Room) -> None:
    for _ in range(60):
        opened(peopled, category=Category.BLOCKING)
    async with at_desk(peopled, size=(80, 24)) as desk:
        await desk.press("j", "j", "o")
        await desk.type("acme\n")
        await desk.type("Printer on fire\t")
        await desk.press("ctrl+s")
        await desk.says("NOC-2026-000061 opened")
        await desk.until(lambda: desk.here == "NOC-2026-000061", "the cursor on it")
        assert any("Printer on fire" in text for text in desk.lines)


async def test_the_cursor_stays_where_the_list_does_not_show_what_was_opened(peopled: Room) -> None:
    for _ in range(3):
        opened(peopled)
    async with at_desk(peopled) as desk:
        await desk.type("/category:blocking\n")
        await desk.press("j", "o")
        await desk.type("acme\nPrinter on fire\t")
        await desk.press("3", "ctrl+s")
        await desk.says("NOC-2026-000004 opened")
        assert desk.here == SECOND


async def test_solved_in_the_call_is_one_key_and_counts_as_such(peopled: Room) -> None:
    async with at_desk(peopled) as desk:
        await desk.press("o")
        await desk.type("acme\nOutlook asks for a password\n")
        screen = desk.app.screen
        screen.set_focus(screen.query_one("#note"))
        await desk.type("Password set anew with her on the phone")
        await desk.press("ctrl+k")
        await desk.says(f"{FIRST} solved in the call")

        ticket = ticket_of(peopled, FIRST)
        assert (ticket.status, ticket.solved_in_call) == (Status.RESOLVED, True)
        assert ticket.team is None


async def test_solved_without_words_is_refused_and_nothing_typed_is_lost(peopled: Room) -> None:
    async with at_desk(peopled) as desk:
        await desk.press("o")
        await desk.type("acme\nOutlook asks for a password\n")
        await desk.press("ctrl+k")

        await desk.says("How was it solved?")
        assert look(peopled, lambda read: read.value("SELECT count(*) FROM ticket")) == 0
        await desk.type("Reset on the phone")
        await desk.press("ctrl+k")
        await desk.says(f"{FIRST} solved in the call")
        assert ticket_of(peopled, FIRST).subject == "Outlook asks for a password"


async def test_what_is_not_covered_is_offered_on_request(peopled: Room) -> None:
    excluded = {"technologies": ["network"], "exclusions": ["mail"]}
    do(peopled, ADA, lambda tx: add_contract(tx, "ACME", code="AC-1", profile="professional", spec=excluded))
    async with at_desk(peopled) as desk:
        await desk.press("o")
        await desk.type("mx-01\nNo mail leaves\n")
        await desk.shows("not covered", "Support on Request", "worked out when the work ends")
        await desk.press("ctrl+s")
        await desk.says("It is not covered")
        await desk.says("^R agrees on that with the customer")
        assert "--" not in desk.said
        await desk.press("ctrl+r")
        await desk.shows("no clock")
        await desk.press("ctrl+s")
        await desk.says(f"{FIRST} opened")

        ticket = ticket_of(peopled, FIRST)
        assert (ticket.contract_version_id, ticket.response.target_s) == (None, None)


async def test_another_team_than_the_rules_say_wants_a_word(peopled: Room) -> None:
    do(peopled, ANNA, mailed)
    async with at_desk(peopled) as desk:
        screen = await into_triage(desk)
        screen.set_focus(screen.query_one("#choose-team"))
        await desk.press("s")
        await desk.shows("the rules say Networks L1")
        await desk.press("ctrl+s")
        await desk.says("The rules propose Networks L1")
        await desk.press("tab")
        await desk.type("they know this gateway")
        await desk.press("ctrl+s")
        await desk.says(f"{FIRST} triaged: Systems L1")

        assigned = next(event for event in history(peopled, ticket_of(peopled, FIRST)) if event.kind == "assigned")
        assert assigned.detail["text"] == "they know this gateway"


async def test_another_kind_of_work_leads_to_another_team_of_the_rules(peopled: Room) -> None:
    opened(peopled, technology="mail", team="Systems L1")
    async with at_desk(peopled) as desk:
        screen = await into_triage(desk)
        await desk.shows("‹Systems L1›")
        screen.set_focus(screen.query_one("#choose-technology"))
        await desk.press("n")
        await desk.shows("‹Networks L1›")
        await desk.press("ctrl+s")
        await desk.says(f"{FIRST} triaged: Networks L1")


async def test_what_was_begun_is_there_again_until_it_is_forgotten(peopled: Room) -> None:
    async with at_desk(peopled) as desk:
        await desk.press("o")
        await desk.type("acme\nNo mail leaves\n")
        await desk.press("escape", "o")
        await desk.says("As you had begun it")
        assert "No mail leaves" in desk.text

        await desk.press("ctrl+n")
        await desk.until(lambda: "No mail leaves" not in desk.text, "a blank form")
        await desk.press("escape", "o")
        assert "No mail leaves" not in desk.text


async def test_a_draft_knows_who_it_was_and_who_may_read_it(peopled: Room) -> None:
    async with at_desk(peopled) as desk:
        await desk.press("o")
        await desk.type("mx-01\nNo mail leaves\n")
        await desk.press("ctrl+t", "escape")
    async with at_desk(peopled) as desk:
        await desk.press("o")
        await desk.says("As you had begun it")
        await desk.shows("ACME Italia", "AC-1 Professional", "mx-01 mail gateway", "internal")
        await desk.press("ctrl+s")
        await desk.says(f"{FIRST} opened: Systems L1")

        assert ticket_of(peopled, FIRST).equipment_id is not None


async def test_what_was_wiped_out_does_not_come_back(peopled: Room) -> None:
    async with at_desk(peopled) as desk:
        await desk.press("o")
        await desk.type("\tmail")
        desk.app._beat()
        await desk.press(*["backspace"] * 4, "escape", "o")

        assert "As you had begun it" not in desk.said


async def test_handed_in_twice_it_is_opened_once(peopled: Room) -> None:
    async with at_desk(peopled) as desk:
        await desk.press("o")
        await desk.type("acme\nNo mail leaves\n\x13\x13")
        await desk.says(f"{FIRST} opened")

        assert look(peopled, lambda read: read.value("SELECT count(*) FROM ticket")) == 1


async def test_whoever_wrote_meanwhile_is_shown_though_the_screen_has_heard_of_it(peopled: Room) -> None:
    do(peopled, ANNA, mailed)
    async with at_desk(peopled) as desk:
        screen = await into_triage(desk)
        await desk.press("1")
        do(peopled, BRUNO, assign, FIRST, team="Networks L1")
        page = screen._told.page
        await desk.until(lambda: screen._told.page is not page, "the newer version")
        await desk.press("ctrl+s")
        assert f"{FIRST} has changed since you read it" in desk.text
        assert "bruno" in desk.text
        assert "blocking anomaly" in desk.text
        await desk.press("escape")
        assert desk.app.screen is screen
        assert screen.focused is not None, "the keys are where they were"
        await desk.press("ctrl+s")
        await desk.says(f"{FIRST} triaged")

        assert kinds(peopled, ticket_of(peopled, FIRST))[0] == "assigned"


async def test_a_contract_renewed_while_it_is_triaged_counts_at_once(peopled: Room) -> None:
    begun, over = date(2026, 1, 1), date(2026, 11, 22)
    do(
        peopled,
        ADA,
        lambda tx: add_contract(tx, "ACME", code="AC-1", profile="professional", valid_from=begun, valid_to=over),
    )
    async with at_desk(peopled) as desk:
        await desk.press("o")
        await desk.type("acme\nNo mail leaves\n")
        await desk.shows("AC-1 ended on 22 Nov 2026")
        do(peopled, ADA, lambda tx: add_contract(tx, "ACME", code="AC-1", profile="professional"))

        await desk.shows("AC-1 Professional", "  covered")


async def test_foreign_text_is_shown_as_text(peopled: Room) -> None:
    do(peopled, ADA, lambda tx: put_contact(tx, "ACME", WORDS, mail="x@acme.example"))
    do(peopled, ANNA, lambda tx: open_ticket(tx, subject=WORDS, customer="ACME", description=WORDS).key)
    async with at_desk(peopled, size=(80, 24)) as desk:
        await desk.press("t")
        await desk.shows("Triage", "category")
        await desk.press("shift+tab")

        assert "\x1b" not in desk.text
        assert all(len(line) <= 80 for line in desk.lines)


async def test_a_sentence_typed_on_a_choice_chooses_nothing(peopled: Room) -> None:
    do(peopled, ANNA, mailed)
    async with at_desk(peopled) as desk:
        screen = await into_triage(desk)
        for name in ("category", "fault", "impact", "technology", "team"):
            chooser = screen.query_one(f"#choose-{name}", Chooser)
            before = chooser.value
            screen.set_focus(chooser)
            await desk.type("mail gateway down since nine")
            assert (name, chooser.value) == (name, before)
        await desk.says("Ctrl+G leads to the note")
        await desk.press("ctrl+g")
        await desk.type("mail gateway down")
        assert "mail gateway down" in desk.text


async def test_what_is_pasted_stands_whole_or_it_is_said_that_it_went_nowhere(peopled: Room) -> None:
    async with at_desk(peopled) as desk:
        await desk.press("o", "tab")
        desk.paste("Mail queue\nis full\x1b[31m\r\nsince nine")
        await desk.shows("Mail queue is full")
        assert desk.app.screen.query_one("#triage-subject", Input).value == "Mail queue is full since nine"

        await desk.press("tab")
        desk.paste("Mail queue\nis full")
        await desk.says("Ctrl+G leads to the note")


async def test_what_i_did_elsewhere_meanwhile_is_not_turned_back(peopled: Room) -> None:
    do(peopled, ANNA, mailed)
    async with at_desk(peopled) as desk:
        screen = await into_triage(desk)
        do(peopled, ANNA, classify, FIRST, category=Category.CLARIFICATION, urgency=Grade.LOW)
        screen.set_focus(screen.query_one("#choose-impact"))
        await desk.press("h", "ctrl+s")
        await desk.says(f"{FIRST} triaged")

        ticket = ticket_of(peopled, FIRST)
        assert (ticket.category, ticket.impact, ticket.urgency) == (Category.CLARIFICATION, Grade.HIGH, Grade.LOW)


async def test_an_unknown_caller_left_in_the_line_is_asked_about_before_it_is_saved(peopled: Room) -> None:
    async with at_desk(peopled) as desk:
        await desk.press("o", "tab")
        await desk.type("Phones are dead")
        await desk.press("shift+tab")
        await desk.type("zzz\x13")

        await desk.says("Enter keeps it as the caller's name")
        assert look(peopled, lambda read: read.value("SELECT count(*) FROM ticket")) == 0
        await desk.press("enter", "ctrl+s")
        await desk.says(f"{FIRST} opened")
