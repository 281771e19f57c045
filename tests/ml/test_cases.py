"""The recordings of `tests/cases`, scored as `python -m ml.score` does; what is right is said in their README."""

from pathlib import Path

import pytest

from ml.forest.flag_rules import RuleLimits
from ml.score import RecordedPolls
from ml.scorer import Scorer

CASES = Path(__file__).parents[1] / "cases"


def kinds_of(case):
    """Return the kinds of the alerts that a recording raises."""
    scorer = Scorer(model=None, limits=RuleLimits())
    return {event["kind"] for polls in RecordedPolls(CASES / case).chunks() for event in scorer.add(polls)[1]}


@pytest.mark.parametrize("case", ["callsign_not_available.jsonl", "neg_turnaround_25min.jsonl.gz"])
def test_a_case_raises_no_alert(case):
    assert kinds_of(case) == set()
