"""Sums over a window that moves with the data's own clock."""

import numpy as np

from ml.arrays import Floats, Ints


class SlidingSums:
    """Sums over the newest buckets of time, the last of which is still filling. Memory does not grow.

    until: the newest time (epoch s), None before the first. width: how many sums are kept.
    """

    def __init__(self, *, span_s: int, bucket_s: int, width: int) -> None:
        self.width = width
        self.until: int | None = None
        self._first = 0
        self._bucket_s = bucket_s
        self._oldest = 0
        self._sums = np.zeros((span_s // bucket_s, width))

    @property
    def since(self) -> int | None:
        """The beginning of the window (epoch s), None before the first time."""
        return None if self.until is None else max(self._first, self._oldest * self._bucket_s)

    def advance(self, times: Ints) -> None:
        """Move the clock to the newest of these times (epoch s), if it is later, and drop the buckets left behind."""
        if not len(times):
            return
        first, newest = int(times.min()), int(times.max())
        self._first = first if self.until is None else min(self._first, first)
        self.until = newest if self.until is None else max(self.until, newest)
        length = len(self._sums)
        oldest = self.until // self._bucket_s - length + 1
        left = min(max(oldest - self._oldest, 0), length)
        if left:
            self._sums = np.concatenate([self._sums[left:], np.zeros((left, self.width))])
        self._oldest = oldest

    def buckets_of(self, times: Ints) -> Ints:
        """Return the bucket of each time (epoch s, not after `until`), negative if dropped: (n,) to (n,)."""
        buckets: Ints = times // self._bucket_s - self._oldest
        return buckets

    def count(self, cells: Ints) -> None:
        """Add 1 to each cell (bucket · width + column), as often as it is given."""
        self._sums += np.bincount(cells, minlength=self._sums.size).reshape(self._sums.shape)

    def add(self, time: int, values: Floats) -> None:
        """Add values, shape (width,), to the bucket of this time, unless it has been dropped."""
        bucket = time // self._bucket_s - self._oldest
        if bucket >= 0:
            self._sums[bucket] += values

    def totals(self) -> Floats:
        """Return the sums over all buckets, shape (width,)."""
        totals: Floats = self._sums.sum(axis=0)
        return totals
