"""The alerts of the stream across a crash: a micro-batch that is run again starts from the book before it."""

import numpy as np
import pytest

from common.clock import SystemClock
from common.files.json_files import read_json
from contracts.outputs import Outputs
from ml.polls import TakenPoll
from ml.user_rules.rules_file import RulesFile
from spark.overview import unpack
from spark.publish.alerts import STATES_KEPT, AlertsPublisher
from tests.findings import START, finding
from tests.records import records


def publisher_to(outputs):
    return AlertsPublisher(outputs, SystemClock(), RulesFile(outputs.root / "alert_rules.yaml"))


def run(publisher, batch_ids):
    """One poll per micro-batch, an aircraft with a finding in the first three, then none."""
    for batch_id in batch_ids:
        poll_time = START + 60 * batch_id
        overview = records({"poll_time": poll_time, "time_position": poll_time}).assign(
            jump_along_m=np.nan, jump_aside_m=np.nan, late_s=np.nan
        )
        found = [finding(poll_time)] if batch_id < 3 else []
        publisher.publish([TakenPoll(poll_time)], overview.assign(findings=[found], place=0), batch_id)


def written(outputs):
    return {str(path.relative_to(outputs.root)): path.read_bytes() for path in sorted(outputs.alerts.rglob("*.json"))}


def test_a_crash_before_the_commit_changes_nothing(tmp_path):
    straight, crashed = Outputs(tmp_path / "straight"), Outputs(tmp_path / "crashed")
    run(publisher_to(straight), range(8))
    for batch_id in range(8):
        for _ in range(2):  # each micro-batch twice, as after a crash between its outputs and Spark's commit
            run(publisher_to(crashed), [batch_id])
    assert written(straight) == written(crashed)
    assert len(written(straight)) >= 3  # opened, updated, resolved


def test_the_live_file_holds_what_is_open(tmp_path):
    outputs = Outputs(tmp_path)
    publisher = publisher_to(outputs)
    run(publisher, range(2))
    assert [alert["icao24"] for alert in read_json(outputs.live_alerts)["alerts"]] == ["4b1814"]
    run(publisher, range(2, 8))
    assert read_json(outputs.live_alerts)["alerts"] == []


def test_an_alert_that_an_empty_poll_resolves_leaves_the_live_file(tmp_path):
    outputs = Outputs(tmp_path)
    publisher = publisher_to(outputs)
    run(publisher, range(3))
    nothing = unpack([])
    for number in range(3, 7):
        publisher.publish([TakenPoll(START + 60 * number)], nothing, number)
    live = read_json(outputs.live_alerts)
    assert (live["alerts"], live["poll_time"]) == ([], START + 60 * 6)


def test_only_the_last_states_are_kept(tmp_path):
    outputs = Outputs(tmp_path)
    run(publisher_to(outputs), range(8))
    assert len(list(outputs.alert_states.glob("*.json"))) == STATES_KEPT


@pytest.mark.parametrize("content", [b'{"book": {"version": 0}, "sky": {"version": 0}}', b'{"book"'])
def test_a_state_that_cannot_be_read_lets_the_alerts_begin_anew(tmp_path, content):
    outputs = Outputs(tmp_path)
    run(publisher_to(outputs), range(2))
    for path in outputs.alert_states.glob("*.json"):
        path.write_bytes(content)
    run(publisher_to(outputs), [2])
    assert [alert["since"] for alert in read_json(outputs.live_alerts)["alerts"]] == [START + 120]


def test_rules_are_reloaded_while_the_job_runs_and_mistakes_are_reported(tmp_path):
    outputs = Outputs(tmp_path)
    publisher = publisher_to(outputs)
    run(publisher, [4])
    rules = tmp_path / "alert_rules.yaml"
    rules.write_text("rules: [{name: Mine, kind: watch_list, severity: info, icao24s: ['4b1814']}]")
    run(publisher, [5])
    assert [alert["kind"] for alert in read_json(outputs.live_alerts)["alerts"]] == ["Mine"]
    rules.write_text("rules: [{name: Mine, kind: watch}]")
    run(publisher, [6])
    assert [alert["kind"] for alert in read_json(outputs.live_alerts)["alerts"]] == ["Mine"]
    summary = publisher.rules.summary()
    assert summary["count"] == 1
    assert "'watch' is not known" in summary["problem"]
