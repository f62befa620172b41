"""The 400 cases with known answers, through the same door as `noc sla compute`."""

from __future__ import annotations

import pytest

from noc_tui.sla.compute import answer
from tests.sla.calendars import Doc, cases


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case["id"]))
def test_case_is_answered_as_known(case: Doc) -> None:
    assert answer(case) == {"id": case["id"], "result": case["expect"]}
