import numpy as np
import pytest

from ml.evaluation.methods.detection import THIS_DETECTION
from ml.evaluation.negatives.catalogue import NEGATIVES, judge_negatives
from ml.evaluation.pace import PACES, USUAL
from tests.ml.evaluation.implied_speed import ImpliedSpeed

NOT_BY_SPEED = ("lag", "180°", "turnaround", "stale")
"""Negatives that a detector without limits of its own takes for errors: wrong times, wrapped longitudes, gaps."""


@pytest.mark.parametrize(
    "negative",
    [negative for negative in NEGATIVES if not any(word in negative.name for word in NOT_BY_SPEED)],
    ids=lambda negative: negative.name,
)
def test_positions_agree_with_speeds(negative):
    """A detector of speeds that is 60 m/s off says nothing, so the traffic does not contradict itself."""
    [verdict] = judge_negatives(ImpliedSpeed, [USUAL], negatives=[negative])
    assert verdict.above_info == ()


@pytest.mark.parametrize("negative", NEGATIVES, ids=lambda negative: negative.name)
def test_every_state_is_valid_and_a_seed_gives_it_again(negative):
    first, again = (negative.make().polls(90, np.random.default_rng(1)) for _ in range(2))
    assert first == again
    assert sum(poll.invalid.total() for poll in first) == 0
    assert sum(map(len, first)) >= 5


@pytest.mark.parametrize("negative", NEGATIVES, ids=lambda negative: negative.name)
def test_the_detection_says_nothing_above_info(negative):
    verdicts = [*judge_negatives(THIS_DETECTION, PACES, negatives=[negative])]
    assert {verdict.every_s: verdict.above_info for verdict in verdicts} == {10: (), 90: ()}
