"""Rules about a reported value above or below a limit."""

from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from contracts.state_vector import STATE_FIELDS
from ml.arrays import Flags
from ml.user_rules.fixes import Fix, FixColumns
from ml.user_rules.rule import Number, Reason, RuleBase

_UNITS = {field.name: field.unit for field in STATE_FIELDS}


class Threshold(RuleBase):
    """Holds for every airborne fix whose field (m, m/s) is above, or below, the limit."""

    kind: Literal["threshold"]
    field: Literal["baro_altitude", "geo_altitude", "velocity", "vertical_rate"]
    above: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _has_one_limit(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise ValueError("either `above` or `below` has to be given")
        return self

    def matches(self, fixes: FixColumns) -> Flags:
        values = fixes.number(self.field)
        above = values > (np.inf if self.above is None else self.above)
        below = values < (-np.inf if self.below is None else self.below)
        return fixes.airborne & (above | below)

    def explain(self, fix: Fix) -> Reason:
        value: float = getattr(fix, self.field)
        unit = _UNITS[self.field]
        side, limit = ("above", self.above) if self.above is not None else ("below", self.below)
        return Reason(f"{self.field} {value:g} {unit} is {side} {limit:g} {unit}, at {fix.place}", value, limit, unit)
