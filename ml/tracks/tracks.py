"""The last fixes of each aircraft as flat arrays: the detectors look back on them, and they are the stream's state.

Every measure of a fix is computed from that fix and the ones before it, at most FIXES_KEPT in all, and kept in a fixed
type. Results therefore do not depend on how records are cut into batches.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ml.tracks.reported_fields import REPORTED, Columns

FIXES_KEPT = 40
TIME_TO_LIVE_S = 1_800
"""An aircraft without a fix for this long starts a new track."""

LAYOUT = 2
"""Version of the stored format. Tracks stored in another version are dropped."""

STEPS = {"dt": np.float32, "along": np.float32, "across": np.float32, "climb": np.float32, "moved": np.float32}
"""Fields of the step from the previous fix: see `ml.tracks.motion`."""


@dataclass(frozen=True)
class Tracks:
    """The fixes of all aircraft, grouped by address, oldest first.

    addresses: icao24 as a number, one per fix, ascending, shape (n,). columns: REPORTED and STEPS, shapes (n,).
    """

    addresses: npt.NDArray[np.uint32]
    columns: Columns

    @classmethod
    def none(cls) -> "Tracks":
        """Return tracks of no aircraft."""
        return cls(np.empty(0, np.uint32), {name: np.empty(0, kind) for name, kind in (REPORTED | STEPS).items()})

    def to_bytes(self) -> bytes:
        """Return the arrays as one compressed Arrow record batch: Spark copies and stores every byte several times."""
        arrays = {"address": self.addresses} | self.columns
        batch = pa.RecordBatch.from_pydict({name: pa.array(values) for name, values in arrays.items()})
        batch = batch.replace_schema_metadata({"layout": str(LAYOUT)})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_batch(batch)
        return bytes(sink.getvalue())

    @classmethod
    def from_bytes(cls, content: bytes) -> "Tracks":
        """Return the tracks that `to_bytes` stored; no tracks if they have another LAYOUT."""
        batch = pa.ipc.open_stream(content).read_next_batch()
        if batch.schema.metadata != {b"layout": str(LAYOUT).encode()}:
            return cls.none()
        arrays = {name: batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names}
        return cls(arrays.pop("address"), arrays)

    def extended(self, fixes: Columns, addresses: npt.NDArray[np.uint32]) -> "Extended":
        """Return the tracks with new fixes appended to their aircraft's.

        `fixes` has the REPORTED columns in order of arrival, shapes (m,), as `addresses`.
        """
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
        is_start = np.ones(len(owners), bool)
        is_start[1:] = (owners[1:] != owners[:-1]) | (np.diff(columns["poll"]) > TIME_TO_LIVE_S)
        starts = np.flatnonzero(is_start)
        first = np.repeat(starts, np.diff(np.append(starts, len(owners))))
        return Extended(owners, columns, first, at)


@dataclass(frozen=True)
class Extended:
    """Tracks with new fixes in place.

    first: for each fix the index of the oldest fix of the same track, shape (n,). at: indices of the new fixes, in the
    order in which they were given, shape (m,).
    """

    addresses: npt.NDArray[np.uint32]
    columns: Columns
    first: npt.NDArray[np.int64]
    at: npt.NDArray[np.int64]
    _looked_up: dict[tuple[str, int], npt.NDArray[np.float64]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Cached results of `last`: several detectors read the same columns."""
    _placed: dict[int, tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Cached results of `_places`."""

    def now(self, name: str) -> npt.NDArray[np.generic]:
        """Return the column at the new fixes in its own type, shape (m,)."""
        return self.columns[name][self.at]

    def newest(self, name: str) -> npt.NDArray[np.float64]:
        """Return the column at the new fixes as float, shape (m,)."""
        return self.last(name, 1)[:, 0]

    def before(self, name: str, steps: int = 1) -> npt.NDArray[np.float64]:
        """Return the column `steps` fixes earlier as float, NaN where the track is shorter, shape (m,)."""
        return self.last(name, steps + 1)[:, 0]

    def last(self, name: str, count: int) -> npt.NDArray[np.float64]:
        """Return the column at the last `count` fixes as float, newest last: (m, count), NaN where there are fewer."""
        if (name, count) not in self._looked_up:
            places, known = self._places(count)
            values: npt.NDArray[np.float64] = self.columns[name][places].astype(np.float64)
            values[~known] = np.nan
            values.flags.writeable = False
            self._looked_up[name, count] = values
        return self._looked_up[name, count]

    def last_exactly(self, name: str, count: int) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.bool_]]:
        """Return the column at the last `count` fixes in its own type, and which of these exist: (m, count) both."""
        places, known = self._places(count)
        return self.columns[name][places], known

    def _places(self, count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Return the indices of the last `count` fixes, and which of these exist: (m, count) both."""
        if count not in self._placed:
            # Transposed, so that each step back is contiguous in memory: several times faster than row by row.
            places = (self.at - np.arange(count - 1, -1, -1)[:, None]).T
            known = places >= self.first[self.at][:, None]
            self._placed[count] = np.maximum(places, 0), known
        return self._placed[count]

    def kept(self, *, now: int) -> Tracks:
        """Return the last FIXES_KEPT fixes of each aircraft heard in the TIME_TO_LIVE_S before `now` (epoch s)."""
        if not len(self.addresses):
            return Tracks(self.addresses, self.columns)
        ends = np.append(np.flatnonzero(np.diff(self.first)), len(self.first) - 1)
        sizes = np.diff(np.append(-1, ends))
        from_end = np.repeat(ends, sizes) - np.arange(len(self.first))
        alive = np.repeat(self.columns["poll"][ends].astype(np.int64) >= now - TIME_TO_LIVE_S, sizes)
        keep = (from_end < FIXES_KEPT) & alive
        return Tracks(self.addresses[keep], {name: values[keep] for name, values in self.columns.items()})

    def of_rows(self, rows: npt.NDArray[np.int64] | list[int]) -> "Extended":
        """Return the tracks with only some of the new fixes, so that what is costly is computed for these alone."""
        return Extended(self.addresses, self.columns, self.first, self.at[rows])

    def points(self, row: int) -> list[tuple[int, float, float, float | None]]:
        """Return the track up to a new fix: time (epoch s), longitude, latitude (deg), altitude (m, None if null)."""
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
