"""Impact × urgency → priority."""

from __future__ import annotations

from itertools import pairwise

import pytest

from noc_tui import resources
from noc_tui.desk.matrix import priority_of, priority_said
from noc_tui.domain.errors import BadInput
from noc_tui.domain.words import Grade, Priority

GRADES = list(Grade)


def test_the_worst_of_both_is_p1_and_the_least_p4() -> None:
    assert priority_of(Grade.HIGH, Grade.HIGH) is Priority.P1
    assert priority_of(Grade.MEDIUM, Grade.MEDIUM) is Priority.P3
    assert priority_of(Grade.LOW, Grade.LOW) is Priority.P4


def test_the_matrix_says_something_for_every_pair_and_nothing_more() -> None:
    matrix = resources.read_toml("priority.toml")

    assert set(matrix) == set(GRADES)
    assert all(set(row) == set(GRADES) for row in matrix.values())


@pytest.mark.parametrize("grade", GRADES)
def test_what_reaches_less_far_or_can_wait_longer_is_never_more_pressing(grade: Grade) -> None:
    for more, less in pairwise(GRADES):
        assert priority_of(more, grade) <= priority_of(less, grade)
        assert priority_of(grade, more) <= priority_of(grade, less)


def test_a_priority_stands_alone_or_is_what_the_grades_make() -> None:
    assert priority_said(None, None, None, Priority.P3) is Priority.P3
    assert priority_said(None, Grade.HIGH, None, Priority.P3) is Priority.P3
    assert priority_said(None, Grade.HIGH, Grade.HIGH, Priority.P1) is Priority.P1
    with pytest.raises(BadInput, match="make P1, and P3 is said"):
        priority_said(None, Grade.HIGH, Grade.HIGH, Priority.P3)
