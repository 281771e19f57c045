"""Names for the types of arrays."""

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Addresses = npt.NDArray[np.uint32]
"""icao24 as numbers."""
Records = npt.NDArray[np.void]
"""Rows with named fields (a structured array)."""
