import orjson
import pyarrow.parquet as pq
import pytest

from etl.landed_outputs import LandedOutputs, run
from tests.lake_files import rows_of

HOUR = "date=2023-11-14/hour=22"
ALERT = {
    "event": "opened",
    "id": "4b1814-flight-1700000000",
    "icao24": "4b1814",
    "callsign": None,
    "origin_country": "Switzerland",
    "kind": "rapid_descent",
    "family": "flight",
    "severity": "warning",
    "since": 1_700_000_000,
    "last": 1_700_000_000,
    "resolved_at": None,
    "poll_time": 1_700_000_000,
    "since_utc": "2023-11-14T22:13:20Z",
    "last_utc": "2023-11-14T22:13:20Z",
    "longitude": 8.5,
    "latitude": 47.4,
    "baro_altitude": 3000.0,
    "evidence": "descends at 30 m/s",
    "detectors": ["rapid_descent"],
    "value": 30.0,
    "limit": 25.0,
    "unit": "m/s",
    "rarity": None,
    "finding_count": 1,
    "related": [],
    "source": "simulated",
    "track": [[1_700_000_000, 8.5, 47.4, 3000.0], [1_700_000_010, 8.6, 47.4, None]],
}
FLAGGED = {
    "icao24": "4b1814",
    "poll_time": 1_700_000_000,
    "source": "simulated",
    "rules": ["overspeed"],
    "is_anomaly": False,
}


@pytest.fixture
def write(settings):
    """Write the lines of a micro-batch as the streaming job does."""

    def write_lines(output, batch, *lines, hour=HOUR, name=None):
        name = name or ("alerts.json" if output == "alerts" else "part-00000-x.json")
        path = settings.output_dir / output / hour / f"batch={batch}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
        return path

    return write_lines


def landed(lake, table, hour=HOUR):
    return rows_of(*(lake.folder("bronze", table) / hour).glob("*.parquet"))


def test_events_are_landed_as_they_were_told(settings, lake, write):
    write("alerts", 0, ALERT)
    assert run(settings).alert_events == 1
    (row,) = landed(lake, "alerts")
    assert row == {name: value for name, value in ALERT.items() if not name.endswith("_utc")} | {
        "track": [[1_700_000_000.0, 8.5, 47.4, 3000.0], [1_700_000_010.0, 8.6, 47.4, None]],
        "of_hour": None,
    }


def test_of_flagged_records_who_and_why_is_landed(settings, lake, write):
    write("anomalies", 0, FLAGGED | {"longitude": 8.5, "reasons": ["too fast"]})
    write("anomalies", 0, FLAGGED | {"icao24": "4b1815", "rules": [], "is_anomaly": True}, name="part-00001-x.json")
    assert run(settings).flags == 2
    assert landed(lake, "flags") == [FLAGGED, FLAGGED | {"icao24": "4b1815", "rules": [], "is_anomaly": True}]


def test_a_second_run_does_nothing_and_new_micro_batches_are_added(settings, lake, write):
    write("alerts", 0, ALERT)
    run(settings)
    file = lake.folder("bronze", "alerts") / HOUR / "part.parquet"
    before = file.stat().st_mtime_ns
    again = run(settings)
    assert (again.hours, again.alert_events) == (0, 0)
    assert file.stat().st_mtime_ns == before
    write("alerts", 7, ALERT | {"event": "updated", "poll_time": 1_700_000_060})
    assert run(settings).alert_events == 1
    assert [row["event"] for row in landed(lake, "alerts")] == ["opened", "updated"]


def test_what_the_job_has_removed_stays_landed(settings, lake, write):
    gone = write("alerts", 0, ALERT)
    run(settings)
    gone.unlink()
    gone.parent.rmdir()
    write("alerts", 1, ALERT | {"event": "updated", "poll_time": 1_700_000_060})
    run(settings)
    assert [row["event"] for row in landed(lake, "alerts")] == ["opened", "updated"]


def test_a_micro_batch_that_is_run_again_is_not_landed_twice(settings, lake, write):
    write("anomalies", 3, FLAGGED)
    run(settings)
    write("anomalies", 3, FLAGGED, name="part-00000-y.json")
    assert run(settings).flags == 0
    assert landed(lake, "flags") == [FLAGGED]


def test_the_same_batch_number_after_a_fresh_start_is_landed_beside_the_first(settings, lake, write):
    write("alerts", 0, ALERT)
    run(settings)
    other = ALERT | {"id": "4b1815-flight-1700000600", "icao24": "4b1815", "poll_time": 1_700_000_600}
    write("alerts", 0, other)
    assert run(settings).alert_events == 1
    assert [row["icao24"] for row in landed(lake, "alerts")] == ["4b1814", "4b1815"]


def test_what_is_not_finished_is_left_alone(settings, lake, write):
    write("anomalies", ".spark-staging-1", FLAGGED, name=".part-00000-x.json.tmp")
    staging = settings.output_dir / "anomalies" / ".spark-staging-1" / HOUR / "batch=0"
    staging.mkdir(parents=True)
    (staging / "part-00000-x.json").write_bytes(orjson.dumps(FLAGGED) + b"\n")
    assert run(settings).flags == 0
    assert not (lake.root / "bronze").exists()


@pytest.mark.parametrize(
    "content", [b'{"icao24": "4b18', b'{"kind": "ghost"}\n', b"\xff\xfe"], ids=["torn", "nameless", "no text"]
)
def test_an_output_that_cannot_be_read_is_set_aside_and_landed_once_it_is_whole(settings, lake, write, content):
    other = ALERT | {"icao24": "4b1815", "poll_time": 1_700_000_060}
    torn = write("alerts", 1)
    torn.write_bytes(content)
    write("alerts", 0, ALERT)
    write("anomalies", 0, FLAGGED)
    assert run(settings) == LandedOutputs(2, 1, 1, set_aside=1)
    assert run(settings) == LandedOutputs(0, 0, 0, set_aside=1)
    write("alerts", 2, ALERT | {"event": "updated", "poll_time": 1_700_000_030})
    assert run(settings) == LandedOutputs(1, 1, 0, set_aside=1)
    write("alerts", 1, other)
    assert run(settings) == LandedOutputs(1, 1, 0)
    assert [row["icao24"] for row in landed(lake, "alerts")] == ["4b1814", "4b1814", "4b1815"]


NOON = 1_700_049_600


def test_an_hour_of_altitude_alerts_replaces_what_an_earlier_version_of_it_gave_and_nothing_else(settings, lake, write):
    """A backfill that began later saw a stretch begin later: its alert has another id."""
    others = [ALERT | {"id": "stream", "since": 1}, ALERT | {"id": "of another hour", "since": 2}]
    write("alerts", 0, others[0])
    write("alerts", NOON + 3_600, others[1])
    write("alerts", NOON, ALERT | {"id": "first", "since": 4}, ALERT | {"id": "both", "since": 3})
    run(settings)
    write("alerts", NOON, ALERT | {"id": "second", "since": 5}, ALERT | {"id": "both", "since": 3})
    run(settings)
    assert [row["id"] for row in landed(lake, "alerts")] == ["both", "of another hour", "second", "stream"]
    write("alerts", NOON)
    run(settings)
    assert [row["id"] for row in landed(lake, "alerts")] == ["of another hour", "stream"]


def test_an_hour_that_was_landed_before_alerts_said_of_which_hour_they_are_is_added_to(settings, lake, write):
    write("alerts", 0, ALERT)
    run(settings)
    file = lake.folder("bronze", "alerts") / HOUR / "part.parquet"
    pq.write_table(pq.read_table(file, partitioning=None).drop_columns(["of_hour"]), file)
    write("alerts", NOON, ALERT | {"id": "later", "poll_time": 1_700_000_060})
    run(settings)
    assert [(row["id"], row["of_hour"]) for row in landed(lake, "alerts")] == [(ALERT["id"], None), ("later", NOON)]


def test_without_outputs_there_is_nothing_to_land(settings):
    assert run(settings).hours == 0
