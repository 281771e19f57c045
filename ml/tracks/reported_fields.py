"""The fields of a state vector that tracks keep, as columns of fixed types."""

import numpy as np
import numpy.typing as npt
import pandas as pd

REPORTED = {
    "time": np.int32,
    "poll": np.int32,
    "poll_number": np.int32,
    "feed": np.uint32,
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
"""Reported fields of a fix. time: time_position, poll: poll_time (epoch s); poll_number, feed: see `ml.polls`; deg, m,
m/s, NaN where null; squawk: the digits as a decimal number, -1 where null; callsign: the 8 characters as a number, 0
where null."""

Columns = dict[str, npt.NDArray[np.generic]]


def reported_columns(states: pd.DataFrame) -> Columns:
    """Return the REPORTED columns of state vectors with `ml.polls.POLL_COLUMNS`, shapes (n,)."""

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
        "poll_number": states["poll_number"].to_numpy(np.int32),
        "feed": states["feed_number"].to_numpy(np.uint32),
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
    """Return the first 8 characters of each callsign as one number, 0 for null, shape (n,)."""
    texts = ["" if text is None or text != text else text for text in callsigns]
    try:
        characters = np.array(texts, "S8")
    except UnicodeEncodeError:
        characters = np.array([text.encode("ascii", "replace") for text in texts], "S8")
    return characters.view(np.uint64)


def callsign_text(number: float | int) -> str:
    """Return the callsign behind a number of `callsign_numbers`; empty for 0."""
    return np.array([number], np.uint64).tobytes().rstrip(b"\0").decode("ascii")
