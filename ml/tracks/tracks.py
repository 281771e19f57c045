"""The last fixes of each aircraft, as flat arrays: what the detectors look back on, and the state of the stream.

Everything about a fix is computed from it and the fixes before it, at most FIXES_KEPT of them, and kept in fixed
types. So it does not matter how the records were cut into batches.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

FIXES_KEPT = 30
TIME_TO_LIVE_S = 1_800
"""An aircraft without a fix for so long starts anew."""

LAYOUT = 1
"""Version of the stored form; another one is not read but begun anew."""

REPORTED = {
    "time": np.int32,
    "poll": np.int32,
    "longitude": np.float32,
    "latitude": np.float32,
    "altitude": np.float32,
    "velocity": np.float32,
    "track": np.float32,
    "vertical_rate": np.float32,
    "squawk": np.int16,
    "category": np.int8,
    "on_ground": np.bool_,
    "callsign": np.uint64,
}
"""What is kept of a fix as it was reported: time_position and poll_time (epoch s), deg, m, m/s, NaN where null; the
squawk as the number its octal digits spell, -1 where null; the callsign as its 8 characters, 0 where null."""

STEPS = {"dt": np.float32, "along": np.float32, "across": np.float32, "climb": np.float32, "moved": np.float32}
"""What `ml.tracks.motion` computes of the step from the fix before."""

Columns = dict[str, npt.NDArray[np.generic]]


@dataclass(frozen=True)
class Tracks:
    """The fixes of all aircraft in one array per column, grouped by address, oldest first.

    addresses: icao24 as a number, one per fix, shape (n,), ascending.
    """

    addresses: npt.NDArray[np.uint32]
    columns: Columns

    @classmethod
    def none(cls) -> "Tracks":
        return cls(np.empty(0, np.uint32), {name: np.empty(0, kind) for name, kind in (REPORTED | STEPS).items()})

    def to_bytes(self) -> bytes:
        """The arrays as one Arrow record batch, compressed: Spark carries and stores every byte several times."""
        arrays = {"address": self.addresses} | self.columns
        batch = pa.RecordBatch.from_pydict({name: pa.array(values) for name, values in arrays.items()})
        batch = batch.replace_schema_metadata({"layout": str(LAYOUT)})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_batch(batch)
        return bytes(sink.getvalue())

    @classmethod
    def from_bytes(cls, content: bytes) -> "Tracks":
        """What `to_bytes` gave; no tracks when it was written in another layout."""
        batch = pa.ipc.open_stream(content).read_next_batch()
        if batch.schema.metadata != {b"layout": str(LAYOUT).encode()}:
            return cls.none()
        arrays = {name: batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names}
        return cls(arrays.pop("address"), arrays)

    def extended(self, fixes: Columns, addresses: npt.NDArray[np.uint32]) -> "Extended":
        """With these new fixes behind the known ones; `fixes` has the REPORTED columns in order of arrival."""
        by_address = np.argsort(addresses, kind="stable")
        merged = np.concatenate([self.addresses, addresses[by_address]])
        order = np.argsort(merged, kind="stable")
        count = len(self.addresses)
        columns = {}
        for name, known in self.columns.items():
            added = fixes[name][by_address] if name in fixes else np.full(len(addresses), np.nan, STEPS[name])
            columns[name] = np.concatenate([known, added])[order]
        rows = order - count
        is_new = rows >= 0
        at = np.empty(len(addresses), np.int64)
        at[by_address[rows[is_new]]] = np.flatnonzero(is_new)
        owners = merged[order]
        anew = np.ones(len(owners), bool)
        anew[1:] = (owners[1:] != owners[:-1]) | (np.diff(columns["poll"]) > TIME_TO_LIVE_S)
        starts = np.flatnonzero(anew)
        first = np.repeat(starts, np.diff(np.append(starts, len(owners))))
        return Extended(owners, columns, first, at)


@dataclass(frozen=True)
class Extended:
    """Tracks with the new fixes in place.

    first: for each fix the index of its aircraft's oldest that still counts, shape (n,); at: where the new fixes are,
    in the order they were given, shape (m,).
    """

    addresses: npt.NDArray[np.uint32]
    columns: Columns
    first: npt.NDArray[np.int64]
    at: npt.NDArray[np.int64]
    _looked_up: dict[tuple[str, int], npt.NDArray[np.float64]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What `last` has answered: detectors ask for the same again."""
    _placed: dict[int, tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """And `_places`."""

    def now(self, name: str) -> npt.NDArray[np.generic]:
        """The column at the new fixes, shape (m,)."""
        return self.columns[name][self.at]

    def before(self, name: str, steps: int = 1) -> npt.NDArray[np.float64]:
        """The column that many fixes earlier as float, NaN where there was none, shape (m,)."""
        return self.last(name, steps + 1)[:, 0]

    def last(self, name: str, count: int) -> npt.NDArray[np.float64]:
        """The column at the last `count` fixes, the new one last, as float; NaN where there were fewer: (m, count)."""
        if (name, count) not in self._looked_up:
            places, known = self._places(count)
            values: npt.NDArray[np.float64] = self.columns[name][places].astype(np.float64)
            values[~known] = np.nan
            values.flags.writeable = False
            self._looked_up[name, count] = values
        return self._looked_up[name, count]

    def last_exactly(self, name: str, count: int) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.bool_]]:
        """The same in the column's own type, with whether there was such a fix."""
        places, known = self._places(count)
        return self.columns[name][places], known

    def _places(self, count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Where the last fixes are, with whether there were so many: (m, count)."""
        if count not in self._placed:
            # Fix by fix in memory, as everything is computed fix by fix: some times faster than row by row.
            places = (self.at - np.arange(count - 1, -1, -1)[:, None]).T
            known = places >= self.first[self.at][:, None]
            self._placed[count] = np.maximum(places, 0), known
        return self._placed[count]

    def kept(self, *, now: int) -> Tracks:
        """The last FIXES_KEPT of each aircraft heard of in the TIME_TO_LIVE_S before `now` (epoch s)."""
        if not len(self.addresses):
            return Tracks(self.addresses, self.columns)
        ends = np.append(np.flatnonzero(np.diff(self.first)), len(self.first) - 1)
        sizes = np.diff(np.append(-1, ends))
        from_end = np.repeat(ends, sizes) - np.arange(len(self.first))
        alive = np.repeat(self.columns["poll"][ends].astype(np.int64) >= now - TIME_TO_LIVE_S, sizes)
        keep = (from_end < FIXES_KEPT) & alive
        return Tracks(self.addresses[keep], {name: values[keep] for name, values in self.columns.items()})

    def only(self, row: int) -> "Extended":
        """With this one as the only new fix: to look at one without computing for all."""
        return Extended(self.addresses, self.columns, self.first, self.at[row : row + 1])

    def points(self, row: int) -> list[tuple[int, float, float, float | None]]:
        """The track that led to a new fix: time, longitude, latitude, altitude (None where not reported)."""
        end = self.at[row] + 1
        span = slice(max(self.first[self.at[row]], end - FIXES_KEPT), end)
        lons, lats, altitudes = (
            self.columns[name][span].astype(np.float64).round(digits).tolist()
            for name, digits in (("longitude", 5), ("latitude", 5), ("altitude", 1))
        )
        return [
            (time, lon, lat, None if altitude != altitude else altitude)
            for time, lon, lat, altitude in zip(self.columns["time"][span].tolist(), lons, lats, altitudes, strict=True)
        ]


def reported_columns(states: pd.DataFrame) -> Columns:
    """The REPORTED columns of these records."""

    def numbers(name: str) -> npt.NDArray[np.float32]:
        values: npt.NDArray[np.float32] = states[name].to_numpy(np.float32, na_value=np.nan)
        return values

    def whole(name: str, kind: type[np.signedinteger]) -> npt.NDArray[np.generic]:
        values = pd.to_numeric(states[name], errors="coerce").fillna(-1).to_numpy(float)
        limits = np.iinfo(kind)
        return np.where((values < limits.min) | (values > limits.max), -1, values).astype(kind)

    return {
        "time": states["time_position"].to_numpy(np.int32),
        "poll": states["poll_time"].to_numpy(np.int32),
        "longitude": numbers("longitude"),
        "latitude": numbers("latitude"),
        "altitude": numbers("baro_altitude"),
        "velocity": numbers("velocity"),
        "track": numbers("true_track"),
        "vertical_rate": numbers("vertical_rate"),
        "squawk": whole("squawk", np.int16),
        "category": whole("category", np.int8),
        "on_ground": states["on_ground"].to_numpy(dtype=bool),
        "callsign": callsign_numbers(states["callsign"]),
    }


def callsign_numbers(callsigns: "pd.Series[str]") -> npt.NDArray[np.uint64]:
    """The first 8 characters of each as one number, 0 for null."""
    texts = ["" if text is None or text != text else text for text in callsigns]
    try:
        characters = np.array(texts, "S8")
    except UnicodeEncodeError:
        characters = np.array([text.encode("ascii", "replace") for text in texts], "S8")
    return characters.view(np.uint64)


def callsign_text(number: float | int) -> str:
    """The callsign that `callsign_numbers` made a number of."""
    return np.array([number], np.uint64).tobytes().rstrip(b"\0").decode("ascii")
