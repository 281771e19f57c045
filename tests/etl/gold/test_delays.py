"""Gold against the same numbers computed in pandas, from the rows below it: delays."""

from datetime import timedelta

import numpy as np
import pandas as pd

from contracts.lake.gold import AIRLINE_DELAYS, AIRPORT_DELAYS
from tests.etl.gold.gold_rows import SCHEDULE, assert_equal, make_gold
from tests.etl.lake_rows import (
    DAY,
    DAY_S,
    MIDNIGHT,
    frame_of,
    write_schedules,
)


def random_schedules(count=400):
    random = np.random.default_rng(7)
    rows = []
    for number in range(count):
        day = int(random.integers(2))
        scheduled = MIDNIGHT + day * DAY_S + int(random.integers(DAY_S))
        delays = [None if random.random() < 0.2 else int(random.integers(-20, 200)) * 60 for _ in range(2)]
        rows.append(
            SCHEDULE
            | {
                "source": "simulated" if number % 4 == 0 else "aviationstack",
                "date": DAY + timedelta(days=day),
                "flight": f"XYZ{number}",
                "airline": [None, "SWR", "AFR", "BAW", "DLH"][int(random.integers(5))],
                "status": str(random.choice(["landed", "cancelled", "active"])),
                "departure_airport": [None, "LSZH", "LFPG", "EGLL"][int(random.integers(4))],
                "arrival_airport": [None, "LSZH", "LFPG", "EGLL"][int(random.integers(4))],
                "departure_scheduled": scheduled,
                "arrival_scheduled": None if number % 9 == 0 else scheduled + 3_600,
                "departure_actual": None if delays[0] is None else scheduled + delays[0],
                "arrival_actual": None if delays[1] is None else scheduled + 3_600 + delays[1],
            }
        )
    return rows


def delays_of(frame, keys):
    groups = frame.assign(
        is_cancelled=frame["status"] == "cancelled", is_late=frame["delay"] >= 15, is_timed=frame["delay"].notna()
    ).groupby(keys)
    return groups.agg(
        flights=("flight", "size"),
        cancelled=("is_cancelled", "sum"),
        timed=("is_timed", "sum"),
        late=("is_late", "sum"),
        mean_delay_min=("delay", "mean"),
        p90_delay_min=("delay", lambda delay: delay.quantile(0.9)),
    ).reset_index()


def test_delays_are_those_of_pandas(lake):
    rows = random_schedules()
    write_schedules(lake, rows)
    make_gold(lake)

    frame = pd.DataFrame(rows)
    ends = {
        end: frame.assign(
            movement=end,
            airport=frame[f"{end}_airport"],
            delay=(frame[f"{end}_actual"] - frame[f"{end}_scheduled"]) / 60,
        )
        for end in ("departure", "arrival")
    }
    by_airline = delays_of(ends["departure"], ["date", "source", "airline"])
    by_airport = delays_of(pd.concat(ends.values()), ["date", "source", "airport", "movement"])
    assert len(by_airline) == 16
    assert_equal(frame_of(lake, AIRLINE_DELAYS), by_airline, AIRLINE_DELAYS)
    assert_equal(frame_of(lake, AIRPORT_DELAYS), by_airport, AIRPORT_DELAYS)
