import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.motion.profiles import Profiles

knots = st.lists(st.tuples(st.floats(0.5, 50), st.floats(-20, 20)), min_size=2, max_size=6)


@given(knots=knots, share=st.floats(-0.2, 1.2))
@settings(max_examples=60, deadline=None)
def test_the_integral_is_that_of_the_interpolated_rate(knots, share):
    times = np.cumsum([gap for gap, _ in knots])
    rates = np.array([rate for _, rate in knots])
    profile = Profiles.through(times[None, :], rates[None, :])
    time = times[0] + share * (times[-1] - times[0])
    rate, integral = profile.at(np.array([0]), np.array([time]))
    fine = np.linspace(times[0], time, 20_001)
    assert rate[0] == pytest.approx(np.interp(time, times, rates), abs=1e-6)
    assert integral[0] == pytest.approx(np.trapezoid(np.interp(fine, times, rates), fine), abs=0.05)


@given(steps=st.lists(st.tuples(st.floats(25, 400), st.floats(-12, 12)), min_size=2, max_size=6))
@settings(max_examples=60, deadline=None)
def test_ramps_keep_the_integral_of_sharp_steps(steps):
    times = np.cumsum([gap for gap, _ in steps])
    rates = np.array([rate for _, rate in steps[:-1]] + [0.0])
    profile = Profiles.of_steps(times[None, :], rates[None, :], np.full(len(steps), 20.0))
    _, integral = profile.at(np.array([0]), times[-1:] + 10)
    assert integral[0] == pytest.approx(np.sum(np.diff(times) * rates[:-1]), abs=1e-6)
