"""The real writers put out exactly the fields that the contracts declare, in their order."""

import orjson
import pytest

from common.files.json_files import read_json
from contracts import alert_event, live, rejected_record, scored_record, windows
from contracts.fields import names_of
from contracts.outputs import Outputs
from contracts.state_vector import STATE_FIELDS
from ml.alerts.book import AlertBook
from ml.forest.flag_rules import RULES
from spark.publish.live_picture import country_counts, picture_of
from spark.publish.status import StatusBoard
from spark.publish.windows import WindowsPublisher
from tests.findings import START, finding
from tests.local_opensky import JumpingClock
from tests.records import record
from tests.spark.topic_log import TopicLog, lines_of, process_in


@pytest.fixture
def outputs(tmp_path) -> Outputs:
    return Outputs(tmp_path)


@pytest.fixture
def board(outputs) -> StatusBoard:
    return StatusBoard(outputs, clock=JumpingClock(START), model={})


def test_a_new_record_leaves_the_job_with_the_fields_of_a_scored_record():
    log = TopicLog()
    log.send([record()])
    (written,) = lines_of(process_in(log, [log.ends]))
    assert tuple(written) == names_of(scored_record.FIELDS)
    assert tuple(written["residuals"]) == scored_record.RESIDUALS


def test_a_message_that_is_set_aside_has_the_fields_of_a_rejected_record():
    log = TopicLog()
    log.send_values(b"not json")
    (written,) = lines_of(process_in(log, [log.ends]), "rejected")
    assert tuple(written) == names_of(rejected_record.FIELDS)


def test_the_rule_flags_are_those_of_the_contract():
    assert tuple(rule.name for rule in RULES) == scored_record.RULES


def test_flags_are_kept_with_fields_of_a_scored_record():
    assert set(names_of(scored_record.FLAG_FIELDS)) == {"icao24", "poll_time", "source", "rules", "is_anomaly"}


def test_an_event_of_an_alert_has_the_fields_of_an_alert_event():
    book = AlertBook()
    (event,) = book.advance(START, [finding(START)])
    assert tuple(event) == names_of(alert_event.FIELDS)
    assert [tuple(alert) for alert in book.open_alerts()] == [names_of(alert_event.ALERT_FIELDS)]
    assert len(event["track"][0]) == 4


def test_a_window_has_the_fields_of_a_window(outputs):
    totals = {"window_start": 0, "flight_count": 1, "record_count": 2, "rate_count": 2, "rate_sum": 1_000_000}
    WindowsPublisher(outputs, JumpingClock(START)).publish([totals], now=9)
    published = read_json(outputs.live_windows)
    assert tuple(published) == (*names_of(live.FILES["windows.json"]), "windows")
    assert [tuple(window) for window in published["windows"]] == [names_of(windows.FIELDS)]
    assert published["windows"][0]["window_start_utc"] == "1970-01-01T00:00:00Z"


def test_the_status_has_the_fields_of_the_contract(outputs, board):
    board.publish()
    assert read_json(outputs.live_status).keys() == set(names_of(live.STATUS_FIELDS))


def test_a_country_has_the_fields_of_the_contract():
    (country,) = country_counts(picture_of([orjson.dumps(record()).decode()]))
    assert tuple(country) == names_of(live.COUNTRY_FIELDS)


def test_every_file_with_a_list_is_a_live_file():
    assert live.LISTS.keys() <= live.FILES.keys()


def test_the_fields_of_a_row_are_in_the_order_of_the_api():
    assert [field.name for field in STATE_FIELDS][:6] == [
        "icao24", "callsign", "origin_country", "time_position", "last_contact", "longitude",
    ]  # fmt: skip
