"""Sort records into new, repeated and late: OpenSky repeats an aircraft's last state until it hears it again."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

NEW = "new"
DUPLICATE = "duplicate"
LATE = "late"

Moments = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class LastFixes:
    """The newest fix known of each aircraft, sorted by address.

    addresses: icao24 as numbers, shape (n,). moments: as `moments_of` gives them, shape (n,).
    """

    addresses: npt.NDArray[np.uint32]
    moments: Moments

    @classmethod
    def none(cls) -> "LastFixes":
        """Return the fixes of no aircraft."""
        return cls(np.empty(0, np.uint32), np.empty(0, np.uint64))

    def to_bytes(self) -> bytes:
        """Return the arrays as bytes, 12 per aircraft."""
        return self.addresses.tobytes() + self.moments.tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "LastFixes":
        """Return the fixes that `to_bytes` stored."""
        count = len(content) // 12
        return cls(np.frombuffer(content, np.uint32, count), np.frombuffer(content, np.uint64, count, count * 4))

    def of(self, addresses: npt.NDArray[np.uint32]) -> Moments:
        """Return the known moments of these addresses, 0 for an unknown aircraft, shape (m,)."""
        places, known = places_of(addresses, self.addresses)
        moments = np.zeros(len(addresses), np.uint64)
        moments[known] = self.moments[places[known]]
        return moments

    def updated(self, addresses: npt.NDArray[np.uint32], moments: Moments) -> "LastFixes":
        """Return the newest fix of each aircraft among the known and these fixes, shapes (m,)."""
        all_addresses = np.concatenate([self.addresses, addresses])
        all_moments = np.concatenate([self.moments, moments])
        order = np.lexsort((all_moments, all_addresses))
        newest = np.append(np.diff(all_addresses[order]) != 0, [True] * bool(len(order)))
        kept = order[newest.astype(bool)]
        return LastFixes(all_addresses[kept], all_moments[kept])


def address_numbers(addresses: "pd.Series[str]") -> npt.NDArray[np.uint32]:
    """Return addresses of 6 hex digits as numbers, shape (n,)."""
    digits = np.frombuffer(bytes.fromhex("".join(addresses.to_list())), np.uint8).reshape(-1, 3).astype(np.uint32)
    return (digits[:, 0] << 16 | digits[:, 1] << 8 | digits[:, 2]).astype(np.uint32)


def places_of(
    addresses: npt.NDArray[np.uint32], known: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the index of each address among the known ones, which ascend, and whether it is known: shapes (n,)."""
    places = np.searchsorted(known, addresses)
    found: npt.NDArray[np.bool_] = np.zeros(len(addresses), bool)
    within = places < len(known)
    found[within] = known[places[within]] == addresses[within]
    return places, found


def moments_of(states: pd.DataFrame) -> Moments:
    """Return a number per record that orders an aircraft's fixes by `last_contact`, then `time_position` (epoch s)."""
    contact: Moments = states["last_contact"].to_numpy(np.uint64)
    position: Moments = states["time_position"].to_numpy(np.uint64)
    return (contact << np.uint64(32)) | position


def sort_out_new(states: pd.DataFrame, known: LastFixes) -> tuple[npt.NDArray[np.object_], LastFixes]:
    """Return the kind of each record, and the fixes known afterwards.

    A record is NEW, a DUPLICATE of its aircraft's newest fix, or LATE (older than that). `states` has `icao24`,
    `last_contact` and `time_position`, in order of arrival for each aircraft. As only the newest fix of an aircraft is
    kept, LATE covers a repeated old fix as well as one never seen: callers set such records aside instead of dropping
    them.
    """
    addresses = address_numbers(states["icao24"])
    moments = moments_of(states)
    before = known.of(addresses)
    by_aircraft = pd.Series(moments).groupby(addresses)
    newest_in_batch = by_aircraft.cummax().groupby(addresses).shift(fill_value=0).to_numpy(np.uint64)
    newest = np.maximum(before, newest_in_batch)
    kinds = np.select([moments > newest, moments == newest], [NEW, DUPLICATE], LATE).astype(object)
    return kinds, known.updated(addresses, moments)
