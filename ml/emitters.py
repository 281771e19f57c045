"""Which records are of aircraft."""

import numpy as np
import pandas as pd

from contracts.emitter_category import NO_AIRCRAFT
from ml.arrays import Flags


def is_aircraft(categories: "pd.Series[float]") -> Flags:
    """Return whether each record is of an aircraft, by its category, shape (n,); an aircraft need not report one."""
    return ~np.isin(categories.to_numpy(float, na_value=np.nan), NO_AIRCRAFT)
