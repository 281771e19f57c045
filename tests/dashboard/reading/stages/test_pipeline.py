import time

import pytest

from common.files.json_files import read_json, write_json
from contracts.outputs import Outputs
from dashboard.reading.stages.pipeline import judge_stages
from dashboard.reading.stages.stage import Health
from dashboard.reading.store import Store
from tests.dashboard.sample_outputs import write_outputs

NOW = 1_790_000_000.0


@pytest.fixture
def judged(tmp_path):
    """Return the stages by name, with changes to the reports of the job, producer and notifications."""

    def judge(*, now=NOW, status=None, producer=None, notifications=None, clock=str):
        write_outputs(tmp_path, aircraft=5, now=NOW, model="loaded")
        outputs = Outputs(tmp_path)
        for path, changes in ((outputs.live_status, status), (outputs.live_producer, producer)):
            if changes:
                write_json(path, read_json(path) | changes)
        if notifications:
            write_json(outputs.live_notifications, notifications)
        store = Store(outputs, rules_file=tmp_path / "rules.yaml", live_max_age_s=300)
        return {stage.name: stage for stage in judge_stages(store.look(now=now), clock)}

    return judge


def queries(**changes):
    query = {"batch_id": 7, "rows": 900, "seconds": 2.0, "finished_at": NOW - 4}
    return {"queries": {"flights": query | changes}}


def test_all_is_good_when_nothing_is_wrong(judged):
    stages = judged(status=queries() | {"behind": {"flights": 0}, "alerts": {"open": 2}})
    assert {stage.health for stage in stages.values()} == {Health.GOOD}
    assert stages["Source"].words == "responding; 1,840 credits left"
    assert stages["Kafka topic"].words == "fully read"
    assert stages["Alerts"].words == "2 open"


@pytest.mark.parametrize(
    ("stage", "health", "words", "changes"),
    [
        ("Source", Health.FAILED, "429", {"producer": {"last_error": "429: no credits for 3 h"}}),
        ("Source", Health.GOOD, "recording has ended", {"producer": {"ended": True}}),
        ("Source", Health.DEGRADED,
         "responding; 1,840 credits left, enough for 76 min; they will run out before the next reset",
         {"producer": {"credits_last_s": 4_600.0}}),
        ("Source", Health.FAILED, "3 credits left: too few for a poll", {"producer": {"credits_remaining": 3}}),
        ("Source", Health.FAILED, "too few for a poll; the producer last reported 10 min ago",
         {"producer": {"credits_remaining": 0}, "now": NOW + 600}),
        ("Producer", Health.DEGRADED, "last reported 10 min ago", {"now": NOW + 600}),
        ("Producer", Health.DEGRADED, "has no publication time", {"producer": {"published_at": None}}),
        ("Producer", Health.DEGRADED, "dated in the future", {"producer": {"published_at": NOW + 7_200}}),
        ("Producer", Health.DEGRADED, "could not be delivered", {"producer": {"failed": 3}}),
        ("Kafka topic", Health.DEGRADED, "the streaming job is 90,000 messages behind",
         {"status": {"behind": {"flights": 90_000}}}),
        ("Kafka topic", Health.GOOD, "700 messages behind", {"status": {"behind": {"flights": 700}}}),
        ("Streaming query", Health.DEGRADED, "took 12.0 s, but polls are 10 s apart",
         {"status": queries(seconds=12.0)}),
        ("Streaming query", Health.DEGRADED, "last micro-batch ended 5 min ago",
         {"status": queries(finished_at=NOW - 300)}),
        ("Streaming query", Health.DEGRADED, "dated in the future",
         {"status": queries(finished_at=NOW + 7_190) | {"published_at": NOW + 7_200}}),
        ("Records", Health.FAILED, "more records rejected than accepted",
         {"status": {"records": {"new": 3, "rejected": 50}}}),
        ("Model", Health.DEGRADED, "no longer resembles the training data of this model",
         {"status": {"drift": {"verdict": "drifted"}}}),
        ("Model", Health.DEGRADED, "rules only; the model is missing", {"status": {"model": {"state": "missing"}}}),
        ("Model", Health.FAILED, "refused: too old", {"status": {"model": {"state": "refused", "reason": "too old"}}}),
        ("Alerts", Health.DEGRADED, "above budget: the calibration does not fit this traffic",
         {"status": {"alerts": {"open": 9}, "alert_rate": {"within_budget": False}, "sources": ["opensky"]}}),
        ("Alerts", Health.GOOD, "above budget because of the injected faults",
         {"status": {"alerts": {"open": 9}, "alert_rate": {"within_budget": False}}}),
        ("Alerts", Health.FAILED, "line 3", {"status": {"alerts": {"open": 0}, "rules": {"problem": "line 3"}}}),
        ("Notifications", Health.FAILED, "mail: no answer",
         {"notifications": {"channels": [{"name": "mail", "last_error": "no answer", "last_error_at": 9.0}]}}),
        ("Notifications", Health.GOOD, "mail",
         {"notifications": {"channels": [{"name": "mail", "last_error_at": 9.0, "last_sent_at": 10.0}]}}),
        ("Outputs", Health.DEGRADED, "not up to date: Flights", {"now": NOW + 600}),
        ("Outputs", Health.DEGRADED, "not up to date: Streaming job", {"status": {"published_at": NOW + 7_200}}),
    ],
)  # fmt: skip
def test_each_problem_shows_at_its_stage(judged, stage, health, words, changes):
    found = judged(**changes)[stage]
    assert found.health is health
    assert words in found.words


@pytest.mark.parametrize(
    ("published_at", "words"),
    [
        (NOW - 3_600, "the streaming job last reported 60 min ago"),
        (NOW + 7_200, "the streaming job's report is dated in the future: the clocks differ"),
        (None, "the streaming job's report has no publication time"),
    ],
)
def test_stages_of_a_silent_job_are_not_called_good(judged, published_at, words):
    status = queries() | {"behind": {"flights": 0}, "alerts": {"open": 2}}
    stages = judged(status=status | {"published_at": published_at})
    assert stages["Streaming query"].health is Health.DEGRADED
    for name in ("Kafka topic", "Records", "Model", "Alerts"):
        assert (stages[name].health, stages[name].words) == (Health.UNKNOWN, words)
    assert stages["Source"].health is stages["Producer"].health is Health.GOOD


def test_a_problem_that_a_silent_job_reported_stays(judged):
    model = judged(status={"model": {"state": "missing"}, "published_at": NOW - 3_600})["Model"]
    assert model.health is Health.DEGRADED
    assert model.words == "rules only; the model is missing; the streaming job last reported 60 min ago"


def test_the_health_of_the_source_is_unknown_while_the_producer_is_silent(judged):
    stages = judged(producer={"published_at": NOW - 3_600})
    assert (stages["Source"].health, stages["Producer"].health) == (Health.UNKNOWN, Health.DEGRADED)
    assert stages["Source"].words == stages["Producer"].words == "the producer last reported 60 min ago"


def test_after_the_end_of_a_recording_silence_is_not_a_fault(judged):
    stages = judged(now=NOW + 3_600, producer={"ended": True}, status=queries() | {"alerts": {"open": 2}})
    late = {name for name, stage in stages.items() if stage.health is Health.DEGRADED}
    assert late == {"Outputs"}
    assert stages["Records"].health is Health.GOOD


def test_a_newer_model_that_was_refused_is_a_fact_of_the_loaded_one(judged):
    status = {"model": {"state": "loaded", "id": "iforest-1", "reason": "made by scikit-learn 1.5"}}
    model = judged(status=status)["Model"]
    assert (model.health, model.words) == (Health.GOOD, "iforest-1")
    assert model.facts["Newer model refused"] == "made by scikit-learn 1.5"
    missing = judged(status={"model": {"state": "missing", "reason": "no model in ml/"}})["Model"]
    assert missing.words == "rules only; the model is missing: no model in ml/"
    assert "Newer model refused" not in missing.facts


def test_moments_are_formatted_for_the_viewer(judged):
    model = {"model": {"state": "loaded", "written_at": NOW - 9}}
    stages = judged(status=queries() | model, clock=lambda epoch_s: f"{epoch_s - NOW:+.0f}")
    assert stages["Producer"].facts["Last poll"] == "-3"
    assert stages["Streaming query"].facts["Finished"] == "-4"
    assert stages["Streaming query"].facts["Running since"] == "-5400"
    assert stages["Model"].facts["Written"] == "-9"


def test_stages_without_a_report_are_not_called_good(tmp_path):
    store = Store(Outputs(tmp_path), rules_file=tmp_path / "rules.yaml", live_max_age_s=300)
    stages = judge_stages(store.look(now=time.time()), str)
    unknown = {stage.name for stage in stages if stage.health is Health.UNKNOWN}
    assert unknown == {stage.name for stage in stages} - {"Notifications"}  # no channel is configured
