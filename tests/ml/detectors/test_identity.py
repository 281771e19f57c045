"""A callsign changes in flight when both are held and the aircraft cannot have landed between them."""

import pytest

from ml.detectors.detection import detect
from ml.tracks.tracks import Tracks
from tests.ml.detectors.tried import fired, lost
from tests.ml.flown import flown


def called(*callsigns, step_s=10, missing=(), **same):
    """Return whether `callsign_change` fires on a track with these callsigns."""

    def change(number, state):
        state["callsign"] = callsigns[number]

    return "callsign_change" in fired(lost(*missing)(flown(len(callsigns), step_s=step_s, change=change, **same)))


OLD, NEW = "SWR7EA", "DLH123"


@pytest.mark.parametrize("step_s", [5, 10, 30, 90, 300])
def test_a_change_in_cruise_is_one_at_any_pace(step_s):
    assert called(*[OLD] * 4, *[NEW] * 4, step_s=step_s)


@pytest.mark.parametrize("step_s", [10, 90, 300])
def test_a_missed_poll_does_not_hide_a_change(step_s):
    assert called(*[OLD] * 5, *[NEW] * 4, step_s=step_s, missing=[4])


@pytest.mark.parametrize("step_s", [10, 90])
def test_fixes_without_a_callsign_do_not_hide_a_change(step_s):
    assert called(OLD, None, OLD, None, OLD, None, NEW, NEW, None, NEW, step_s=step_s)


@pytest.mark.parametrize("step_s", [10, 90])
def test_a_callsign_once_is_no_change(step_s):
    assert not called(*[OLD] * 4, NEW, *[OLD] * 4, step_s=step_s)
    assert not called(*[OLD] * 4, NEW, "AFR1", *[OLD] * 4, step_s=step_s)


def test_two_fixes_within_seconds_are_not_held():
    assert not called(*[OLD] * 4, NEW, NEW, *[OLD] * 4)


@pytest.mark.parametrize("step_s", [10, 90])
def test_a_first_callsign_is_no_change(step_s):
    assert not called(*[None] * 5, *[NEW] * 5, step_s=step_s)


@pytest.mark.parametrize(("gap_s", "step_s"), [(480, 10), (480, 90), (1_500, 10), (1_500, 90), (1_500, 300)])
def test_an_aircraft_low_before_and_after_a_gap_may_have_landed(gap_s, step_s):
    gap = range(4, 4 + gap_s // step_s)
    callsigns = [*[OLD] * 4, *[OLD] * len(gap), *[NEW] * 4]
    assert not called(*callsigns, step_s=step_s, missing=gap, baro_altitude=900.0)


@pytest.mark.parametrize("step_s", [10, 90])
def test_an_aircraft_unheard_for_long_in_cruise_may_be_on_another_flight(step_s):
    gap = range(4, 4 + 1_500 // step_s)
    assert not called(*[OLD] * (4 + len(gap)), *[NEW] * 4, step_s=step_s, missing=gap)


@pytest.mark.parametrize("step_s", [10, 90])
def test_eight_minutes_are_too_short_to_land_from_cruise(step_s):
    gap = range(4, 4 + 480 // step_s)
    assert called(*[OLD] * (4 + len(gap)), *[NEW] * 4, step_s=step_s, missing=gap)


@pytest.mark.parametrize("step_s", [10, 90])
def test_a_low_aircraft_that_is_heard_throughout_changes_in_flight(step_s):
    assert called(*[OLD] * 4, *[NEW] * 4, step_s=step_s, baro_altitude=900.0)


def test_a_touch_and_go_between_two_polls_ends_the_flight():
    """A trainer at 30 m, climbing, takes its next callsign a poll later."""
    heights = [400.0, 200.0, 30.0, 60.0, 300.0, 600.0, 900.0]

    def change(number, state):
        state["callsign"] = OLD if number < 4 else NEW
        state["baro_altitude"] = heights[number]

    assert "callsign_change" not in fired(flown(7, step_s=90, speed=35.0, change=change))


def test_a_fix_on_the_ground_ends_the_flight():
    def change(number, state):
        state["callsign"] = OLD if number < 6 else NEW
        state["on_ground"] = number in (5, 6)

    assert "callsign_change" not in fired(flown(12, change=change))


def test_a_change_is_told_once_with_both_callsigns():
    states = flown(20, change=lambda number, state: state.update(callsign=OLD if number < 8 else NEW))
    detected, _ = detect(states, Tracks.none())
    told = [finding.evidence for found in detected.findings for finding in found]
    assert told == [f"callsign changed in flight from {OLD} to {NEW}"]
