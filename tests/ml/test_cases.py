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


@pytest.mark.parametrize(
    "case",
    [
        "callsign_not_available.jsonl",
        "error_line.jsonl",
        "on_180.jsonl",
        "pace_10s_to_86s.jsonl",
    ],
)
def test_a_case_raises_no_alert(case):
    assert kinds_of(case) == set()


def test_a_turnaround_out_of_sight_is_no_change_of_callsign():
    assert kinds_of("neg_turnaround_25min.jsonl.gz") == {"source_silent"}  # the recording has a pause of 25 min


def test_a_gap_of_the_source_is_told_once_and_of_no_aircraft():
    scorer = Scorer(model=None, limits=RuleLimits())
    polls = RecordedPolls(CASES / "source_gap_180s.jsonl").chunks()
    events = [event for chunk in polls for event in scorer.add(chunk)[1]]
    assert [(event["kind"], event["icao24"]) for event in events if event["event"] == "opened"] == [
        ("source_silent", None)
    ]


def test_a_line_that_is_no_answer_is_counted_and_the_others_are_scored():
    reading = RecordedPolls(CASES / "error_line.jsonl")
    assert sum(map(len, reading.chunks())) == 6
    assert reading.skipped == 1
