import numpy as np
import pytest

from simulator.world.randomness import Draws


def test_draws_are_uniform_and_independent_of_their_neighbours():
    draws = Draws(7)
    values = draws.uniform("test", np.arange(100_000))
    assert np.histogram(values, 10, (0, 1))[0] == pytest.approx(np.full(10, 10_000), rel=0.05)
    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 0.02
    assert abs(np.corrcoef(values, draws.uniform("other", np.arange(100_000)))[0, 1]) < 0.02
    assert abs(np.corrcoef(values, Draws(8).uniform("test", np.arange(100_000)))[0, 1]) < 0.02
