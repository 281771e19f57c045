"""The three rules that flag a single airborne record.

A *flag* is information about one record, set by a rule of this module or by the Isolation Forest. An *anomaly*
(`is_anomaly`) is the forest's verdict alone: a score above its threshold. Neither raises an *alert*, which is an event
of one aircraft and cause, with evidence that the detectors confirmed (`ml.alerts`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from common.settings import Settings
from ml.emitters import is_aircraft

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RuleLimits:
    """Limits of the rules, in SI units.

    Airliners descend at up to 11.7 to 15 m/s (OpenAP's kinematic model), and the highest ground speed recorded for one
    is 358 m/s, so ordinary flying seldom crosses these two defaults. Every approach crosses the altitude limit.
    """

    max_descent_ms: float = 15.0
    min_altitude_m: float = 500.0
    max_speed_ms: float = 400.0

    @classmethod
    def of_settings(cls, settings: Settings) -> "RuleLimits":
        """Return the limits set by RULE_*."""
        return cls(settings.rule_max_descent_ms, settings.rule_min_altitude_m, settings.rule_max_speed_ms)


@dataclass(frozen=True)
class FlagRule:
    """A rule: its name in `rules`, the field it checks, when it fires, and its reason in words."""

    name: str
    field: str
    fires: Callable[[npt.NDArray[np.float64], RuleLimits], Flags]
    explain: Callable[[float, RuleLimits], str]


RULES = (
    FlagRule(
        "rapid_descent",
        "vertical_rate",
        lambda rate, limits: rate < -limits.max_descent_ms,
        lambda rate, limits: f"vertical rate {rate:.1f} m/s is below -{limits.max_descent_ms:g} m/s",
    ),
    FlagRule(
        "low_altitude",
        "baro_altitude",
        lambda altitude, limits: altitude < limits.min_altitude_m,
        lambda altitude, limits: f"altitude {altitude:.0f} m is below {limits.min_altitude_m:g} m while airborne",
    ),
    FlagRule(
        "overspeed",
        "velocity",
        lambda speed, limits: speed > limits.max_speed_ms,
        lambda speed, limits: f"ground speed {speed:.0f} m/s is above {limits.max_speed_ms:g} m/s",
    ),
)


def rule_flags(states: pd.DataFrame, *, limits: RuleLimits) -> dict[str, Flags]:
    """Return, by rule name, the records on which each rule fires: arrays of `len(states)`.

    Rules fire on airborne records of aircraft only, and never on a value that is not reported (null).
    """
    airborne = ~states["on_ground"].to_numpy(dtype=bool) & is_aircraft(states["category"])
    return {
        rule.name: airborne & rule.fires(states[rule.field].to_numpy(dtype=float, na_value=np.nan), limits)
        for rule in RULES
    }
