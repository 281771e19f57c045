"""The model's features: how an aircraft flies, not where."""

import numpy as np
import pandas as pd

FEATURES = ("baro_altitude", "velocity", "vertical_rate", "track_sin", "track_cos")
"""Position is left out on purpose: a model given latitude and longitude learns where aircraft usually fly and flags
every flight over a quiet region. Track enters as sine and cosine, because 359° and 1° are neighbours."""


def flight_features(states: pd.DataFrame) -> pd.DataFrame:
    """Compute the features of each record, columns `FEATURES` (m, m/s, m/s, 1, 1), NaN where a field is missing.

    `states` has `baro_altitude` (m), `velocity`, `vertical_rate` (m/s) and `true_track` (deg), null where unreported.
    """
    track = np.radians(states["true_track"].to_numpy(dtype=float, na_value=np.nan))
    columns = {name: states[name].to_numpy(dtype=float, na_value=np.nan) for name in FEATURES[:3]}
    columns["track_sin"] = np.sin(track)
    columns["track_cos"] = np.cos(track)
    return pd.DataFrame(columns, index=states.index)


REPORTED_FOR = {name: name for name in FEATURES[:3]} | {"track_sin": "true_track", "track_cos": "true_track"}
"""The reported field that each feature is computed from, to name a missing one."""
