"""The stream's checks of a state (`spark.received`) on a data frame, derived from the same `FIELDS`."""

import pandas as pd

from contracts.state_vector import FIELDS, LONGEST_TEXT, MAX_LEAD_S


def is_usable(states: pd.DataFrame) -> "pd.Series[bool]":
    """Return whether the stream would accept each state, on the index of `states`.

    It has every required field of `FIELDS`, no value beyond its limits, no text longer than LONGEST_TEXT, and no time
    more than MAX_LEAD_S after its poll.
    """
    usable = pd.Series(True, index=states.index)
    for field in FIELDS:
        values = states[field.name]
        if field.required:
            usable &= values.notna()
        if field.type == "string":
            texts = values.astype("string")
            usable &= ~(texts.str.len() > LONGEST_TEXT).fillna(False)
            if field.required:
                usable &= (texts.str.strip(" ") != "").fillna(False)
        if field.minimum is not None or field.maximum is not None:
            numbers = pd.to_numeric(values)
            usable &= ~((numbers < field.minimum) | (numbers > field.maximum))
    latest = pd.to_numeric(states["poll_time"]) + MAX_LEAD_S
    for name in ("time_position", "last_contact"):
        usable &= ~(pd.to_numeric(states[name]) > latest)
    return usable
