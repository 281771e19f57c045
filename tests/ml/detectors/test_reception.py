"""Gaps and silences of an aircraft, beside the two tracks of each in `test_detectors`."""

import pytest

from tests.ml.detectors.tried import fired, lost
from tests.ml.flown import flown

OUT_OF_REACH = lost(*range(20, 56))(flown(80))
"""Six minutes without a fix, then as regular as before."""


def test_an_aircraft_that_often_misses_a_poll_has_no_gaps():
    assert "signal_gaps" not in fired(lost(*range(3, 60, 4), 41, 45, 49)(flown(64)))


@pytest.mark.parametrize(("altitude_m", "silent"), [(1_600.0, {"silence"}), (1_400.0, set())])
def test_an_aircraft_that_hills_may_hide_is_not_missed(altitude_m, silent):
    assert fired(lost(*range(20, 32))(flown(52, baro_altitude=altitude_m))) == silent


def test_a_silence_as_long_as_rows_are_repeated_is_one():
    assert "silence" in fired(lost(*range(20, 50))(flown(70)))


def test_an_old_position_after_a_silence_does_not_shorten_it():
    """Twelve polls without the aircraft, then one with the position of the first of them."""
    states = flown(45)
    states.loc[44, ["time_position", "latitude"]] = states.loc[32, ["time_position", "latitude"]]
    assert "silence" in fired(lost(*range(32, 44))(states))


def test_a_silence_is_one_though_the_altitude_is_missing_after_it():
    states = lost(*range(32, 44))(flown(45))
    states.loc[32, "baro_altitude"] = None
    assert "silence" in fired(states)


def test_flying_out_of_reach_is_not_a_silence():
    assert fired(OUT_OF_REACH) == set()
