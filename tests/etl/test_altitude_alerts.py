"""Low flights of an interval as alerts, and their way through all readers of alerts."""

import shutil
from itertools import permutations

import orjson
import pytest

from common.clock import SystemClock
from common.errors import LakeError
from contracts.lake.layout import Lake
from contracts.lake.silver import STATES
from contracts.outputs import ALERTS, Outputs
from dashboard.archive.moments import History
from dashboard.reading.alerts import resolved_lately
from dashboard.reading.newest_files import NewestFiles
from etl import altitude_alerts
from etl.altitude_alerts import AltitudeAlerts
from etl.lake.interval import Interval, start_of
from etl.lake.origins import Origin, inputs_of
from etl.lake.partitions import write_partition
from notifications.alert_files import AlertFiles
from spark.publish.retention import remove_old_hours
from tests.etl.lake_rows import HOUR_S, MIDNIGHT, partition_of, settings_of, state, write_states
from tests.lake_files import land_messages

NOON = MIDNIGHT + 12 * HOUR_S

SEA = {"longitude": 0.0, "latitude": 0.0}
LOW = SEA | {"baro_altitude": 60.0, "velocity": 150.0, "vertical_rate": 0.0}
HIGH = LOW | {"baro_altitude": 9_000.0}


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def low_from(start, stop, **differences):
    return [state(time, **LOW | differences) for time in range(start, stop, 30)]


def later(time):
    """A state vector of another aircraft, long after: every earlier stretch has ended."""
    return state(time, **HIGH, icao24="ffffff")


def run(lake, first=None, last=None, **settings):
    interval = None
    if first is not None:
        interval = Interval(start_of(partition_of(first)), start_of(partition_of(last or first)))
    return altitude_alerts.run(settings_of(lake.root.parent, **settings), interval)


def outputs_of(lake):
    return Outputs(lake.root.parent / "output")


def written(lake):
    """Return the content of each file, by name."""
    folder = outputs_of(lake).altitude_alerts
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.json")}


def events(lake):
    found = [orjson.loads(line) for content in written(lake).values() for line in content.splitlines()]
    return sorted(found, key=lambda event: (event["poll_time"], event["id"]))


def test_a_low_flight_is_an_alert_opened_and_resolved(lake):
    write_states(lake, [*low_from(NOON, NOON + 300), later(NOON + 1_500)])

    assert run(lake) == AltitudeAlerts(1, 1)

    opened, resolved = events(lake)
    assert opened == {
        "event": "opened",
        "raised_from": None,
        "id": f"4b1814-altitude_alert-{NOON + 35}",
        "icao24": "4b1814",
        "callsign": "SWR7EA",
        "origin_country": "Switzerland",
        "kind": "altitude_alert",
        "family": "altitude_alert",
        "severity": "warning",
        "since": NOON + 35,
        "last": NOON + 35,
        "resolved_at": None,
        "poll_time": NOON + 35,
        "since_utc": "2026-03-10T12:00:35Z",
        "last_utc": "2026-03-10T12:00:35Z",
        "longitude": 0.0,
        "latitude": 0.0,
        "baro_altitude": 60.0,
        "evidence": opened["evidence"],
        "detectors": ["altitude_alert"],
        "value": 60.0,
        "limit": 91.44,
        "unit": "m",
        "rarity": None,
        "finding_count": 1,
        "related": [],
        "source": "simulated",
        "feed": None,
        "track": [[NOON, 0.0, 0.0, 60.0], [NOON + 30, 0.0, 0.0, 60.0]],
    }
    assert opened["evidence"].startswith("60 m above the nearest airport's elevation (alerts are below 91 m), ")
    assert opened["evidence"].endswith(" km from it, in level flight at 150 m/s")
    assert (resolved["event"], resolved["id"], resolved["last"]) == ("resolved", opened["id"], NOON + 275)
    assert resolved["resolved_at"] == resolved["poll_time"] == NOON + 275 + 120
    assert (resolved["finding_count"], len(resolved["track"])) == (9, 10)


@pytest.mark.parametrize(
    "differences",
    [
        {"on_ground": True},
        {"baro_altitude": 95.0},
        {"baro_altitude": None},
        {"velocity": 80.0},
        {"velocity": None},
        {"vertical_rate": -3.0},
        {"vertical_rate": 3.0},
        {"vertical_rate": None},
        {"category": 8},
        {"category": 9},
        {"category": 2},
        {"category": 14},
        {"category": 17},
        {"longitude": 8.55, "latitude": 47.46, "baro_altitude": 450.0},
    ],
)
def test_an_aircraft_that_is_not_surely_low_raises_no_alert(lake, differences):
    write_states(lake, [*low_from(NOON, NOON + 300, **differences), later(NOON + 1_500)])

    assert run(lake) == AltitudeAlerts(0, 0)
    assert written(lake) == {}


@pytest.mark.parametrize(
    ("place", "alerts"),
    [
        ({"longitude": -67.94, "latitude": -16.51, "baro_altitude": 4_100.0}, 1),
        ({"longitude": -67.94, "latitude": -16.51, "baro_altitude": 4_170.0}, 0),
        ({"longitude": -67.90, "latitude": -16.30, "baro_altitude": 4_100.0}, 0),
    ],
    ids=["27 km from El Alto, at 4,071 m", "higher", "39 km from it: in the valleys beside the plateau"],
)
def test_the_height_is_above_the_nearest_airport_while_it_is_near(lake, place, alerts):
    write_states(lake, [*low_from(NOON, NOON + 300, **place), later(NOON + 1_500)])

    assert run(lake).alerts == alerts


def test_alerts_outlive_a_loss_of_power_even_when_withdrawn(lake, disk):
    """Their hours would never be checked again."""
    for states in ([*low_from(NOON, NOON + 300), later(NOON + 1_500)], [later(NOON + 1_500)]):
        write_states(lake, states)
        assert run(lake).files == 1
        assert (disk.losable(lake.root.parent), disk.torn) == ([], [])


def test_a_single_low_position_raises_no_alert(lake):
    write_states(lake, [state(NOON, **LOW), state(NOON, last_contact=NOON + 5, **LOW), later(NOON + 1_500)])

    assert run(lake) == AltitudeAlerts(0, 0)


def test_the_height_is_a_setting(lake):
    write_states(lake, [*low_from(NOON, NOON + 300, baro_altitude=200.0), later(NOON + 1_500)])

    assert run(lake, altitude_alert_m=199.0).alerts == 0
    assert run(lake, altitude_alert_m=201.0).alerts == 1


@pytest.mark.parametrize(("gap", "alerts"), [(720, 1), (721, 2)])
def test_positions_far_apart_are_two_alerts(lake, gap, alerts):
    rows = [*low_from(NOON, NOON + 60), *low_from(NOON + 30 + gap, NOON + 90 + gap), later(NOON + 3_000)]
    write_states(lake, rows)

    assert run(lake).alerts == alerts


def test_aircraft_and_sources_are_apart(lake):
    rows = [*low_from(NOON, NOON + 60), *low_from(NOON, NOON + 60, icao24="000001")]
    write_states(lake, [*rows, *low_from(NOON, NOON + 60, source="opensky"), later(NOON + 1_500)])

    assert run(lake).alerts == 3


def test_a_rerun_leaves_the_files_as_they_are(lake):
    write_states(lake, [*low_from(NOON, NOON + 300), later(NOON + 1_500)])
    run(lake)
    (file,) = outputs_of(lake).altitude_alerts.rglob("*.json")
    before = file.stat()

    assert run(lake, NOON) == AltitudeAlerts(1, 0)
    after = file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


OVER_HOURS = [*low_from(NOON - 600, NOON + 2 * HOUR_S + 600), later(NOON + 2 * HOUR_S + 3_000)]


def test_a_stretch_over_hours_is_one_alert_whatever_order_the_hours_are_run_in(lake):
    write_states(lake, OVER_HOURS)
    hours = [NOON - HOUR_S, NOON, NOON + HOUR_S, NOON + 2 * HOUR_S]
    run(lake, hours[0], hours[-1])
    at_once = written(lake)
    assert [event["event"] for event in events(lake)] == ["opened", "resolved"]
    assert set(at_once) == {
        f"date=2026-03-10/hour=11/batch={NOON - HOUR_S}/alerts.json",
        f"date=2026-03-10/hour=14/batch={NOON - HOUR_S}/alerts.json",
    }

    for order in permutations(hours, 2):
        shutil.rmtree(outputs_of(lake).altitude_alerts)
        for hour in order:
            run(lake, hour)
        assert written(lake) == at_once


def test_an_alert_grows_as_its_hours_come(lake):
    """Each hour is run when it has arrived, and the alert is reported once."""
    for hour in range(-1, 3):
        begin = NOON + hour * HOUR_S
        write_states(lake, [row for row in OVER_HOURS if begin <= row["last_contact"] < begin + HOUR_S])
        run(lake, begin)
        wanted = ["opened"] if hour < 2 else ["opened", "resolved"]
        assert [event["event"] for event in events(lake)] == wanted


def test_a_stretch_that_becomes_long_enough_in_the_next_hour_is_reported(lake):
    rows = [state(NOON - 20, **LOW), state(NOON + 10, **LOW)]
    write_states(lake, rows[:1])
    assert run(lake, NOON - HOUR_S) == AltitudeAlerts(0, 0)

    write_states(lake, rows[1:])
    run(lake, NOON)

    (event,) = events(lake)
    assert event["since"] == NOON + 15


def test_without_an_interval_it_is_the_newest_two_hours(lake):
    low = [state(NOON + hour * HOUR_S + second, **LOW) for hour in (-9, -3, -1, 0) for second in (0, 30)]
    write_states(lake, low)

    assert run(lake).alerts == 2
    assert {event["poll_time"] // HOUR_S * HOUR_S - NOON for event in events(lake)} == {-HOUR_S, 0}


def test_withdrawn_alerts_leave_an_empty_file(lake):
    write_states(lake, [*low_from(NOON, NOON + 300), later(NOON + 1_500)])
    run(lake)
    write_states(lake, [later(NOON + 1_500)])

    assert run(lake) == AltitudeAlerts(0, 1)
    assert list(written(lake).values()) == [b""]
    assert run(lake) == AltitudeAlerts(0, 0)


def test_an_empty_lake_has_no_alerts(lake):
    assert run(lake) == AltitudeAlerts(0, 0)


def test_a_damaged_hour_is_an_error_that_names_it(lake):
    write_states(lake, [later(NOON)])
    lake.file(STATES, partition_of(NOON)).write_bytes(b"PAR1 half a file")

    with pytest.raises(LakeError, match="hour=12"):
        run(lake)


def test_alerts_of_the_stream_in_the_same_hour_stay(lake):
    of_stream = outputs_of(lake).alerts / "date=2026-03-10/hour=12/batch=7/alerts.json"
    of_stream.parent.mkdir(parents=True)
    of_stream.write_text("{}\n")
    write_states(lake, [*low_from(NOON, NOON + 300), later(NOON + 1_500)])
    run(lake)
    run(lake)

    assert of_stream.read_text() == "{}\n"


def test_the_dashboard_the_notifications_and_the_retention_take_them(lake):
    write_states(lake, [*low_from(NOON, NOON + 300), later(NOON + 1_500)])
    run(lake)
    outputs = outputs_of(lake)

    (lately,) = resolved_lately(NewestFiles(*outputs.folders(ALERTS)), until=NOON + 600)
    (open_then,) = History(outputs, max_age_s=300).alerts_at(NOON + 100).value
    delivered = list(AlertFiles(outputs.folders(ALERTS), SystemClock()).new(not_before=0))

    assert lately.kind == open_then.kind == "altitude_alert"
    assert [each.event.event for each in delivered] == ["opened", "resolved"]
    assert [each.event.source for each in delivered] == ["simulated", "simulated"]
    now = SystemClock().time()
    assert remove_old_hours(outputs, now=now, keep_hours=24, max_bytes=10**9).old == []
    assert len(remove_old_hours(outputs, now=now + 25 * HOUR_S, keep_hours=24, max_bytes=10**9).old) == 1


def test_a_rerun_gives_the_notifications_nothing_new(lake):
    write_states(lake, [*low_from(NOON, NOON + 300), later(NOON + 1_500)])
    run(lake)
    files = AlertFiles(outputs_of(lake).folders(ALERTS), SystemClock())
    assert len(list(files.new(not_before=0))) == 2
    run(lake)

    assert list(files.new(not_before=0)) == []


def test_a_hour_of_silver_that_is_gone_is_an_hour_without_positions(lake):
    write_states(lake, OVER_HOURS)
    lake.file(STATES, partition_of(NOON)).unlink()

    assert run(lake, NOON, NOON + HOUR_S).alerts == 2


def test_hours_that_bronze_has_and_silver_has_not_are_an_error_and_looked_at_once_it_has_them(lake, connection):
    write_states(lake, [later(NOON + 2 * HOUR_S)])
    landed = land_messages(lake, partition_of(NOON), [b"1"], arrived_at=NOON)
    for _ in range(2):
        with pytest.raises(LakeError, match="silver has not taken all that bronze has of date=2026-03-10/hour=12;"):
            run(lake, NOON)

    write_states(lake, low_from(NOON, NOON + 300))
    with pytest.raises(LakeError, match="silver has not taken"):
        run(lake, NOON)

    file, origin = lake.file(STATES, partition_of(NOON)), Origin(inputs_of(lake, [landed]), 1)
    write_partition(connection, f"FROM '{file}'", file, STATES, origin)
    assert run(lake, NOON) == AltitudeAlerts(1, 1)


def test_hours_without_data_are_reported(lake):
    assert run(lake, NOON, NOON + HOUR_S) == AltitudeAlerts(0, 0, 2)
    write_states(lake, [*low_from(NOON, NOON + 300), later(NOON + HOUR_S)])
    assert run(lake, NOON, NOON + 3 * HOUR_S) == AltitudeAlerts(1, 1, 2)
