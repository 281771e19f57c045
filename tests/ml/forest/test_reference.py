import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.forest.drift import population_stability_index
from ml.forest.features import FEATURES
from ml.forest.reference import BINS, Bins, Reference
from tests.ml.forest.drawn_traffic import bin_by_definition, traffic

FLOATS = st.floats(-1e9, 1e9)


@pytest.fixture(scope="module")
def reference():
    return Reference.of(*traffic(2_000))


def test_values_all_different_are_in_ten_equal_bins():
    bins = Bins.of(np.arange(1_000.0))
    assert (len(bins.edges), bins.repeated) == (BINS - 1, ())
    assert bins.shares == pytest.approx([0.1] * BINS)


def test_a_value_that_many_have_is_a_bin_of_its_own():
    bins = Bins.of(np.array([-1.0] * 10 + [0.0] * 80 + [1.0] * 10))
    assert bins.repeated == (0.0,)
    below, at_it, above = bins.places(np.array([-1e-9, 0.0, 1e-9])).tolist()
    assert at_it == below + 1 == above - 1
    assert bins.shares[at_it] == 0.8


@pytest.mark.parametrize("value", [4.9, 5.1])
def test_a_constant_column_shows_a_change_either_way(value):
    bins = Bins.of(np.full(100, 5.0))
    assert (bins.edges, bins.repeated, bins.shares) == ((5.0,), (5.0,), (0.0, 1.0, 0.0))
    moved = np.bincount(bins.places(np.full(100, value)), minlength=3) / 100
    assert population_stability_index(bins.shares, moved) > 10


@given(st.lists(st.one_of(FLOATS, st.sampled_from([0.0, 1.0, -0.0])), min_size=1, max_size=60), st.lists(FLOATS))
def test_shares_are_those_of_the_values_in_each_bin(training, live):
    bins = Bins.of(np.array(training))
    counts = Counter(bin_by_definition(bins, value) for value in training)
    assert len(bins.shares) <= BINS
    assert sorted(set(bins.edges)) == list(bins.edges)
    assert set(bins.repeated) <= set(bins.edges)
    assert bins.shares == pytest.approx([counts[place] / len(training) for place in range(len(bins.shares))])
    assert bins.places(np.array(live)).tolist() == [bin_by_definition(bins, value) for value in live]


def test_a_reference_is_restored_from_json(reference):
    assert Reference.from_json(json.loads(json.dumps(reference.to_json()))) == reference


@pytest.mark.parametrize(
    "flaw", [{"version": 0}, {"version": None}, {"columns": {}}, {"columns": {"latitude": {}}}], ids=str
)
def test_a_reference_of_another_version_or_other_columns_is_refused(reference, flaw):
    with pytest.raises(ValueError, match="reference of"):
        Reference.from_json(reference.to_json() | flaw)


def test_a_reference_whose_shares_do_not_fit_its_edges_is_refused(reference):
    content = reference.to_json()
    content["columns"]["velocity"]["edges"].pop()
    with pytest.raises(ValueError, match="10 shares for 8 edges"):
        Reference.from_json(content)


def test_rows_that_lack_a_value_are_not_in_the_reference(reference):
    features, scores = traffic(2_000)
    lacking = features.head(len(FEATURES) + 1).reset_index(drop=True) + 1e6
    for row, name in enumerate(FEATURES):
        lacking.loc[row, name] = np.nan
    odd = np.append(np.full(len(FEATURES), 0.9), np.nan)
    assert Reference.of(pd.concat([lacking, features]), np.append(odd, scores)) == reference


def test_no_rows_give_no_reference():
    features, scores = traffic(3)
    with pytest.raises(ValueError, match="no complete record"):
        Reference.of(features * np.nan, scores)
