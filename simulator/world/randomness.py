"""Random numbers that depend only on the seed and their purpose, never on what was drawn before.

The traffic of a given time must be the same in whatever order times are requested, so each draw is a hash of
(seed, purpose, keys). The hash is the finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
generators", OOPSLA 2014), in numpy's wrapping 64-bit arithmetic.
"""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from simulator.world.arrays import Floats, Integers

Bits = npt.NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def splitmix64(values: Bits) -> Bits:
    """Return 64 well-mixed bits per value: one step of the generator from each state."""
    with np.errstate(over="ignore"):
        mixed = values + _STEP
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        return np.asarray(mixed ^ (mixed >> np.uint64(31)), dtype=np.uint64)


class Draws:
    """Hashed draws for one seed. Keys are integers or integer arrays and broadcast against each other."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def bits(self, purpose: str, *keys: npt.ArrayLike) -> Bits:
        """Return 64 random bits for each combination of keys."""
        start = blake2b(f"{self._seed}/{purpose}".encode(), digest_size=8).digest()
        bits: Bits = np.asarray(int.from_bytes(start, "little"), dtype=np.uint64)
        for key in keys:
            bits = splitmix64(bits ^ np.asarray(key).astype(np.uint64))
        return bits

    def uniform(self, purpose: str, *keys: npt.ArrayLike) -> Floats:
        """Draw uniformly from [0, 1), using the upper 53 bits."""
        return np.asarray((self.bits(purpose, *keys) >> np.uint64(11)) * 2.0**-53, dtype=np.float64)

    def between(self, low: float | Floats, high: float | Floats, purpose: str, *keys: npt.ArrayLike) -> Floats:
        """Draw uniformly from [low, high)."""
        return np.asarray(low + (high - low) * self.uniform(purpose, *keys), dtype=np.float64)

    def below(self, limit: int, purpose: str, *keys: npt.ArrayLike) -> Integers:
        """Draw uniformly from the integers 0 … limit - 1."""
        return np.asarray(np.floor(self.uniform(purpose, *keys) * limit), dtype=np.int64)
