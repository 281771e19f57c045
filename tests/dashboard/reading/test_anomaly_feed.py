from pathlib import Path

import pytest

from contracts.outputs import Outputs
from dashboard.reading.anomaly_feed import feed_entries, newest_flagged
from dashboard.reading.newest_files import NewestFiles
from tests.dashboard.sample_outputs import make_flight, write_anomalies

POLL_TIME = 1_790_000_000
FLAGGED = make_flight(rule_based_anomaly=True, rules=["overspeed"], reasons=["ground speed 431 m/s is above 400 m/s"])


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    return Outputs(tmp_path)


def newest(outputs, until=None):
    return newest_flagged(NewestFiles(outputs.anomalies), until=until)


def test_what_another_run_left_behind_as_later_is_not_news(outputs):
    write_anomalies(outputs, [FLAGGED | {"icao24": "aaaaaa"}], batch=1, poll_time=POLL_TIME)
    write_anomalies(outputs, [FLAGGED | {"icao24": "bbbbbb"}], batch=2, poll_time=POLL_TIME + 30)
    assert newest(outputs, until=POLL_TIME)["icao24"].tolist() == ["aaaaaa"]


def test_an_aircraft_flagged_again_and_again_is_one_entry(outputs):
    for batch in range(3):
        write_anomalies(outputs, [FLAGGED], batch=batch, poll_time=POLL_TIME + 10 * batch)
    (entry,) = feed_entries(newest(outputs), most=5)
    assert (entry.icao24, entry.flags, entry.times) == ("3c6444", "overspeed", 3)
    assert (entry.first_at, entry.last_at) == (POLL_TIME, POLL_TIME + 20)


def test_the_feed_is_cut(outputs):
    flights = [FLAGGED | {"icao24": f"{index:06x}"} for index in range(9)]
    write_anomalies(outputs, flights, batch=1, poll_time=POLL_TIME)
    assert len(feed_entries(newest(outputs), most=5)) == 5


def test_an_entry_knows_where_it_was_flagged_last(outputs):
    write_anomalies(outputs, [FLAGGED], batch=1, poll_time=POLL_TIME)
    write_anomalies(outputs, [FLAGGED | {"longitude": 9.5}], batch=2, poll_time=POLL_TIME + 10)
    write_anomalies(outputs, [FLAGGED | {"icao24": "bbbbbb", "latitude": None}], batch=3, poll_time=POLL_TIME)
    moved, lost = feed_entries(newest(outputs), most=5)
    assert (moved.longitude, moved.latitude) == (9.5, 50.0)
    assert lost.latitude is None
