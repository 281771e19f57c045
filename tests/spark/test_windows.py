from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from contracts.state_vector import RECORD_DDL
from spark.windows import window_counts
from tests.records import CRUISING, POLL_TIME

START = POLL_TIME - POLL_TIME % 120


@pytest.fixture
def count(spark):
    """Count windows over records; by window start."""

    def count_records(*differences):
        rows = [CRUISING | {"poll_time": START + 120, "problem": None} | each for each in differences]
        frame = spark.createDataFrame(rows, f"{RECORD_DDL}, problem string")
        return {row["window_start"]: row.asDict() for row in window_counts(frame).collect()}

    return count_records


def at(second, **differences):
    return {"time_position": START + second, "last_contact": START + second} | differences


def test_flights_are_counted_once_and_records_each(count):
    windows = count(at(0), at(10), at(20, icao24="abcdef"))
    assert (windows[START]["flight_count"], windows[START]["record_count"]) == (2, 3)
    assert windows[START]["window_end"] == START + 120


def test_a_repeated_fix_counts_once(count):
    windows = count(at(0), at(0), at(0, poll_time=START + 130))
    assert (windows[START]["flight_count"], windows[START]["record_count"]) == (1, 1)


def test_a_window_holds_its_start_and_not_its_end(count):
    windows = count(at(0), at(119), at(120))
    assert {start: window["record_count"] for start, window in windows.items()} == {START: 2, START + 120: 1}


def test_the_mean_vertical_rate_is_over_those_that_report_one(count):
    windows = count(at(0, vertical_rate=4.0), at(1, vertical_rate=-1.0), at(2, vertical_rate=None))
    assert windows[START]["avg_vertical_rate"] == 1.5
    assert count(at(0, vertical_rate=None))[START]["avg_vertical_rate"] is None


def test_a_record_is_late_when_its_poll_is_a_minute_after_the_end(count):
    on_time, late = START + 179, START + 180
    windows = count(at(10, poll_time=on_time), at(20, poll_time=late))
    assert windows[START]["record_count"] == 1


def test_a_contact_after_its_poll_counts_at_the_poll(count):
    windows = count(at(150, poll_time=START + 110))
    assert list(windows) == [START]


def test_rejected_records_are_not_counted(count):
    assert count(at(0, problem="impossible velocity")) == {}


def test_counts_equal_those_of_pandas_on_random_traffic(count):
    random = np.random.default_rng(3)
    traffic = [
        at(
            int(second),
            icao24=f"{address:06x}",
            vertical_rate=None if second % 7 == 0 else float(rate),
            poll_time=START + int(second) + int(lag),
        )
        for second, address, rate, lag in zip(
            random.integers(0, 600, 400),
            random.integers(1, 30, 400),
            random.integers(-20, 20, 400),
            random.integers(0, 240, 400),
            strict=True,
        )
    ]
    frame = pd.DataFrame([CRUISING | each for each in traffic]).drop_duplicates(["icao24", "last_contact"])
    kept = {(row["icao24"], row["last_contact"]): row for row in frame.to_dict("records")}
    unique = [each for each in traffic if kept.pop((each["icao24"], each["last_contact"]), None)]
    expected = defaultdict(list)
    for each in unique:
        start = each["last_contact"] - (each["last_contact"] - START) % 120
        if each["poll_time"] < start + 180:
            expected[start].append(each)
    windows = count(*unique)
    assert windows.keys() == expected.keys()
    for start, rows in expected.items():
        rates = [row["vertical_rate"] for row in rows if row["vertical_rate"] is not None]
        assert windows[start]["flight_count"] == len({row["icao24"] for row in rows})
        assert windows[start]["record_count"] == len(rows)
        assert windows[start]["avg_vertical_rate"] == pytest.approx(sum(rates) / len(rates), abs=1e-4)
