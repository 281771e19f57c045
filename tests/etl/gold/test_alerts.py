"""Gold against the same numbers computed in pandas, from the rows below it: flags and alerts."""

import numpy as np
import pandas as pd

from contracts.lake.gold import ALERTS, DAILY_ALERTS, DAILY_FLAGS
from tests.etl.gold.gold_rows import NOON, alert, assert_equal, flag, make_gold
from tests.etl.lake_rows import (
    DAY,
    DAY_S,
    MIDNIGHT,
    content,
    frame_of,
    land,
    partition_of,
)


def test_daily_flags_are_those_of_pandas(lake):
    random = np.random.default_rng(3)
    rules = ["rapid_descent", "low_altitude", "overspeed"]
    flags = [
        flag(
            MIDNIGHT + 60 * number,
            icao24=f"{random.integers(9):06x}",
            source=str(random.choice(["opensky", "simulated"])),
            rules=[rule for rule in rules if random.random() < 0.4],
            is_anomaly=[True, False, None][int(random.integers(3))],
        )
        for number in range(-100, 2_000)
    ]
    land(lake, "flags", flags)
    land(lake, "flags", flags[:500], name="landed again")
    make_gold(lake)

    frame = pd.DataFrame(flags)
    frame["date"] = pd.to_datetime(frame["poll_time"], unit="s").dt.strftime("%Y-%m-%d")
    model = frame["is_anomaly"].map(lambda anomaly: ["isolation_forest"] if anomaly else [])
    exploded = frame.assign(flag=frame["rules"] + model).explode("flag").dropna(subset="flag")
    expected = exploded.groupby(["date", "source", "flag"]).agg(
        records=("flag", "size"), aircraft=("icao24", "nunique")
    )
    assert_equal(frame_of(lake, DAILY_FLAGS), expected.reset_index(), DAILY_FLAGS)


def test_an_alert_is_in_its_latest_state_under_the_day_it_was_opened(lake):
    since = MIDNIGHT + DAY_S - 60
    land(lake, "alerts", [alert(since)])
    make_gold(lake)
    events = [
        alert(since + 60, since=since, event="updated", severity="critical", finding_count=5),
        alert(since + 300, since=since, event="resolved", last=since + 180, resolved_at=since + 300, finding_count=9),
    ]
    land(lake, "alerts", events, name="later")
    make_gold(lake)

    (row,) = content(lake, ALERTS)

    assert row["date"] == DAY
    assert (row["since"], row["last"], row["resolved_at"]) == (since, since + 180, since + 300)
    assert (row["severity"], row["finding_count"]) == ("warning", 9)
    assert content(lake, DAILY_ALERTS) == [
        {
            "date": DAY,
            "source": "simulated",
            "kind": "position_jump",
            "severity": "warning",
            "alerts": 1,
            "aircraft": 1,
            "median_seconds": 180.0,
        }
    ]


def test_alerts_whose_events_are_gone_from_bronze_stay_beside_new_ones(lake):
    first, second = alert(NOON), alert(MIDNIGHT + DAY_S + 60, since=MIDNIGHT + DAY_S - 60)
    land(lake, "alerts", [first])
    make_gold(lake)
    (lake.folder("bronze", "alerts") / partition_of(NOON).folder / "part.parquet").unlink()
    land(lake, "alerts", [second])
    make_gold(lake)

    assert [row["id"] for row in content(lake, ALERTS)] == sorted([first["id"], second["id"]])


def test_daily_alerts_are_those_of_pandas(lake):
    random = np.random.default_rng(9)
    events = [
        alert(
            NOON + number,
            icao24=f"{random.integers(9):06x}",
            id=f"alert-{number}",
            kind=str(random.choice(["frozen", "silence"])),
            severity=str(random.choice(["info", "critical"])),
            source=str(random.choice(["opensky", "simulated"])),
            last=NOON + number + int(random.integers(500)),
        )
        for number in range(300)
    ]
    land(lake, "alerts", events)
    make_gold(lake)

    frame = pd.DataFrame(events).assign(date=str(DAY))
    frame["seconds"] = frame["last"] - frame["since"]
    expected = frame.groupby(["date", "source", "kind", "severity"]).agg(
        alerts=("id", "size"), aircraft=("icao24", "nunique"), median_seconds=("seconds", "median")
    )
    assert_equal(frame_of(lake, DAILY_ALERTS), expected.reset_index(), DAILY_ALERTS)
