"""Which records tell something new: OpenSky repeats an aircraft's last state until it hears from it again."""

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

    addresses: icao24 as numbers, shape (n,); moments: `last_contact` and `time_position` as one number that grows
    with either, shape (n,).
    """

    addresses: npt.NDArray[np.uint32]
    moments: Moments

    @classmethod
    def none(cls) -> "LastFixes":
        return cls(np.empty(0, np.uint32), np.empty(0, np.uint64))

    def to_bytes(self) -> bytes:
        """12 bytes per aircraft."""
        return self.addresses.tobytes() + self.moments.tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "LastFixes":
        count = len(content) // 12
        return cls(np.frombuffer(content, np.uint32, count), np.frombuffer(content, np.uint64, count, count * 4))

    def of(self, addresses: npt.NDArray[np.uint32]) -> Moments:
        """The moments known of these addresses, 0 where an aircraft is not known."""
        places, known = places_of(addresses, self.addresses)
        moments = np.zeros(len(addresses), np.uint64)
        moments[known] = self.moments[places[known]]
        return moments

    def updated(self, addresses: npt.NDArray[np.uint32], moments: Moments) -> "LastFixes":
        """With these fixes too, the newest of each aircraft kept."""
        all_addresses = np.concatenate([self.addresses, addresses])
        all_moments = np.concatenate([self.moments, moments])
        order = np.lexsort((all_moments, all_addresses))
        newest = np.append(np.diff(all_addresses[order]) != 0, [True] * bool(len(order)))
        kept = order[newest.astype(bool)]
        return LastFixes(all_addresses[kept], all_moments[kept])


def address_numbers(addresses: "pd.Series[str]") -> npt.NDArray[np.uint32]:
    """The numbers that 6 hex digits each spell."""
    digits = np.frombuffer(bytes.fromhex("".join(addresses.to_list())), np.uint8).reshape(-1, 3).astype(np.uint32)
    return (digits[:, 0] << 16 | digits[:, 1] << 8 | digits[:, 2]).astype(np.uint32)


def places_of(
    addresses: npt.NDArray[np.uint32], known: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Where each is among the known, which ascend, and whether it is there at all."""
    places = np.searchsorted(known, addresses)
    found: npt.NDArray[np.bool_] = np.zeros(len(addresses), bool)
    within = places < len(known)
    found[within] = known[places[within]] == addresses[within]
    return places, found


def moments_of(states: pd.DataFrame) -> Moments:
    """One number per record that orders an aircraft's fixes: `last_contact`, then `time_position` (epoch s)."""
    contact: Moments = states["last_contact"].to_numpy(np.uint64)
    position: Moments = states["time_position"].to_numpy(np.uint64)
    return (contact << np.uint64(32)) | position


def sort_out_new(states: pd.DataFrame, known: LastFixes) -> tuple[npt.NDArray[np.object_], LastFixes]:
    """Say of each record whether it is NEW, a DUPLICATE of the newest fix, or LATE (older than it), with the fixes
    known afterwards.

    `states` is in the order of arrival for each aircraft, with `icao24`, `last_contact`, `time_position`. The newest
    fix is the only one kept of an aircraft, so LATE covers both a repeat of an old fix and one never seen: the caller
    keeps such records apart instead of dropping them.
    """
    addresses = address_numbers(states["icao24"])
    moments = moments_of(states)
    before = known.of(addresses)
    by_aircraft = pd.Series(moments).groupby(addresses)
    newest_in_batch = by_aircraft.cummax().groupby(addresses).shift(fill_value=0).to_numpy(np.uint64)
    newest = np.maximum(before, newest_in_batch)
    kinds = np.select([moments > newest, moments == newest], [NEW, DUPLICATE], LATE).astype(object)
    return kinds, known.updated(addresses, moments)
