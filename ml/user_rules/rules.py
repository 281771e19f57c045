"""All rules of a user, applied to all new fixes at once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from common.errors import SettingsError
from ml.detectors.findings import Finding
from ml.user_rules.fixes import Fix, FixColumns
from ml.user_rules.reading import UserRule, read_rules

RULE_FAMILY = "rule:"
"""Prefix of the family of a rule's findings: each rule is a family of its own."""


@dataclass(frozen=True)
class UserRules:
    """Rules without memory: each looks at one fix at a time."""

    rules: tuple[UserRule, ...] = ()

    @classmethod
    def of_yaml(cls, content: bytes, *, file: str) -> "UserRules":
        """Return the rules in the content of a YAML file of this name; alert_rules.example.yaml is one.

        Raises SettingsError when it has mistakes.
        """
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise SettingsError(f"{file}: cannot be read: {error}") from None
        return cls(read_rules(text, file=file))

    def findings(self, fixes: pd.DataFrame) -> list[tuple[int, Finding]]:
        """Return the findings of all rules, each with its row among the fixes, rule by rule and in their order.

        `fixes` has a row per new fix: icao24, callsign, origin_country, source, time_position, poll_time, longitude,
        latitude, baro_altitude, geo_altitude, velocity, vertical_rate, category, on_ground; null where unreported.
        """
        if not self.rules or fixes.empty:
            return []
        columns = FixColumns(fixes)
        places = [np.flatnonzero(rule.matches(columns) & rule.only.matches(columns)) for rule in self.rules]
        matched = np.unique(np.concatenate(places))
        fix_at = dict(zip(matched.tolist(), columns.at(matched), strict=True))
        return [
            (place, _finding(rule, fix_at[place]))
            for rule, its_places in zip(self.rules, places, strict=True)
            for place in its_places.tolist()
        ]


NO_RULES = UserRules()


def _finding(rule: UserRule, fix: Fix) -> Finding:
    reason = rule.explain(fix)
    return Finding.about(
        vars(fix),
        detector=rule.name,
        family=f"{RULE_FAMILY}{rule.name}",
        severity=rule.severity,
        evidence=f"{rule.description}: {reason.text}" if rule.description else reason.text,
        value=reason.value,
        limit=reason.limit,
        unit=reason.unit,
    )
