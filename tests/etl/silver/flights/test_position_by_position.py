import gzip

import orjson
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.lake.layout import Lake
from opensky.answers import parse_answer
from tests.etl.lake_rows import (
    DAY_S,
    HOUR_S,
    MIDNIGHT,
    state,
)
from tests.etl.silver.flights.flight_rows import flights_of

COMPARED = ("source", "icao24", "first_seen", "last_seen", "fixes", "took_off", "landed")


def flights_in_python(rows):
    """Return flights cut position by position, as (source, icao24, first, last, fixes, took off, landed)."""
    frame = pd.DataFrame(rows).sort_values(["time_position", "last_contact"])
    frame = frame[~frame["on_ground"] | (frame["velocity"] <= 103)]
    frame = frame.drop_duplicates(["source", "icao24", "time_position"])
    found = []
    for (source, icao24), positions in frame.groupby(["source", "icao24"]):
        flight, before, on_ground_before = None, None, False
        for time, on_ground in positions[["time_position", "on_ground"]].itertuples(index=False):
            near = before is not None and time - before <= 3_600
            if on_ground:
                if flight and near:
                    flight["landed"] = True
                flight = None
            elif flight and near:
                flight["last"], flight["fixes"] = time, flight["fixes"] + 1
            else:
                flight = {
                    "first": time,
                    "last": time,
                    "fixes": 1,
                    "took_off": near and on_ground_before,
                    "landed": False,
                }
                found.append((source, icao24, flight))
            before, on_ground_before = time, on_ground
    return sorted((source, icao24, *flight.values()) for source, icao24, flight in found)


@pytest.mark.captures
def test_flights_of_real_traffic_are_those_found_position_by_position(lake, captures):
    """Iberia: polls 90 s apart, positions heard again, landings far from the last position in the air."""
    rows = {}
    with gzip.open(captures / "opensky" / "iberia_2025-09-25_27_full18.jsonl.gz") as polls:
        for poll in polls:
            for vector in parse_answer(orjson.loads(poll), source="opensky").states:
                if vector["icao24"] < "344000" and None not in (vector["time_position"], vector["longitude"]):
                    key = (vector["icao24"], vector["last_contact"], vector["time_position"])
                    place = {"topic": "flights", "partition": 0, "offset": len(rows), "arrived_at": vector["poll_time"]}
                    rows.setdefault(key, vector | place)

    found = flights_of(lake, rows.values())

    assert len(found) > 500
    assert [tuple(row[name] for name in COMPARED) for row in found] == flights_in_python(list(rows.values()))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([0, 20, 300, 1_700, 3_500, 3_600, 3_700, 8_000]),
            st.integers(0, 15),
            st.sampled_from([{}, {"on_ground": True}, {"on_ground": True, "velocity": 230.0}]),
            st.sampled_from(["aaaaaa", "bbbbbb"]),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_flights_are_those_found_position_by_position(tmp_path_factory, steps):
    lake = Lake(tmp_path_factory.mktemp("lake") / "lake")
    time, rows, heard = MIDNIGHT + 18 * HOUR_S, {}, {}
    for step, delay, reported, icao24 in steps:
        time += step
        if time >= MIDNIGHT + 2 * DAY_S:
            break
        reported = heard.setdefault((icao24, time), reported)
        rows[icao24, time, delay] = state(time, last_contact=time + delay, icao24=icao24, longitude=8.0, **reported)
    rows = list(rows.values())

    found = flights_of(lake, rows)

    assert [tuple(row[name] for name in COMPARED) for row in found] == flights_in_python(rows)
