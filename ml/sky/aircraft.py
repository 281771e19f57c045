"""The aircraft heard in the last TIME_TO_LIVE_S: one row each, with the newest fix and what the last polls brought."""

from typing import Any

import numpy as np
import pandas as pd

from ml.arrays import Ints, Records
from ml.detectors.detection import JUMPS
from ml.tracks.new_fixes import address_numbers, places_of
from ml.tracks.reported_fields import callsign_numbers, callsign_text
from ml.tracks.tracks import TIME_TO_LIVE_S

MEASURED = {
    "longitude": "longitude",
    "latitude": "latitude",
    "altitude": "baro_altitude",
    "velocity": "velocity",
    "track": "true_track",
    "vertical_rate": "vertical_rate",
}
"""Measured fields of an aircraft's newest fix, with their names in a state vector: deg, m, m/s, NaN where null."""

NAMES = {"country": "origin_country", "origin": "source"}
"""Texts that many aircraft share, with their names in a state vector: stored once, referred to by number."""

AIRCRAFT = np.dtype(
    [
        *((name, "u4") for name in ("address", "first", "last", "missed_since", "seen", "jumped")),
        *((name, "u4") for name in ("time", "contact", "feed", "mlat_since")),
        *((name, "f4") for name in (*MEASURED, "longitude_before", "latitude_before", *JUMPS)),
        *(("on_ground", "?"), ("mlat", "?"), ("own_fixes", "u1")),
        ("callsign", "u8"),
        *((name, "u2") for name in NAMES),
    ]
)
"""One aircraft with its newest fix. first, last: polls (epoch s) of its first and newest fix. missed_since: the first
poll without a fix after that. seen: the last 32 judged polls of the aircraft's feed as bits, the newest lowest, 1
for a new fix. time: of the fix (epoch s). contact: the newest `last_contact` (epoch s), that of records without a new
position, too. feed: as a number of `ml.polls`. longitude_before, latitude_before: of the
newest fix from an earlier poll, NaN without one. jumped: the last poll that brought a jump; the JUMPS are those of
that jump. mlat: whether the position of the newest fix is from MLAT. mlat_since: the last poll at
which MLAT took over from positions that the aircraft had sent regularly, 0 if it never did. own_fixes: polls in a row
that brought such a position, at most OWN_FIXES. callsign: as a number of
`ml.tracks.reported_fields.callsign_numbers`."""

MLAT = 2
"""The `position_source` of positions that ground stations work out from when a signal reaches each of them."""

OWN_FIXES = 4

_FIELDS_OF_FIX = ("last", "time", "feed", *MEASURED, "on_ground", "mlat", "callsign", *NAMES)
"""Fields that a new fix replaces."""


class AircraftTable:
    """Rows of AIRCRAFT, ascending by address, and the texts they refer to.

    names: texts by number; number 0 is None.
    """

    def __init__(self, rows: Records | None = None, names: list[str | None] | None = None) -> None:
        self.rows: Records = np.empty(0, AIRCRAFT) if rows is None else rows
        self.names: list[str | None] = [None] if names is None else names

    def rows_of(self, fixes: pd.DataFrame) -> Records:
        """Return the fixes, each as the row of an aircraft first heard in its poll, of no feed yet.

        `fixes` has the fields of a state vector with a position, `poll_time` and JUMPS.
        """
        rows = np.zeros(len(fixes), AIRCRAFT)
        rows["address"] = address_numbers(fixes["icao24"])
        rows["first"] = rows["last"] = polls = fixes["poll_time"].to_numpy(np.uint32)
        for name in JUMPS:
            rows[name] = fixes[name].to_numpy(np.float32)
        rows["jumped"] = np.where(np.isnan(rows[JUMPS[0]]), 0, polls)
        rows["time"] = fixes["time_position"].to_numpy(np.uint32)
        rows["contact"] = fixes["last_contact"].to_numpy(np.uint32)
        for name, field in MEASURED.items():
            rows[name] = fixes[field].to_numpy(np.float32, na_value=np.nan)
        rows["longitude_before"] = rows["latitude_before"] = np.nan
        rows["on_ground"] = fixes["on_ground"].to_numpy(dtype=bool)
        rows["mlat"] = fixes["position_source"].to_numpy(float, na_value=np.nan) == MLAT
        rows["callsign"] = callsign_numbers(fixes["callsign"])
        for name, field in NAMES.items():
            rows[name] = self._numbers_of(fixes[field])
        return rows

    def add(self, fixes: Records, *, poll: int) -> None:
        """Take the new fixes of a poll (see `rows_of`): each aircraft's newest, the first one if several are as new."""
        newest = fixes[np.lexsort((-np.arange(len(fixes)), fixes["time"], fixes["address"]))]
        newest = newest[np.append(newest["address"][1:] != newest["address"][:-1], True)]
        places, is_known = places_of(newest["address"], self.rows["address"])
        self._renew(places[is_known], newest[is_known], poll)
        if not is_known.all():
            merged = np.concatenate([self.rows, newest[~is_known]])
            self.rows = merged[np.argsort(merged["address"])]
        places, _ = places_of(fixes["address"], self.rows["address"])
        np.maximum.at(self.rows["contact"], places, fixes["contact"])
        jumps = fixes[fixes["jumped"] > 0]
        places, _ = places_of(jumps["address"], self.rows["address"])
        self.rows["jumped"][places] = poll
        for name in JUMPS:
            self.rows[name][places] = jumps[name]

    def close_poll(self, poll: int, *, feed: int) -> None:
        """Mark the aircraft of the feed that this poll brought no fix of; forget all without one for TIME_TO_LIVE_S."""
        rows = self.rows[self.rows["last"].astype(np.int64) + TIME_TO_LIVE_S >= poll]
        of_feed = rows["feed"] == feed
        heard = of_feed & (rows["last"] == poll)
        just_missed = of_feed & ~heard & (rows["seen"] & np.uint32(1) > 0)
        rows["missed_since"][just_missed] = poll
        rows["seen"] = np.where(of_feed, rows["seen"] << np.uint32(1) | heard, rows["seen"])
        rows["mlat_since"][heard & rows["mlat"] & (rows["own_fixes"] == OWN_FIXES)] = poll
        own_fixes = np.minimum(rows["own_fixes"] + 1, OWN_FIXES) * ~rows["mlat"]
        rows["own_fixes"] = np.where(heard, own_fixes, rows["own_fixes"])
        self.rows = rows

    def forget_polls(self, *, feed: int) -> None:
        """Forget which polls each aircraft of the feed was seen in."""
        self.rows["seen"][self.rows["feed"] == feed] = 0

    def fix(self, place: int, *, poll: int) -> dict[str, Any]:
        """Return an aircraft's newest fix at a poll (epoch s), under the names of a state vector."""
        row = self.rows[place]
        return {
            "icao24": address_text(row["address"]),
            "callsign": callsign_text(row["callsign"]) or None,
            "origin_country": self.names[row["country"]],
            "source": self.names[row["origin"]],
            "time_position": row["time"],
            "poll_time": poll,
            "longitude": round(float(row["longitude"]), 5),
            "latitude": round(float(row["latitude"]), 5),
            "baro_altitude": round(float(row["altitude"]), 1),
        }

    def _renew(self, places: Ints, newest: Records, poll: int) -> None:
        """Replace the fixes of known aircraft, at these places, with newer ones."""
        later = newest["time"] > self.rows["time"][places]
        places, newest = places[later], newest[later]
        from_before = places[self.rows["last"][places] < poll]
        for name in ("longitude", "latitude"):
            self.rows[f"{name}_before"][from_before] = self.rows[name][from_before]
        from_other_feed = places[self.rows["feed"][places] != newest["feed"]]
        self.rows["seen"][from_other_feed] = self.rows["own_fixes"][from_other_feed] = 0
        for name in _FIELDS_OF_FIX:
            self.rows[name][places] = newest[name]

    def _numbers_of(self, names: "pd.Series[str]") -> Ints:
        """Return the numbers of texts, 0 for null; a new text gets the next number."""
        codes, distinct = pd.factorize(names)
        self.names += [name for name in distinct if name not in self.names]
        numbers = np.array([*map(self.names.index, distinct), 0])
        found: Ints = numbers[codes]
        return found


def address_text(address: np.uint32) -> str:
    """Return an address as 6 hex digits."""
    return f"{address:06x}"
