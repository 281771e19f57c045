"""What shows only when aircraft are compared with each other, poll by poll: copies of a path, and interference.

A poll is judged when it is complete, that is when a later one begins. So the findings do not depend on how polls are
cut into calls, nor on where a restart falls between two calls.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.detectors.detection import JUMPS
from ml.detectors.findings import Finding
from ml.sky.ghosts import PAIR, Copy, copies_in, no_pairs
from ml.sky.interference import EVENT, FEWEST_AIRCRAFT, RADIUS_M, WITHIN_S, Cluster, clusters_at, no_events
from ml.tracks.new_fixes import address_numbers, places_of
from ml.tracks.tracks import TIME_TO_LIVE_S, callsign_numbers, callsign_text

STATE_VERSION = 3

LONGEST_GAP_S = 300
"""After a longer one between two polls nothing is missed: who is gone may have landed while nobody listened."""

MOST_RELATED = 20

Table = npt.NDArray[np.void]

MEASURED = {
    "longitude": "longitude",
    "latitude": "latitude",
    "altitude": "baro_altitude",
    "velocity": "velocity",
    "track": "true_track",
    "vertical_rate": "vertical_rate",
}
"""Columns of an aircraft's newest fix, and what they are called in a state vector: deg, m, m/s, NaN where null."""

NAMES = {"country": "origin_country", "origin": "source"}
"""Texts that many aircraft share: kept once, by number."""

AIRCRAFT = np.dtype(
    [
        *((name, "u4") for name in ("address", "first", "last", "missed_since", "seen", "jumped", "time")),
        *((name, "f4") for name in (*MEASURED, "longitude_before", "latitude_before", *JUMPS)),
        ("on_ground", "?"),
        ("callsign", "u8"),
        *((name, "u2") for name in NAMES),
    ]
)
"""One aircraft with its newest fix. first, last: polls (epoch s) of its first and newest fix; missed_since: the first
poll after that without; seen: the last 32 polls judged as bits, the newest lowest, 1 for a new fix; time: of the fix
(epoch s); longitude_before, latitude_before: of the newest fix of an earlier poll, NaN without one; jumped: the last
poll that brought a jump, with JUMPS of it; callsign: the number that `ml.tracks.tracks` makes of it."""

OF_FIX = ("last", "time", *MEASURED, "on_ground", "callsign", *NAMES)
"""What a new fix changes."""


class Sky:
    """All aircraft in the air now, and what pairs and groups of them did lately.

    A fix is new when its position is: a record that repeats an old `time_position` says nothing about where the
    aircraft is, whatever else it brings.
    """

    def __init__(self) -> None:
        self._poll = 0
        self._complete = True
        self._aircraft = np.empty(0, AIRCRAFT)
        self._pairs = no_pairs()
        self._events = no_events()
        self._names: list[str | None] = [None]

    def advance(self, fixes: pd.DataFrame) -> dict[int, list[Finding]]:
        """Take new fixes of one or more polls, and return what the polls that ended with them show, by the poll with
        which they did.

        `fixes` have the fields of a state vector, `poll_time`, of no poll before those of earlier calls, and
        `ml.detectors.detection.JUMPS`.
        """
        noted = self._table_of(fixes)
        noted = noted[np.argsort(noted["last"], kind="stable")]
        polls, starts = np.unique(noted["last"], return_index=True)
        findings: dict[int, list[Finding]] = {}
        for poll, of_poll in zip(polls.tolist(), np.split(noted, starts[1:]), strict=False):  # of none one empty part
            if poll > self._poll:
                findings[poll] = self.finish()
                self._begin(poll)
            self._note(of_poll)
        return findings

    def finish(self) -> list[Finding]:
        """Judge the newest poll without waiting for a later one: there is none."""
        if self._complete:
            return []
        self._complete = True
        self._close_poll()
        copies, self._pairs = copies_in(self._poll, self._aircraft, self._pairs)
        clusters, self._events = clusters_at(self._poll, self._aircraft, self._events)
        ghosts = map(self._ghost, copies)
        return [*ghosts, *chain.from_iterable(map(self._interference, clusters))]

    def to_json(self) -> dict[str, Any]:
        """The whole state: saved with each micro-batch, it makes one that is run again give the same findings."""
        return {
            "version": STATE_VERSION,
            "poll": self._poll,
            "complete": self._complete,
            "names": self._names,
            "aircraft": _text_of(self._aircraft),
            "pairs": _text_of(self._pairs),
            "events": _text_of(self._events),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Sky":
        """The sky that `to_json` gave.

        Raises ValueError when it is of another version.
        """
        if content.get("version") != STATE_VERSION:
            raise ValueError(f"sky of version {content.get('version')}, not {STATE_VERSION}")
        sky = cls()
        sky._poll, sky._complete, sky._names = content["poll"], content["complete"], list(content["names"])
        sky._aircraft = _table_of(content["aircraft"], AIRCRAFT)
        sky._pairs = _table_of(content["pairs"], PAIR)
        sky._events = _table_of(content["events"], EVENT)
        return sky

    def _begin(self, poll: int) -> None:
        if poll - self._poll > LONGEST_GAP_S:
            self._aircraft["seen"] = 0
        self._poll, self._complete = poll, False

    def _note(self, noted: Table) -> None:
        """Take new fixes of this poll into the table: of each aircraft the newest, the first of equals."""
        newest = noted[np.lexsort((-np.arange(len(noted)), noted["time"], noted["address"]))]
        newest = newest[np.append(newest["address"][1:] != newest["address"][:-1], True)]
        rows, is_known = places_of(newest["address"], self._aircraft["address"])
        self._renew(rows[is_known], newest[is_known])
        if not is_known.all():
            merged = np.concatenate([self._aircraft, newest[~is_known]])
            self._aircraft = merged[np.argsort(merged["address"])]
        jumps = noted[noted["jumped"] > 0]
        rows, _ = places_of(jumps["address"], self._aircraft["address"])
        self._aircraft["jumped"][rows] = self._poll
        for name in JUMPS:
            self._aircraft[name][rows] = jumps[name]

    def _renew(self, rows: npt.NDArray[np.int64], newest: Table) -> None:
        """Give known aircraft, at these rows, their newest fix, unless the one they have is as new."""
        later = newest["time"] > self._aircraft["time"][rows]
        rows, newest = rows[later], newest[later]
        of_before = rows[self._aircraft["last"][rows] < self._poll]
        for name in ("longitude", "latitude"):
            self._aircraft[f"{name}_before"][of_before] = self._aircraft[name][of_before]
        for name in OF_FIX:
            self._aircraft[name][rows] = newest[name]

    def _table_of(self, fixes: pd.DataFrame) -> Table:
        """The fixes that say where, each as the row of an aircraft first heard of in its poll."""
        table = np.zeros(len(fixes), AIRCRAFT)
        table["address"] = address_numbers(fixes["icao24"])
        table["first"] = table["last"] = polls = fixes["poll_time"].to_numpy(np.uint32)
        for name in JUMPS:
            table[name] = fixes[name].to_numpy(np.float32)
        table["jumped"] = np.where(np.isnan(table[JUMPS[0]]), 0, polls)
        table["time"] = fixes["time_position"].to_numpy(np.uint32)
        for name, field in MEASURED.items():
            table[name] = fixes[field].to_numpy(np.float32, na_value=np.nan)
        table["longitude_before"] = table["latitude_before"] = np.nan
        table["on_ground"] = fixes["on_ground"].to_numpy(dtype=bool)
        table["callsign"] = callsign_numbers(fixes["callsign"])
        for name, field in NAMES.items():
            table[name] = self._numbers_of(fixes[field])
        mapped: Table = table[~np.isnan(table["longitude"]) & ~np.isnan(table["latitude"])]
        return mapped

    def _numbers_of(self, names: "pd.Series[str]") -> npt.NDArray[np.int64]:
        """The numbers of names, 0 for null; new names get one."""
        codes, distinct = pd.factorize(names)
        self._names += [name for name in distinct if name not in self._names]
        numbers = np.array([*map(self._names.index, distinct), 0])
        found: npt.NDArray[np.int64] = numbers[codes]
        return found

    def _close_poll(self) -> None:
        """Note who was not heard in this poll, and forget who was not for long."""
        aircraft = self._aircraft[self._aircraft["last"].astype(np.int64) + TIME_TO_LIVE_S >= self._poll]
        heard = aircraft["last"] == self._poll
        just_missed = ~heard & (aircraft["seen"] & np.uint32(1) > 0)
        aircraft["missed_since"][just_missed] = self._poll
        aircraft["seen"] = aircraft["seen"] << np.uint32(1) | heard
        self._aircraft = aircraft

    def _ghost(self, copy: Copy) -> Finding:
        others = [_address(self._aircraft[row]) for row in copy.others]
        return self._finding(
            copy.row,
            detector="ghost",
            family="ghost",
            severity="critical",
            evidence=f"beside {others[0]} for {copy.seconds} s, {copy.distance_m / 1000:.1f} km from it, "
            "with its speed, track and height: a copy or a formation",
            value=copy.seconds,
            limit=copy.limit_s,
            unit="s",
            related=tuple(others[:MOST_RELATED]),
        )

    def _interference(self, cluster: Cluster) -> Iterator[Finding]:
        jumped = len(cluster.addresses) - cluster.lost
        for row in np.flatnonzero(np.isin(self._aircraft["address"], cluster.told_first)):
            others = [address for address in cluster.addresses if address != self._aircraft["address"][row]]
            yield self._finding(
                int(row),
                detector="gnss_interference",
                family="gnss",
                severity="warning",
                evidence=f"suspected GNSS interference: of {cluster.airborne} aircraft in the air within "
                f"{RADIUS_M / 1000:.0f} km, {jumped} jumped and {cluster.lost} lost their position within {WITHIN_S} s",
                value=len(cluster.addresses),
                limit=FEWEST_AIRCRAFT,
                unit="aircraft",
                related=tuple(f"{address:06x}" for address in others[:MOST_RELATED]),
            )

    def _finding(self, row: int, *, detector: str, **what: Any) -> Finding:
        """A finding about the aircraft at its newest fix."""
        aircraft = self._aircraft[row]
        time = int(aircraft["time"])
        longitude, latitude = (round(float(aircraft[name]), 5) for name in ("longitude", "latitude"))
        altitude = None if np.isnan(aircraft["altitude"]) else round(float(aircraft["altitude"]), 1)
        return Finding(
            detector=detector,
            kind=detector,
            icao24=_address(aircraft),
            time=time,
            poll_time=self._poll,
            callsign=callsign_text(aircraft["callsign"]) or None,
            origin_country=self._names[aircraft["country"]],
            source=self._names[aircraft["origin"]],
            longitude=longitude,
            latitude=latitude,
            baro_altitude=altitude,
            track=((time, longitude, latitude, altitude),),
            **what,
        )


def _address(aircraft: np.void) -> str:
    return f"{aircraft['address']:06x}"


def _text_of(table: Table) -> str:
    """The rows as text: their bytes, lightly compressed."""
    return b64encode(zlib.compress(table.tobytes(), 1)).decode()


def _table_of(text: str, kind: np.dtype[np.void]) -> Table:
    return np.frombuffer(zlib.decompress(b64decode(text)), kind).copy()
