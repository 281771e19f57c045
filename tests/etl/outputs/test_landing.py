import os

import orjson
import pyarrow.parquet as pq

from contracts.lake.silver import FLAGS_REJECTED
from etl.outputs.landing import LandedOutputs, run
from tests.etl.lake_rows import content
from tests.etl.outputs.output_lines import (
    ABOUT_SOURCE,
    ALERT,
    FLAGGED,
    HOUR,
    landed,
    without,
)


def test_events_are_landed_as_they_were_published(settings, lake, write):
    write("alerts", 0, ALERT)
    assert run(settings).alert_events == 1
    (row,) = landed(lake, "alerts")
    assert row == {name: value for name, value in ALERT.items() if not name.endswith("_utc")} | {
        "track": [[1_700_000_000.0, 8.5, 47.4, 3000.0], [1_700_000_010.0, 8.6, 47.4, None]],
        "of_hour": None,
        "feed": None,
    }


def test_an_alert_about_a_source_is_landed_without_an_aircraft(settings, lake, write):
    write("alerts", 0, ABOUT_SOURCE, ALERT)
    assert run(settings).alert_events == 2
    rows = {row["id"]: row for row in landed(lake, "alerts")}
    assert (rows[ABOUT_SOURCE["id"]]["icao24"], rows[ABOUT_SOURCE["id"]]["feed"]) == (None, ABOUT_SOURCE["feed"])
    assert rows[ALERT["id"]]["icao24"] == ALERT["icao24"]


def test_flagged_records_are_landed_with_aircraft_and_reasons(settings, lake, write):
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


def test_unfinished_files_are_left_alone(settings, lake, write):
    write("anomalies", ".spark-staging-1", FLAGGED, name=".part-00000-x.json.tmp")
    staging = settings.output_dir / "anomalies" / ".spark-staging-1" / HOUR / "batch=0"
    staging.mkdir(parents=True)
    (staging / "part-00000-x.json").write_bytes(orjson.dumps(FLAGGED) + b"\n")
    assert run(settings).flags == 0
    assert not (lake.root / "bronze").exists()


def test_lines_by_a_person_or_another_version_are_landed(settings, lake, write):
    least = {name: ALERT[name] for name in ("event", "id", "icao24", "kind", "family", "severity", "since", "last")}
    least |= {name: ALERT[name] for name in ("poll_time", "evidence", "finding_count", "source")}
    write("alerts", 0, b"", least | {"id": "least"}, ALERT | {"id": "more", "another": {"icao24": 7}}, b" \t\r")
    write("alerts", 1, orjson.dumps(ALERT | {"id": "windows"}) + b"\r", orjson.dumps(ALERT | {"id": "zürich ✈"}))
    write("alerts", 2, ALERT | {"id": "of whole numbers", "longitude": 0, "latitude": -90, "track": []})
    write("anomalies", 0, without(without(FLAGGED, "rules"), "is_anomaly"))
    assert run(settings) == LandedOutputs(hours=2, records=6, alert_events=5, flags=1, set_aside=0)
    assert {row["id"] for row in landed(lake, "alerts")} == {"least", "more", "windows", "zürich ✈", "of whole numbers"}


def test_a_poll_a_minute_ahead_of_its_file_is_taken_and_one_further_ahead_is_not(settings, lake, write):
    """Clocks may differ by a minute."""
    file = write("anomalies", 0, FLAGGED, FLAGGED | {"poll_time": 1_700_000_001})
    os.utime(file, (1_699_999_940, 1_699_999_940))
    assert (run(settings).flags, len(content(lake, FLAGS_REJECTED))) == (1, 1)


def test_folders_of_no_hour_and_other_entries_are_left_alone(settings, write):
    for hour in ("date=someday/hour=22", "date=2023-11-14/hour=99", "date=2023-11-14/hour=22 (copy)"):
        write("alerts", 0, ALERT, hour=hour)
    (settings.output_dir / "alerts" / HOUR / "batch=0" / "folder.json").mkdir(parents=True)
    write("alerts", 1, ALERT)
    assert run(settings) == LandedOutputs(hours=1, records=1, alert_events=1, flags=0, set_aside=0)


NOON = 1_700_049_600


def test_an_hour_of_altitude_alerts_replaces_what_an_earlier_version_of_it_gave_and_nothing_else(settings, lake, write):
    """A backfill that began later saw a stretch begin later: its alert has another id."""
    others = [ALERT | {"id": "stream", "since": 1}, ALERT | {"id": "of another hour", "since": 2}]
    write("alerts", 0, others[0])
    write("altitude_alerts", NOON + 3_600, others[1])
    write("altitude_alerts", NOON, ALERT | {"id": "first", "since": 4}, ALERT | {"id": "both", "since": 3})
    run(settings)
    write("altitude_alerts", NOON, ALERT | {"id": "second", "since": 5}, ALERT | {"id": "both", "since": 3})
    run(settings)
    assert [row["id"] for row in landed(lake, "alerts")] == ["both", "of another hour", "second", "stream"]
    write("altitude_alerts", NOON)
    run(settings)
    assert [row["id"] for row in landed(lake, "alerts")] == ["of another hour", "stream"]


def test_an_hour_landed_before_alerts_named_their_hour_is_added_to(settings, lake, write):
    write("alerts", 0, ALERT)
    run(settings)
    file = lake.folder("bronze", "alerts") / HOUR / "part.parquet"
    pq.write_table(pq.read_table(file, partitioning=None).drop_columns(["of_hour"]), file)
    write("altitude_alerts", NOON, ALERT | {"id": "later", "poll_time": 1_700_000_060})
    run(settings)
    assert [(row["id"], row["of_hour"]) for row in landed(lake, "alerts")] == [(ALERT["id"], None), ("later", NOON)]


def test_without_outputs_there_is_nothing_to_land(settings):
    assert run(settings).hours == 0
