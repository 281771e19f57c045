"""The three rules the product promises: cheap flags on a single airborne record, information rather than alarm."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from common.settings import Settings

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RuleLimits:
    """Limits of the rules, in SI units.

    Airliners reach descent rates of 11.7 to 15 m/s (OpenAP's kinematic model), and the record ground speed of one is
    358 m/s, so the defaults are seldom crossed by ordinary flying; the altitude limit is, on every approach.
    """

    max_descent_ms: float = 15.0
    min_altitude_m: float = 500.0
    max_speed_ms: float = 400.0

    @classmethod
    def of_settings(cls, settings: Settings) -> "RuleLimits":
        """The limits of RULE_*."""
        return cls(settings.rule_max_descent_ms, settings.rule_min_altitude_m, settings.rule_max_speed_ms)


@dataclass(frozen=True)
class Rule:
    """A rule: its name in `rules`, the field it looks at, when it fires, and how it says why."""

    name: str
    field: str
    fires: Callable[[npt.NDArray[np.float64], RuleLimits], Flags]
    explain: Callable[[float, RuleLimits], str]


RULES = (
    Rule(
        "rapid_descent",
        "vertical_rate",
        lambda rate, limits: rate < -limits.max_descent_ms,
        lambda rate, limits: f"vertical rate {rate:.1f} m/s is below -{limits.max_descent_ms:g} m/s",
    ),
    Rule(
        "low_altitude",
        "baro_altitude",
        lambda altitude, limits: altitude < limits.min_altitude_m,
        lambda altitude, limits: f"altitude {altitude:.0f} m is below {limits.min_altitude_m:g} m while airborne",
    ),
    Rule(
        "overspeed",
        "velocity",
        lambda speed, limits: speed > limits.max_speed_ms,
        lambda speed, limits: f"ground speed {speed:.0f} m/s is above {limits.max_speed_ms:g} m/s",
    ),
)


def rule_flags(states: pd.DataFrame, *, limits: RuleLimits) -> dict[str, Flags]:
    """Say for each rule, by name, on which records it fires: arrays of `len(states)`.

    Only airborne records are looked at, and a value that is not reported (null) fires nothing.
    """
    airborne = ~states["on_ground"].to_numpy(dtype=bool)
    return {
        rule.name: airborne & rule.fires(states[rule.field].to_numpy(dtype=float, na_value=np.nan), limits)
        for rule in RULES
    }
