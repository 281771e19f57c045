"""The recorded traffic as an imperfect source would have sent it: late, lagging, stale, and still honest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ml.evaluation.false_alerts import FalseAlerts
from ml.evaluation.faults.geometry import move_rows
from ml.evaluation.flights import Recording, Rows
from ml.evaluation.methods.methods import ALERTS, Methods
from ml.evaluation.pace import Pace
from ml.evaluation.thinning import at_pace
from ml.thinning import interval_s

LAG_S, LATE_S, STALE_S = 5, 60, 300
POSITION = ["longitude", "latitude", "time_position"]


@dataclass(frozen=True)
class Disturbance:
    """What the source does: its name, and a function of the rows of all polls and a random generator."""

    name: str
    make: Callable[[Rows, np.random.Generator], Rows]


def lagging(rows: Rows, rng: np.random.Generator) -> Rows:
    """Return the rows with half of the positions LAG_S older than their time says, by their own speed and track."""
    rows = rows.copy()
    behind_m = LAG_S * rows["velocity"].fillna(0).to_numpy() * (rng.random(len(rows)) < 0.5)
    move_rows(rows, bearing=rows["true_track"].fillna(0).to_numpy() + 180, distance_m=behind_m)
    return rows


def late(rows: Rows, rng: np.random.Generator) -> Rows:
    """Return the rows with a third of the positions up to LATE_S old, with their times; none gets older again."""
    rows = rows.sort_values(["flight", "poll_time"], kind="stable")
    steps = rng.integers(1, max(int(LATE_S / interval_s(np.unique(rows["poll_time"]))), 1) + 1, len(rows))
    place = np.arange(len(rows))
    first = place - rows.groupby("flight").cumcount().to_numpy()
    source = np.maximum(np.where(rng.random(len(rows)) < 1 / 3, place - steps, place), first)
    source = np.maximum.accumulate(source)
    positions = rows[POSITION].iloc[source].set_axis(rows.index)
    return rows.assign(**{name: positions[name] for name in POSITION}).sort_index()


def stale_at_the_edges(rows: Rows, rng: np.random.Generator) -> Rows:
    """Return the rows with first positions that stay for up to STALE_S, and last rows repeated for up to STALE_S.

    OpenSky repeats an aircraft's last row in the answers for this long after it was heard last.
    """
    polls = np.unique(rows["poll_time"])
    by_flight = rows.groupby("flight")
    stale_s = rng.integers(0, STALE_S + 1, int(rows["flight"].max()) + 1)[rows["flight"]]
    is_first = rows["poll_time"] - by_flight["poll_time"].transform("min") <= stale_s
    held = {name: rows[name].where(~is_first, by_flight[name].transform("first")) for name in POSITION}
    rows = rows.assign(**held).astype({"time_position": np.int64})
    last = by_flight["poll_time"].idxmax().to_numpy()
    age_s = polls[:, None] - rows["poll_time"][last].to_numpy()
    repeated, of_flight = np.nonzero((age_s > 0) & (age_s <= STALE_S))
    repeats = rows.loc[last[of_flight]].assign(poll_time=polls[repeated])
    return pd.concat([rows, repeats]).sort_values("poll_time", kind="stable", ignore_index=True)


DISTURBANCES = (
    Disturbance(f"clock lag of {LAG_S} s on half of the fixes", lagging),
    Disturbance(f"positions up to {LATE_S} s late", late),
    Disturbance(f"stale rows at the edges of reception, up to {STALE_S} s", stale_at_the_edges),
)


def disturbed_alerts(recording: Recording, methods: Methods, pace: Pace) -> Mapping[str, FalseAlerts]:
    """Return the alerts about aircraft of the test split at a pace, with all traffic disturbed, by the name of that.

    Alerts about the source are right there, and don't count.
    """
    test = at_pace(recording, pace).of_split("test")
    addresses = set(test["icao24"])
    found = {}
    for number, disturbance in enumerate(DISTURBANCES):
        rows = disturbance.make(recording.rows, np.random.default_rng([1, number]))
        polled = at_pace(replace(recording, rows=rows), pace)
        alarms = methods.assess(polled.rows, polled.poll_times, with_baselines=False).alarms[ALERTS, 0]
        about_test = [alarm for alarm in alarms if alarm.icao24 in addresses]
        found[disturbance.name] = FalseAlerts.of(about_test, test, pace=pace)
    return found
