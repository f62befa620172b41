"""Tests that need programs beside Python: left out and counted, or all of them run and nothing is skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

SUITE = """
import pytest

def test_plain(): pass

@pytest.mark.external("sh")
def test_needs_a_program_that_is_there(): pass

@pytest.mark.external("no-such-program")
def test_needs_a_program_that_is_not(): pass

@pytest.mark.external
def test_needs_a_server(postgres_url): pass
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("NOC_TEST_POSTGRES", raising=False)
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text("utf-8"))
    pytester.makeini("[pytest]\nmarkers = external\n")
    pytester.makepyfile(SUITE)
    return pytester


def test_plain_runs_leave_them_out_and_say_how_many(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOC_TEST_ALL", raising=False)

    result = suite.runpytest_subprocess()

    result.assert_outcomes(passed=1, deselected=3)
    result.stdout.fnmatch_lines(["3 external tests left out, *: NOC_TEST_ALL=1 runs them"])


def test_full_runs_fail_where_a_program_or_a_server_is_missing(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOC_TEST_ALL", "1")

    result = suite.runpytest_subprocess()

    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(["*no-such-program is not installed*", "*NOC_TEST_POSTGRES names no *"])
