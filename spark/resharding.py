"""Distribute the state of the aircraft over another number of shards."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from ml.tracks.new_fixes import LastFixes
from ml.tracks.tracks import Tracks
from spark.shard import Shard, shard_of
from spark.window_counts import WindowCounts, summed


def resharded(states: Sequence[Shard], count: int) -> list[Shard]:
    """Return the states of all shards after a micro-batch, distributed over `count` shards."""
    fixes = LastFixes.none()
    for state in states:
        fixes = fixes.updated(state.last_fixes.addresses, state.last_fixes.moments)
    tracks = _merged([state.tracks for state in states])
    pairs = np.sort(np.concatenate([state.windows.pairs for state in states]))
    waiting = pa.concat_tables([state.waiting for state in states])
    owners = [orjson.loads(value)["icao24"] for value in waiting["value"].to_pylist()]

    of_fixes, of_tracks = _shards_of(fixes.addresses, count), _shards_of(tracks.addresses, count)
    of_pairs = _shards_of(pairs.astype(np.uint32), count)
    of_waiting = np.array([shard_of(icao24, count) for icao24 in owners], np.int64)
    return [
        Shard(
            LastFixes(fixes.addresses[of_fixes == number], fixes.moments[of_fixes == number]),
            Tracks(
                tracks.addresses[of_tracks == number],
                {name: values[of_tracks == number] for name, values in tracks.columns.items()},
            ),
            # The sums of a window are only ever added up over all shards, so the first one may have them all.
            WindowCounts(pairs[of_pairs == number], {} if number else summed([state.windows for state in states])),
            states[0].order,
            waiting.filter(pa.array(of_waiting == number, pa.bool_())),
            max(state.now for state in states),
        )
        for number in range(count)
    ]


def _shards_of(addresses: npt.NDArray[np.uint32], count: int) -> npt.NDArray[np.int64]:
    """Return the shard of each address, shape (n,)."""
    distinct, places = np.unique(addresses, return_inverse=True)
    return np.array([shard_of(f"{address:06x}", count) for address in distinct], np.int64)[places]


def _merged(tracks: Sequence[Tracks]) -> Tracks:
    addresses = np.concatenate([each.addresses for each in tracks])
    order = np.argsort(addresses, kind="stable")
    columns = {name: np.concatenate([each.columns[name] for each in tracks])[order] for name in tracks[0].columns}
    return Tracks(addresses[order], columns)
