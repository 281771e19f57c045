from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from ml.evaluation.false_alerts import FalseAlerts
from ml.evaluation.faults.kinds import KINDS
from ml.evaluation.flights import PHASES, SPLITS
from ml.evaluation.methods.methods import ALERTS
from ml.evaluation.negatives.catalogue import NEGATIVES, Verdict
from ml.evaluation.pace import PACES
from ml.evaluation.real_events import RealEvent
from ml.evaluation.report.report import write_report
from ml.evaluation.results import RecordingFacts, Results, SplitFacts
from ml.rates.event_rate import Rate

PACE = {pace.seconds: pace for pace in PACES}
REPLAYED = [PACE[10], PACE[90], PACE[300]]


def false_alerts(events, hours=1_000.0):
    none = Rate(0, 0.0)
    by_phase = dict.fromkeys(PHASES, none) | {"cruise": Rate(events, hours)}
    by_region = {"40 to 50° N, 0 to 10° E": Rate(events, hours), "0 to 10° N, 0 to 10° E": Rate(0, 0.5)}
    return FalseAlerts(by_phase, by_region, Rate(5, hours), Counter(position_jump=events))


def outcome(kind, size, pace, *, found):
    return {
        "number": kind.number,
        "kind": kind.name,
        "size": size,
        "seed": 1,
        "pace": pace.seconds,
        "flight": 1,
        "start": 0,
        "lasted_s": pace.fault_s,
        "method": ALERTS,
        "budget": 0,
        "delay_s": 10.0 if found else None,
        "detectors": "position_jump" if found else "",
        "by_chance": False,
    }


@pytest.fixture
def results():
    """All faults are found at 10 s; at slower paces only those at full size."""
    outcomes = [
        outcome(kind, size, pace, found=pace.seconds == 10 or size == 1)
        for pace in REPLAYED
        for kind in KINDS
        if pace.seconds <= kind.slowest_s
        for size in ((0.5, 1.0) if kind.sized else (1.0,))
    ]
    facts = {split: SplitFacts(10, 20, dict.fromkeys(PHASES, 30.0)) for split in SPLITS}
    recording = RecordingFacts("polls.jsonl", "recorded", "0" * 64, 100, 1_000, facts)
    other = replace(recording, name="other.jsonl")
    return Results(
        recordings=[recording, other],
        seeds=1,
        false={
            "polls.jsonl": {pace: false_alerts(pace.seconds) for pace in REPLAYED},
            "other.jsonl": {PACE[90]: false_alerts(7)},
        },
        by_method={},
        outcomes=pd.DataFrame(outcomes).astype({"delay_s": float}),
        negatives=[
            Verdict(NEGATIVES[0], 10, ("ghost (critical)",) * 2, 0),
            Verdict(NEGATIVES[0], 90, (), 1),
        ],
        disturbed={PACE[10]: {"late": false_alerts(3)}},
        events=[
            RealEvent("other.jsonl", "7700", 1, 0),
            RealEvent("other.jsonl", "7600", 9, 720, 90, ("emergency_squawk",), "critical"),
        ],
    )


@pytest.fixture
def text(results, tmp_path):
    (tmp_path / "images").mkdir()
    write_report(results, tmp_path / "detection.md")
    return (tmp_path / "detection.md").read_text()


def test_the_first_sentence_has_the_figures_at_10_and_at_90_s(text):
    [sentence] = [line for line in text.splitlines() if line.startswith("With polls")]
    at_10, at_90 = sentence.split("; ")
    assert "**10 s** apart it finds **100 %** of the injected faults, and **100 %** at half size" in at_10
    assert "**10 (5 to 18)** false alerts per 1,000 flight-hours" in at_10
    assert "**90 s** apart it finds **100 %**" in at_90
    assert "**0 %** at half size" not in at_10
    assert "**90 (72 to 111)**" in at_90


def test_kinds_are_listed_by_pace_at_half_and_full_size(text):
    section = text.partition("## What is found at which pace?")[2]
    assert "| 2 | position offset | 100 % / 100 % | 0 % / 100 % | 0 % / 100 % |" in section
    assert "| 9 | frozen | 100 % | 100 % | 100 % |" in section
    assert "| 15 | silence | 100 % / 100 % | 0 % / 100 % | not applicable |" in section


def test_later_kinds_have_a_table_of_their_own(text):
    protocol, later = text.partition("## What is found at which pace?")[2].split("Kinds that came later")
    assert "| circle |" not in protocol
    assert "| 22 | circle | 100 % | 100 % | 100 % |" in later


def test_a_kind_found_only_when_it_ends_says_so(results, tmp_path):
    (tmp_path / "images").mkdir()
    at_the_end = results.outcomes["kind"].eq("circle") & results.outcomes["pace"].eq(90)
    outcomes = results.outcomes.assign(delay_s=results.outcomes["delay_s"].mask(at_the_end, 610.0))
    write_report(replace(results, outcomes=outcomes), tmp_path / "detection.md")
    row = "| 22 | circle | 100 % | 100 % (0 % during it) | 100 % |"
    assert row in (tmp_path / "detection.md").read_text()


def test_later_kinds_are_in_no_comparison(results):
    assert set(results.compared["number"]) == {*range(1, 18)}


def test_false_alerts_are_listed_by_recording_pace_phase_and_region(text):
    section = text.partition("## How often is it wrong?")[2].partition("\n## ")[0]
    assert "| `polls.jsonl` | 300 s | 1000.0 | 300 | 300 (267 to 336) | 5 | 5 (2 to 12) |" in section
    assert "| `other.jsonl` | 90 s | cruise | 7 | 1000.0 | 7 (3 to 14) |" in section
    assert "| `other.jsonl` | 90 s | 40 to 50° N, 0 to 10° E | 7 | 1000.0 | 7 (3 to 14) |" in section
    assert "0 to 10° N" not in section


def test_negatives_name_what_raised_an_alert(text):
    section = text.partition("## What is honest")[2].partition("\n## ")[0]
    assert f"| {NEGATIVES[0].name} | **2** (ghost (critical)) | 0 |" in section
    assert "| late | 10 s | 3 | 3 (1 to 9) | 5 |" in section


def test_real_events_say_what_was_said_and_when(text):
    assert "| `other.jsonl` | 7700 | 1 | 0 s | nothing |" in text
    assert "| `other.jsonl` | 7600 | 9 | 720 s | emergency_squawk (critical) after 90 s |" in text


def test_aims_have_a_verdict_at_each_pace(text):
    section = text.partition("## Aims")[2].partition("\n## ")[0]
    assert "| kinds 1 to 12 found | 10 s | ≥ 98 % |" in section
    assert "| kinds 1 to 12 found | 90 s | ≥ 90 % | 100 % (21 %) | not excluded |" in section
    assert (
        "| false alerts per 1,000 flight-hours (polls.jsonl) | 10 s | ≤ 20 (at most 50) | 10 (5 to 18) | yes |"
        in section
    )
    assert "(polls.jsonl) | 90 s | ≤ 20 (at most 50) | 90 (72 to 111) | **no** |" in section


def test_without_other_methods_their_sections_are_left_out(text):
    assert "## How do the usual detectors compare?" not in text
