"""Flights that are unusual but genuine: parabolas, refuelling in the air, survey lines, fire fighting, a carrier.

Nothing that says a sensor is broken may be raised about them, except where something in the rows really is.
"""

import gzip
import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from contracts.state_vector import FIELDS, SCHEMA_VERSION
from ml.forest.flag_rules import RuleLimits
from ml.scorer import Scorer
from tests.records import poll_of

POLL_EVERY_S = 10
FOOT_M = 0.3048
KNOT_MS = 1_852 / 3_600

BROKEN_SENSOR = ("motion", "altitude")
"""Families of detectors that report a wrong position, speed or altitude."""

AS_OPENSKY = {
    "baro_altitude": ("altitude", FOOT_M),
    "geo_altitude": ("geoaltitude", FOOT_M),
    "velocity": ("groundspeed", KNOT_MS),
    "true_track": ("track", 1.0),
    "vertical_rate": ("vertical_rate", FOOT_M / 60),
}
"""Measured fields: their names in these files, and the factor from the file's unit to OpenSky's."""


FLIGHTS = ("zero_gravity", "inflight_refuelling", "samu31", "pixair_toulouse", "calfire", "aircraft_carrier")


@dataclass(frozen=True)
class Fault:
    """Something in a file that is wrong indeed: alerts of this family about this aircraft, begun in these polls
    (epoch s), are right."""

    icao24: str
    family: str
    first: int
    last: int
    reason: str


FAULTS = (
    Fault("38cf9b", "altitude", 1593069386, 1593079752, "altitudes are held for up to a minute, then leap"),
    Fault("3b7777", "motion", 1593553485, 1593557981, "one garbled speed and track, held for the last 75 minutes"),
    Fault("a53602", "motion", 1600041140, 1600041140, "a position 2.2 km behind the one of 5 s before"),
    Fault("a52add", "motion", 1600041140, 1600041150, "a position 3.2 km ahead of the one of 10 s before, then back"),
)


def is_excepted(alert):
    """Return whether the alert is about one of FAULTS."""
    return any(
        (alert["icao24"], alert["family"]) == (fault.icao24, fault.family)
        and fault.first <= alert["since"] <= fault.last
        for fault in FAULTS
    )


def read_rows(path):
    """Return the rows with a position, in order of time for each aircraft."""
    with gzip.open(path, "rt") as file:
        rows = pd.DataFrame(json.load(file))
    return rows.dropna(subset=["longitude", "latitude"]).sort_values(["icao24", "timestamp"], kind="stable")


def read_states(path):
    """Return a trajectory file as OpenSky states in polls 10 s apart, each with the newest row of every aircraft.

    The files say of each second what was known then, not since when (but for `last_position` in one of them), so a
    position that is repeated counts as received where it first appears. Polls without news of an aircraft don't
    repeat it: the repeats would be dropped.
    """
    rows = read_rows(path)
    place = rows[["icao24", "longitude", "latitude"]]
    moved = (place != place.shift()).any(axis=1)
    first_seen_ms = rows["timestamp"].where(moved).ffill()
    position_ms = np.minimum(first_seen_ms, rows.get("last_position", np.inf))
    states = pd.DataFrame({field.name: None for field in FIELDS}, index=rows.index).assign(
        icao24=rows["icao24"],
        callsign=rows["callsign"],
        time_position=position_ms.astype("int64") // 1_000,
        last_contact=rows["timestamp"] // 1_000,
        longitude=rows["longitude"],
        latitude=rows["latitude"],
        on_ground=rows.get("onground", False),
        poll_time=-(-rows["timestamp"] // (1_000 * POLL_EVERY_S)) * POLL_EVERY_S,
        source="recorded",
        schema_version=SCHEMA_VERSION,
    )
    for name, (column, unit) in AS_OPENSKY.items():
        states[name] = rows[column] * unit if column in rows else np.nan
    if "squawk" in rows:
        states["squawk"] = pd.to_numeric(rows["squawk"]).map("{:04.0f}".format)
    newest = states.drop_duplicates(["icao24", "poll_time"], keep="last")
    return newest.sort_values("poll_time", kind="stable", ignore_index=True)


def alerts_of(states):
    """Return the alerts that detection opens over these states."""
    polls = [poll_of(time, of_poll.to_dict("records")) for time, of_poll in states.groupby("poll_time")]
    _, events = Scorer(model=None, limits=RuleLimits()).add(polls)
    return [event for event in events if event["event"] == "opened"]


@pytest.fixture
def trajectory(captures):
    """The path of one of FLIGHTS."""
    return lambda name: captures / "traffic" / f"{name}.json.gz"


@pytest.mark.captures
@pytest.mark.parametrize("name", FLIGHTS)
def test_genuine_flights_are_not_taken_for_broken_sensors(trajectory, name):
    alerts = alerts_of(read_states(trajectory(name)))
    wrong = [alert for alert in alerts if alert["family"] in BROKEN_SENSOR and not is_excepted(alert)]
    lines = [f"{alert['icao24']} {alert['since_utc']} {alert['kind']}: {alert['evidence']}" for alert in wrong]
    assert not lines, "\n".join(lines)


def moves(rows):
    """Return speed (m/s) and direction (deg) from each row's position to the next, on a plane."""
    seconds = rows["timestamp"].diff() / 1_000
    north = rows["latitude"].diff() * 60 * 1_852
    east = rows["longitude"].diff() * 60 * 1_852 * np.cos(np.radians(rows["latitude"]))
    return np.hypot(east, north) / seconds, np.degrees(np.arctan2(east, north)) % 360


@pytest.mark.captures
def test_excepted_altitudes_leap_by_what_no_aircraft_climbs(trajectory):
    rows = read_rows(trajectory("zero_gravity"))
    leaps_ft = rows["altitude"].diff().abs() / (rows["timestamp"].diff() / 1_000)
    assert (leaps_ft > 1_000).sum() > 50, "more than 300 m in a second, again and again"


@pytest.mark.captures
def test_excepted_speed_and_track_never_change_though_the_aircraft_turns(trajectory):
    rows = read_rows(trajectory("inflight_refuelling"))
    rows = rows[rows["timestamp"] >= FAULTS[1].first * 1_000]
    assert len(rows[["groundspeed", "track"]].drop_duplicates()) == 1
    _, direction = moves(rows)
    opposite = np.abs((direction - rows["track"] + 180) % 360 - 180) > 90
    assert opposite.mean() > 0.25


@pytest.mark.captures
@pytest.mark.parametrize("fault", FAULTS[2:], ids=lambda fault: fault.icao24)
def test_excepted_positions_are_further_apart_than_the_aircraft_flies(trajectory, fault):
    rows = read_rows(trajectory("calfire"))
    rows = rows[rows["icao24"] == fault.icao24]
    speed, _ = moves(rows)
    around = rows["timestamp"].between(fault.first * 1_000 - 10_000, fault.last * 1_000)
    assert speed[around].max() > 3 * rows["groundspeed"][around].max() * KNOT_MS


def test_rows_become_states_of_polls(tmp_path):
    row = {"icao24": "39ac45", "callsign": "SAMU31", "latitude": 43.5, "longitude": 1.5, "altitude": 1_000.0}
    row |= {"groundspeed": 100.0, "track": 90.0, "vertical_rate": -600.0, "squawk": 20}
    rows = [
        row | {"timestamp": 1_600_000_001_000},
        row | {"timestamp": 1_600_000_009_000, "longitude": None},
        row | {"timestamp": 1_600_000_010_000},
        row | {"timestamp": 1_600_000_010_500, "latitude": 43.6},
        row | {"timestamp": 1_600_000_002_000, "icao24": "38cf9b"},
    ]
    path = tmp_path / "rows.json.gz"
    path.write_bytes(gzip.compress(json.dumps(rows).encode()))
    states = read_states(path)
    fixes = [tuple(fix) for fix in states[["poll_time", "icao24", "time_position", "last_contact"]].to_numpy()]
    assert fixes == [
        (1_600_000_010, "38cf9b", 1_600_000_002, 1_600_000_002),
        (1_600_000_010, "39ac45", 1_600_000_001, 1_600_000_010),
        (1_600_000_020, "39ac45", 1_600_000_010, 1_600_000_010),
    ]
    first = states.iloc[0]
    assert first["baro_altitude"] == pytest.approx(304.8)
    assert first["velocity"] == pytest.approx(51.444, abs=0.001)
    assert first["vertical_rate"] == pytest.approx(-3.048)
    assert (first["true_track"], first["squawk"], first["on_ground"]) == (90.0, "0020", False)
