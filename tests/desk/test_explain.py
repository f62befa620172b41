"""Why a due date is what it is: told line by line, with who did what, in two languages."""

from __future__ import annotations

import pytest

from noc_tui.desk.classify import classify
from noc_tui.desk.customers import add_customer
from noc_tui.desk.ending import cancel, reopen, solve
from noc_tui.desk.following import follow_terms
from noc_tui.desk.legal import report_legal, start_legal
from noc_tui.desk.work import note, resume, take, wait
from noc_tui.domain.errors import BadInput
from noc_tui.domain.legal import Regime, Step
from noc_tui.domain.words import Category, Priority, Reason, Visibility
from noc_tui.store.room import Room
from tests.desk.monitoring import ends, fires, hear
from tests.desk.terms_of import new_contract
from tests.desk.told import clock_in, explained, lines, on_paper
from tests.rooms import ADA, ANNA, BRUNO, LIA, SetClock, do, local, opened, ticket_of


@pytest.fixture
def waited(room: Room, clock: SetClock) -> str:
    """Taken after an hour, then four hours in which the customer was to answer."""
    key = opened(room).key
    clock.set("2026-11-23 10:00")
    do(room, ANNA, take, key)
    clock.set("2026-11-23 11:00")
    do(room, BRUNO, wait, key, Reason.CUSTOMER, text="Which switch?\nThe old one?", until=local("2026-11-24 09:00"))
    clock.set("2026-11-23 15:00")
    do(room, ANNA, resume, key)
    clock.set("2026-11-23 15:30")
    return key


def test_a_wait_is_told_with_its_owner_and_reason_and_moves_the_due_date(room: Room, waited: str) -> None:
    told = explained(room, waited)

    assert told.title == "No mail leaves the office"
    assert told.terms == "ACME Italia · contract AC-1 v1 · profile professional v1 · hours office v1 · Europe/Rome"
    assert [clock.name for clock in told.clocks] == ["response", "restore"]
    assert on_paper(clock_in(told, "response")) == lines("""
        response · 4:00 promised · blocking anomaly
        met · due Mon 23 Nov 14:30 · 3:00 left
        Mon 23 Nov 09:00 |  |  | opened (anna)
        09:00–10:00 | 1:00 | 1:00 | open
        10:00 |  |  | stopped by the response (anna)
        10:00–12:30 | 2:30 | 3:30 | open
        12:30–14:00 |  |  | closed
        14:00–14:30 | 0:30 | 4:00 | open
        14:30 |  |  | due
    """)
    assert on_paper(clock_in(told, "restore")) == lines("""
        restore · 4:00 promised · blocking anomaly
        running · due Mon 23 Nov 18:00 · 2:30 left
        Mon 23 Nov 09:00 |  |  | opened (anna)
        10:00 |  |  | starts with the response (anna)
        10:00–11:00 | 1:00 | 1:00 | open
        11:00 |  |  | waits for customer (bruno)
        11:00–15:00 |  |  | stands still: waits for customer
        15:00 |  |  | no longer waits for customer (anna)
        15:00–15:30 | 0:30 | 1:30 | open
        15:30 |  |  | now
        15:30–18:00 | 2:30 | 4:00 | open
        18:00 |  |  | due
    """)


def test_the_same_in_the_customers_language(room: Room, waited: str) -> None:
    told = explained(room, waited, language="it")

    assert told.terms == "ACME Italia · contratto AC-1 v1 · profilo professional v1 · orario office v1 · Europe/Rome"
    assert on_paper(clock_in(told, "restore")) == lines("""
        ripristino · impegno di 4:00 · anomalia bloccante
        in corso · scadenza lun 23 nov 18:00 · 2:30 rimanenti
        lun 23 nov 09:00 |  |  | aperto (anna)
        10:00 |  |  | inizia con: intervento (anna)
        10:00–11:00 | 1:00 | 1:00 | in orario
        11:00 |  |  | in attesa di: cliente (bruno)
        11:00–15:00 |  |  | fermo, in attesa di: cliente
        15:00 |  |  | fine dell'attesa di: cliente (anna)
        15:00–15:30 | 0:30 | 1:30 | in orario
        15:30 |  |  | adesso
        15:30–18:00 | 2:30 | 4:00 | in orario
        18:00 |  |  | scadenza
    """)


def test_as_it_was_then_before_anybody_knew_the_rest(room: Room, waited: str) -> None:
    assert on_paper(clock_in(explained(room, waited, at=local("2026-11-23 14:30")), "restore")) == lines("""
        restore · 4:00 promised · blocking anomaly
        paused · 3:00 left
        Mon 23 Nov 09:00 |  |  | opened (anna)
        10:00 |  |  | starts with the response (anna)
        10:00–11:00 | 1:00 | 1:00 | open
        11:00 |  |  | waits for customer (bruno)
        11:00–14:30 |  |  | stands still: waits for customer
        14:30 |  |  | now
    """)
    early = explained(room, waited, at=local("2026-11-23 09:30"))
    assert clock_in(early, "restore").state == "pending · 4:00 left"
    assert clock_in(early, "response").state == "running · due Mon 23 Nov 14:30 · 3:30 left"


def test_a_fault_that_came_back_goes_on_with_what_was_left_until_it_is_over(
    room: Room, clock: SetClock, waited: str
) -> None:
    clock.set("2026-11-23 16:00")
    do(room, ANNA, solve, waited, "Restarted")
    clock.set("2026-11-23 17:00")
    do(room, BRUNO, reopen, waited, "It is back")
    clock.set("2026-11-24 10:30")
    clock.move(seconds=30)

    assert on_paper(clock_in(explained(room, waited), "restore")) == lines("""
        restore · 4:00 promised · blocking anomaly
        breached · due Tue 24 Nov 09:30 · 1:00:30 over
        Mon 23 Nov 09:00 |  |  | opened (anna)
        10:00 |  |  | starts with the response (anna)
        10:00–11:00 | 1:00 | 1:00 | open
        11:00 |  |  | waits for customer (bruno)
        11:00–15:00 |  |  | stands still: waits for customer
        15:00 |  |  | no longer waits for customer (anna)
        15:00–16:00 | 1:00 | 2:00 | open
        16:00 |  |  | stopped by the restore (anna)
        16:00–17:00 |  |  | restored
        17:00 |  |  | opened again (bruno): It is back
        17:00–18:00 | 1:00 | 3:00 | open
        18:00 – Tue 24 Nov 08:30 |  |  | closed
        08:30–09:30 | 1:00 | 4:00 | open
        09:30 |  |  | due
        09:30 |  |  | overrun from here on
        09:30–10:30:30 | 1:00:30 | 5:00:30 | open, beyond the target
        10:30:30 |  |  | now
    """)


def test_by_the_next_business_day_is_told_with_the_holiday_that_it_skips(room: Room, clock: SetClock) -> None:
    """G1: the 8th of December is a holiday, so a Monday's report is due on Wednesday."""
    clock.set("2026-12-07 16:00")
    key = opened(room, "BDA").key
    clock.set("2026-12-09 09:00")

    (told,) = explained(room, key).clocks

    assert on_paper(told) == lines("""
        response · next business day · blocking anomaly
        running · due Wed  9 Dec 18:00 · 7:30 left
         |  | 10:00 | by the closing of the next business day, Wed  9 Dec 18:00: 10:00 open
        Mon  7 Dec 16:00 |  |  | opened (anna)
        16:00–18:00 | 2:00 | 2:00 | open
        18:00 – Tue  8 Dec 00:00 |  |  | closed
        00:00 – Wed  9 Dec 00:00 |  |  | holiday: Immacolata Concezione
        00:00–08:30 |  |  | closed
        08:30–09:00 | 0:30 | 2:30 | open
        09:00 |  |  | now
        09:00–12:30 | 3:30 | 6:00 | open
        12:30–14:00 |  |  | closed
        14:00–18:00 | 4:00 | 10:00 | open
        18:00 |  |  | due
    """).replace("\n|  | 10:00", "\n |  | 10:00")
    (italian,) = explained(room, key, language="it").clocks
    assert "entro la chiusura del giorno lavorativo successivo, mer  9 dic 18:00: 10:00 di orario" in on_paper(italian)
    assert "festivo: Immacolata Concezione" in on_paper(italian)


def test_what_binds_nobody_any_more_is_said_in_a_line(room: Room) -> None:
    key = opened(room, "BDA").key
    do(room, ANNA, cancel, key, "Opened twice")

    (told,) = explained(room, key).clocks
    (italian,) = explained(room, key, language="it").clocks

    assert on_paper(told) == lines("""
        response · blocking anomaly
        no longer owed: nobody has to act on it any more
    """)
    assert italian.state == "non più dovuto: nessuno deve più intervenire"


def test_what_alerts_alone_ended_is_owed_by_nobody(room: Room, clock: SetClock) -> None:
    (key,) = hear(room, fires()).tickets
    clock.move(minutes=30)
    hear(room, ends())

    told = explained(room, key)

    assert [clock.status for clock in told.clocks] == ["none", "none"]
    assert clock_in(told, "restore").state == "no longer owed: nobody has to act on it any more"


def test_who_was_promised_nothing_is_told_so(room: Room) -> None:
    told, nobody = explained(room, opened(room, "CDS").key), explained(room, opened(room, None).key, language="it")

    assert (told.clocks, told.nothing) == ((), "Nothing was promised: no clock runs on it.")
    assert told.terms == "Cantina del Sole · no contract · profile on_request v1 · hours office v1 · Europe/Rome"
    assert nobody.nothing == "Nessun impegno: nessun tempo scorre."
    assert nobody.terms.startswith("nessun cliente · nessun contratto · profilo on_request v1")


def test_the_contracts_version_is_named_as_it_was_at_that_time(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    new_contract(room, spec={"on_call": {"blocking_anomaly": "always"}})
    clock.move(hours=1)
    do(room, LIA, follow_terms, key)

    assert explained(room, key).terms == (
        "ACME Italia · contract AC-1 v2 · profile professional v1 · hours office v1 · on call always v1 · Europe/Rome"
    )
    assert "reperibilità always v1" in explained(room, key, language="it").terms
    assert "contract AC-1 v1" in explained(room, key, at=local("2026-11-23 09:30")).terms
    assert clock_in(explained(room, key), "response").state == "running · due Mon 23 Nov 13:00 · 3:00 left"


def test_a_contact_names_who_spoke_to_the_customer(room: Room, clock: SetClock) -> None:
    key = opened(room, "TEL", priority=Priority.P1).key
    clock.set("2026-11-23 10:00")
    do(room, BRUNO, note, key, "We are on it", visibility=Visibility.PUBLIC)

    assert on_paper(clock_in(explained(room, key), "contact")) == lines("""
        contact · 0:30 promised · blocking anomaly, P1
        breached · due Mon 23 Nov 09:30 · 0:30 over
        Mon 23 Nov 09:00 |  |  | opened (anna)
        09:00–09:30 | 0:30 | 0:30 | open
        09:30 |  |  | due
        09:30 |  |  | overrun from here on
        09:30–10:00 | 0:30 | 1:00 | open, beyond the target
        10:00 |  |  | stopped by the contact (bruno)
    """)


def test_what_a_program_did_is_told_by_its_name(room: Room, clock: SetClock) -> None:
    (key,) = hear(room, fires()).tickets

    assert clock_in(explained(room, key), "response").lines[0].what == "opened (alertmanager)"


def test_a_wait_that_stops_no_clock_moves_nothing(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    before = explained(room, key).clocks
    do(room, ANNA, wait, key, Reason.VENDOR, until=local("2026-11-24 09:00"))

    assert explained(room, key).clocks == before


def test_a_wait_past_its_end_is_over_though_nobody_wrote_it_down(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    clock.set("2026-11-23 10:00")
    do(room, ANNA, wait, key, Reason.CUSTOMER, until=local("2026-11-23 11:00"))
    clock.set("2026-11-23 12:00")

    assert ticket_of(room, key).status == "pending"
    assert on_paper(clock_in(explained(room, key), "response")) == lines("""
        response · 4:00 promised · blocking anomaly
        running · due Mon 23 Nov 15:30 · 2:00 left
        Mon 23 Nov 09:00 |  |  | opened (anna)
        09:00–10:00 | 1:00 | 1:00 | open
        10:00 |  |  | waits for customer (anna)
        10:00–11:00 |  |  | stands still: waits for customer
        11:00 |  |  | no longer waits for customer (system)
        11:00–12:00 | 1:00 | 2:00 | open
        12:00 |  |  | now
        12:00–12:30 | 0:30 | 2:30 | open
        12:30–14:00 |  |  | closed
        14:00–15:30 | 1:30 | 4:00 | open
        15:30 |  |  | due
    """)
    then = explained(room, key, at=local("2026-11-23 10:30"))
    assert clock_in(then, "response").state == "paused · 3:00 left"


def test_another_category_is_told_from_the_opening_on(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    clock.move(hours=1)
    do(room, ANNA, classify, key, category=Category.NON_BLOCKING, priority=Priority.P3)

    told = clock_in(explained(room, key), "response")

    assert (told.head, told.state) == (
        "response · 8:00 promised · non blocking anomaly, P3", "running · due Tue 24 Nov 09:00 · 7:00 left",
    )  # fmt: skip


def test_the_law_is_told_step_by_step(room: Room, clock: SetClock) -> None:
    key = opened(room).key
    do(room, ANNA, start_legal, key, Regime.NIS2, "Ransomware", aware_at=local("2026-11-22 20:00"))
    clock.move(hours=1)
    do(room, ANNA, report_legal, key, Regime.NIS2, Step.EARLY_WARNING)
    clock.set("2026-12-20 10:00")

    told = explained(room, key)

    assert on_paper(clock_in(told, "nis2")) == lines("""
        NIS2 · never pauses
        known since Sun 22 Nov 20:00
        Mon 23 Nov 20:00 |  |  | early warning: handed in Mon 23 Nov 10:00
        Wed 25 Nov 20:00 |  |  | notification: 590:00 over
        Fri 25 Dec 20:00 |  |  | final report: 130:00 left
    """)
    do(room, ANNA, report_legal, key, Regime.NIS2, Step.NOTIFICATION)
    late = on_paper(clock_in(explained(room, key, language="it"), "nis2"))
    assert late == lines("""
        NIS2 · non si ferma mai
        noto dal dom 22 nov 20:00
        lun 23 nov 20:00 |  |  | preallarme: consegnato lun 23 nov 10:00
        mer 25 nov 20:00 |  |  | notifica: consegnato dom 20 dic 10:00, in ritardo
        mer 20 gen 2027 10:00 |  |  | relazione finale: 744:00 rimanenti
    """)


def test_a_law_that_nobody_had_started_then_is_not_told_though_a_step_was_handed_in_before(
    room: Room, clock: SetClock
) -> None:
    key = opened(room).key
    clock.set("2026-11-23 12:00")
    do(room, ANNA, start_legal, key, Regime.GDPR, "Patient data", aware_at=local("2026-11-23 09:30"))
    do(room, ANNA, report_legal, key, Regime.GDPR, Step.NOTIFICATION, at=local("2026-11-23 10:00"))

    then, now = explained(room, key, at=local("2026-11-23 11:00")), explained(room, key)

    assert [clock.name for clock in then.clocks] == ["response", "restore"]
    assert clock_in(now, "gdpr").lines[0].what == "notification: handed in Mon 23 Nov 10:00"


def test_names_from_outside_are_text_and_nothing_else(room: Room) -> None:
    do(room, ADA, add_customer, "EVIL", "[red]E\x1b[31mvil\u202e[/]")
    key = opened(room, "EVIL", subject="[@click=app.quit]x[/] \x1b]0;title\x07").key

    told = explained(room, key)

    assert told.terms.startswith("[red]Evil[/] · no contract")
    assert told.title == "[@click=app.quit]x[/]"


def test_before_it_was_opened_there_is_nothing_to_tell(room: Room, waited: str) -> None:
    with pytest.raises(BadInput, match=f"{waited} was not open yet at that time"):
        explained(room, waited, at=local("2026-11-23 08:59"))
    with pytest.raises(BadInput, match="There are no texts in “de”"):
        explained(room, waited, language="de")


def test_the_words_of_a_wait_are_told_only_where_the_customer_may_read_them(room: Room, clock: SetClock) -> None:
    inside, outside = opened(room).key, opened(room).key
    do(room, BRUNO, wait, inside, Reason.CUSTOMER, text="He never calls back")
    do(room, BRUNO, wait, outside, Reason.CUSTOMER, text="Which switch?", visibility=Visibility.PUBLIC)
    clock.move(hours=1)

    assert "He never calls back" not in str(explained(room, inside, language="it").clocks)
    assert "(bruno): Which switch?" in str(explained(room, outside, language="it").clocks)
