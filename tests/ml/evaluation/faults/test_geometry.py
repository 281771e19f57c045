import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.geodesy import great_circle_m
from ml.evaluation.faults.geometry import moved

QUARTER_M = 2 * np.pi * 6_371_008.8 / 4


def test_moved_goes_along_the_equator_and_across_the_date_line():
    longitude, latitude = moved(np.array([179.0]), np.array([0.0]), bearing=90, distance_m=QUARTER_M / 45)
    assert longitude[0] == pytest.approx(-179)
    assert latitude[0] == pytest.approx(0)


def test_moved_goes_north_to_the_pole():
    _, latitude = moved(np.array([8.0]), np.array([0.0]), bearing=0, distance_m=QUARTER_M)
    assert latitude[0] == pytest.approx(90)


@given(
    st.floats(-180, 180),
    st.floats(-80, 80),
    st.floats(0, 360),
    st.floats(0, 60_000),
)
def test_moved_is_as_far_away_as_asked_for(longitude, latitude, bearing, metres):
    there = moved(np.array([longitude]), np.array([latitude]), bearing=bearing, distance_m=metres)
    assert great_circle_m(*there, to=(longitude, latitude))[0] == pytest.approx(metres, abs=0.1)


def test_distance_of_london_and_paris_is_that_of_the_atlas():
    metres = great_circle_m(np.array([-0.1278]), np.array([51.5074]), to=(2.3522, 48.8566))
    assert metres[0] == pytest.approx(343_500, rel=0.005)
