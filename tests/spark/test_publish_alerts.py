"""The alerts of the stream across a crash: a micro-batch that is run again starts from the book before it."""

from common.clock import SystemClock
from common.json_files import read_json
from common.outputs import Outputs
from spark.publish_alerts import STATES_KEPT, AlertsPublisher
from tests.findings import START, finding


def run(publisher, batch_ids):
    """One poll per micro-batch, an aircraft with a finding in the first three, then none."""
    for batch_id in batch_ids:
        poll_time = START + 60 * batch_id
        publisher.publish({poll_time: [finding(poll_time)] if batch_id < 3 else []}, batch_id)


def written(outputs):
    return {str(path.relative_to(outputs.root)): path.read_bytes() for path in sorted(outputs.alerts.rglob("*.json"))}


def test_a_crash_before_the_commit_changes_nothing(tmp_path):
    straight, crashed = Outputs(tmp_path / "straight"), Outputs(tmp_path / "crashed")
    run(AlertsPublisher(straight, SystemClock()), range(8))
    for batch_id in range(8):
        for _ in range(2):  # each micro-batch twice, as after a crash between its outputs and Spark's commit
            run(AlertsPublisher(crashed, SystemClock()), [batch_id])
    assert written(straight) == written(crashed)
    assert len(written(straight)) >= 3  # opened, updated, resolved


def test_the_live_file_holds_what_is_open(tmp_path):
    outputs = Outputs(tmp_path)
    publisher = AlertsPublisher(outputs, SystemClock())
    run(publisher, range(2))
    assert [alert["icao24"] for alert in read_json(outputs.live_alerts)["alerts"]] == ["4b1814"]
    run(publisher, range(2, 8))
    assert read_json(outputs.live_alerts)["alerts"] == []


def test_only_the_last_states_are_kept(tmp_path):
    outputs = Outputs(tmp_path)
    run(AlertsPublisher(outputs, SystemClock()), range(8))
    assert len(list(outputs.alert_states.glob("*.json"))) == STATES_KEPT
