"""The sources by name."""

from __future__ import annotations

import pytest

from noc_tui.domain.errors import NotFound
from noc_tui.intake.sources import SOURCES, parser_of
from tests.intake.alertmanager_bodies import sample


def test_a_source_is_found_by_its_name_and_reads_its_bodies() -> None:
    delivery = parser_of("alertmanager")(sample("firing"))

    assert (delivery.source, len(delivery.observations)) == ("alertmanager", 1)
    assert "alertmanager" in SOURCES


def test_an_unknown_source_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotFound) as refusal:
        parser_of("big\x1b[31mbrother")

    assert refusal.value.message == "There is no source “bigbrother”."
    assert "alertmanager" in refusal.value.hint
