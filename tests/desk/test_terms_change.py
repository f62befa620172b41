"""Which terms of a ticket are others than before, by name and version."""

from __future__ import annotations

from noc_tui.desk.following import follow_terms
from noc_tui.desk.terms_change import terms_change
from noc_tui.domain.ticket import TicketRow
from noc_tui.store.room import Room
from tests.desk.terms_of import NINE_TO_FIVE, new_calendar, new_contract
from tests.rooms import LIA, do, look, opened


def follows(room: Room, before: TicketRow) -> str:
    return look(room, terms_change, before, do(room, LIA, follow_terms, before.key))


def test_the_next_version_of_each_is_told_by_its_number(room: Room) -> None:
    before = opened(room)
    new_calendar(room, NINE_TO_FIVE)
    new_contract(room)

    assert follows(room, before) == "contract AC-1 v1 → v2, hours office v1 → v2"
    assert look(room, terms_change, before, before) == ""


def test_what_was_not_there_before_is_told_by_its_name(room: Room) -> None:
    on_call = {"on_call": {"blocking_anomaly": "always"}}
    before = opened(room, "CDS")
    new_contract(room, "CDS", "CD-1", spec=on_call)

    assert follows(room, before) == (
        "contract none → CD-1 v1, profile on_request v1 → professional v1, on call none → always v1"
    )


def test_work_on_call_alone_may_be_what_changed(room: Room) -> None:
    new_contract(room, spec={"on_call": {"blocking_anomaly": "long"}})
    before = opened(room)
    new_calendar(room, NINE_TO_FIVE | {"name": "long"})

    assert follows(room, before) == "on call long v1 → v2"
