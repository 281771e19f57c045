import pytest

from ml.evaluation.report.aims import MISSED, OPEN, REACHED, verdict_of_rate, verdict_of_share
from ml.rates.event_rate import Rate


@pytest.mark.parametrize(
    ("events", "hours", "verdict"),
    [
        pytest.param(0, 79.0, REACHED, id="none in 79 h: 47 at most"),
        pytest.param(0, 70.0, OPEN, id="none in 70 h: up to 53"),
        pytest.param(2, 79.0, OPEN, id="25, but 3 to 91"),
        pytest.param(20, 1_000.0, REACHED, id="20 in 1,000 h: 12 to 31"),
        pytest.param(25, 1_000.0, OPEN, id="25 in 1,000 h: 16 to 37"),
        pytest.param(60, 1_000.0, MISSED, id="60 in 1,000 h: 46 at least"),
        pytest.param(0, 0.0, OPEN, id="nothing flown"),
    ],
)
def test_a_rate_reaches_its_aim_only_with_the_upper_end_of_its_interval(events, hours, verdict):
    assert verdict_of_rate(Rate(events, hours), most=20, upper_end=50) == verdict


@pytest.mark.parametrize(("share", "low", "verdict"), [(0.99, 0.98, REACHED), (0.99, 0.96, OPEN), (0.97, 0.95, MISSED)])
def test_a_share_reaches_its_aim_only_with_the_low_end_of_its_interval(share, low, verdict):
    assert verdict_of_share(share, low, least=0.98) == verdict
