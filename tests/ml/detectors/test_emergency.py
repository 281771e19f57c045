"""Emergency codes: a single one is told, a held one is critical, one on the ground is at most told."""

import pytest

from ml.detectors.detection import detect
from ml.detectors.emergency import EMERGENCY_CODE_ONCE, EMERGENCY_SQUAWK
from ml.tracks.tracks import Tracks
from tests.ml.flown import flown


def sent(*codes, step_s=10, **same):
    """Return, for each fix, which of the detectors of emergencies fired."""

    def change(number, state):
        state["squawk"] = codes[number]

    detected, _ = detect(flown(len(codes), step_s=step_s, change=change, **same), Tracks.none())
    return [[name for name in names if name.startswith("emergency")] for names in detected.detectors]


ONCE, HELD = ["emergency_code_once"], ["emergency_squawk"]


def test_the_two_are_of_one_family():
    assert EMERGENCY_SQUAWK.family == EMERGENCY_CODE_ONCE.family
    assert (EMERGENCY_SQUAWK.severity, EMERGENCY_CODE_ONCE.severity) == ("critical", "info")


@pytest.mark.parametrize("code", ["7500", "7600", "7700"])
def test_a_code_is_told_at_once_and_an_emergency_with_the_third_fix(code):
    assert sent("1000", code, code, code, code, "1000") == [[], ONCE, ONCE, HELD, HELD, []]


@pytest.mark.parametrize("step_s", [30, 90, 300])
def test_a_code_in_two_polls_far_apart_is_held(step_s):
    assert sent("1000", "7700", "7700", "1000", step_s=step_s) == [[], ONCE, HELD, []]


@pytest.mark.parametrize("step_s", [10, 90])
def test_a_single_code_is_no_more_than_told(step_s):
    assert sent("1000", "7700", "1000", "7600", "1000", step_s=step_s) == [[], ONCE, [], ONCE, []]


@pytest.mark.parametrize("step_s", [10, 90])
def test_a_code_on_the_ground_is_no_more_than_told(step_s):
    assert sent(*["7700"] * 6, step_s=step_s, on_ground=True) == [ONCE] * 6


def test_fixes_without_a_code_do_not_end_an_emergency():
    assert sent("7700", None, "7700", None, "7700")[-1] == HELD
    assert sent("7700", None, "1000", "7700")[-1] == ONCE


@pytest.mark.parametrize(
    ("same", "words"),
    [
        ({}, "squawk 7600: radio failure, not confirmed yet by further fixes"),
        ({"on_ground": True}, "squawk 7600: radio failure, on the ground"),
    ],
)
def test_the_evidence_says_why_it_is_no_more_than_told(same, words):
    detected, _ = detect(flown(1, squawk="7600", **same), Tracks.none())
    assert [finding.evidence for finding in detected.findings[0]] == [words]
