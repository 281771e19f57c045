import itertools

import pytest
from scipy import stats

from ml.evaluation.measures import in_all, paired_auroc, recall_interval
from ml.rates.event_rate import Rate


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_intervals_are_those_of_the_tables(events, low, high):
    """Exact 95 % limits of a Poisson mean as tabulated by Garwood (1936) and since."""
    assert Rate(events, 1_000.0).interval == pytest.approx((low, high), abs=2e-3)


@pytest.mark.parametrize("events", [1, 4, 50])
def test_counts_as_extreme_have_one_in_forty_at_the_ends_of_the_interval(events):
    low, high = Rate(events, 1_000.0).interval
    assert stats.poisson.sf(events - 1, low) == pytest.approx(0.025)
    assert stats.poisson.cdf(events, high) == pytest.approx(0.025)


def test_a_rate_is_per_1000_hours():
    assert Rate(4, 80.0).per_1000_h == 50
    assert in_all({"climb": Rate(1, 20.0), "cruise": Rate(3, 60.0)}) == Rate(4, 80.0)


def test_recall_interval_is_wilson_s():
    """The worked example 15 of 20 of Newcombe (1998): 0.531 to 0.888."""
    assert recall_interval(15, 20) == pytest.approx((0.531, 0.888), abs=1e-3)


def test_auroc_is_the_share_of_pairs_in_order():
    faulty, clean = [3.0, 1.0, 2.0], [0.0, 2.0, -float("inf")]
    pairs = list(itertools.product(faulty, clean))
    share = sum((high > low) + (high == low) / 2 for high, low in pairs) / len(pairs)
    assert paired_auroc(faulty, clean) == pytest.approx(share)


def test_auroc_of_a_fault_that_changes_nothing_is_a_half():
    assert paired_auroc([1.0, 2.0, -float("inf")], [1.0, 2.0, -float("inf")]) == 0.5
