"""Rows to make gold from, and the comparison of gold with pandas."""

import numpy as np
import pandas as pd

from etl.gold import refresh as gold
from tests.etl.lake_rows import (
    DAY,
    HOUR_S,
    MIDNIGHT,
    settings_of,
    state,
)

NOON = MIDNIGHT + 12 * HOUR_S

REAL = {"source": "opensky"}


def make_gold(lake, interval=None):
    return gold.run(settings_of(lake.root.parent), interval)


def assert_equal(found, expected, table):
    """Assert that both have the same rows in any order, with numbers equal to nine digits."""
    columns = [column.name for column in table.columns]
    found, expected = (
        frame[columns].sort_values(list(table.key)).reset_index(drop=True).astype({"date": str})
        for frame in (found, expected)
    )
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=1e-9)


def random_states(count=3_000):
    """Return state vectors of 60 aircraft from two sources, over three hours around midnight, with many gaps."""
    random = np.random.default_rng(5)
    rows = []
    for number in range(count):
        aircraft = int(random.integers(60))
        time = MIDNIGHT - HOUR_S + int(random.integers(3 * HOUR_S))
        rows.append(
            state(
                time,
                icao24=f"{aircraft:06x}",
                source="opensky" if aircraft % 3 else "simulated",
                origin_country=["Switzerland", "France", None][aircraft % 5 % 3],
                callsign=[f"SWR{aircraft}", f"AFR{aircraft}", None, "HBXYZ"][aircraft % 4],
                longitude=float(random.uniform(5, 11)),
                latitude=float(random.uniform(45, 48)),
                baro_altitude=None
                if random.random() < 0.1
                else round(float(random.uniform(0, [900, 12_000][number % 2])), 2),
                vertical_rate=None if random.random() < 0.1 else float(random.choice([-5, -2.5, 0, 2.5, 2.6, 8])),
                on_ground=bool(random.random() < 0.1),
                offset=number,
            )
        )
    return list({(row["source"], row["icao24"], row["time_position"]): row for row in rows}.values())


SCHEDULE = {
    "source": "aviationstack",
    "date": DAY,
    "flight": "SWR7",
    "callsign": "SWR7EA",
    "airline": "SWR",
    "airline_iata": "LX",
    "airline_name": "Swiss",
    "status": "landed",
    "departure_airport": "LSZH",
    "departure_iata": "ZRH",
    "departure_scheduled": NOON,
    "arrival_airport": "LSGG",
    "arrival_scheduled": NOON + 3_000,
    "icao24": "4b1814",
    "asked_at": NOON,
}


def flag(time, **differences):
    return {
        "icao24": "4b1814",
        "poll_time": time,
        "source": "simulated",
        "rules": [],
        "is_anomaly": False,
    } | differences


def alert(poll_time, **differences):
    """Return an alert event as `land-alerts` lands it."""
    since = differences.get("since", poll_time)
    return {
        "event": "opened",
        "id": f"4b1814-motion-{since}",
        "icao24": "4b1814",
        "callsign": "SWR7EA",
        "origin_country": "Switzerland",
        "kind": "position_jump",
        "family": "motion",
        "severity": "warning",
        "since": since,
        "last": poll_time,
        "resolved_at": None,
        "poll_time": poll_time,
        "longitude": 8.5,
        "latitude": 47.4,
        "baro_altitude": 11_000.0,
        "evidence": "5,000 m off its course",
        "finding_count": 1,
        "source": "simulated",
    } | differences


def by_hour(states):
    frame = pd.DataFrame(states)
    moment = pd.to_datetime(frame["last_contact"], unit="s", utc=True)
    return frame.assign(date=moment.dt.strftime("%Y-%m-%d"), hour=moment.dt.hour)
