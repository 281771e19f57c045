import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from common.geodesy import on_sphere
from simulator.motion.great_circles import GreatCircles, coordinates
from tests.simulator.geometry import haversine_m

positions = st.tuples(st.floats(-85, 85), st.floats(-180, 180))


@given(start=positions, end=positions, share=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_great_circles_divide_the_distance(start, end, share):
    length = haversine_m(*start, *end)
    assume(1_000 < length < 19_000_000)
    vectors = [on_sphere(*np.radians([[place[1]], [place[0]]])) for place in (start, end)]
    circle = GreatCircles.between(*vectors)
    none = np.zeros(1)
    position, _ = circle.at(np.array([0]), share * circle.length_m, none, none)
    latitude, longitude = (float(value[0]) for value in coordinates(position))
    assert circle.length_m[0] == pytest.approx(length, rel=1e-6)
    assert haversine_m(latitude, longitude, *start) == pytest.approx(share * length, abs=1)
    assert haversine_m(latitude, longitude, *end) == pytest.approx((1 - share) * length, abs=1)
