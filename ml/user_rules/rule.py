"""The parts that all kinds of user rules share."""

import re
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from contracts.alert_event import Severity
from ml.arrays import Flags
from ml.user_rules.fixes import Fix, FixColumns


def _callsign_glob(text: str) -> str:
    if not re.fullmatch(r"[A-Z0-9*?]{1,8}", text):
        raise ValueError("a callsign has up to 8 letters and digits; * stands for any text, ? for any character")
    return text


Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[Text, StringConstraints(max_length=60)]
Country = Annotated[Text, AfterValidator(str.lower)]
CallsignGlob = Annotated[Text, StringConstraints(to_upper=True), AfterValidator(_callsign_glob)]
Category = Annotated[int, Field(strict=True, ge=0, le=20)]


@dataclass(frozen=True)
class Reason:
    """Why a rule matches a fix: in words, and as a value and its limit in `unit` if it has one."""

    text: str
    value: float | None = None
    limit: float | None = None
    unit: str = ""


class Only(BaseModel):
    """Restricts a rule to certain aircraft: one entry of each given list has to match."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    countries: tuple[Country, ...] = ()
    callsigns: tuple[CallsignGlob, ...] = ()
    categories: tuple[Category, ...] = ()

    def matches(self, fixes: FixColumns) -> Flags:
        """Return whether the rule is about each fix, shape (n,)."""
        matches = np.ones(len(fixes.frame), bool)
        if self.countries:
            matches &= fixes.country_in(self.countries)
        if self.callsigns:
            matches &= fixes.callsign_like(self.callsigns)
        if self.categories:
            matches &= np.isin(fixes.number("category"), self.categories)
        return matches


class RuleBase(BaseModel):
    """Name, severity and the aircraft a rule is about; each kind adds `matches` and `explain`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    severity: Severity
    description: Text | None = None
    only: Only = Only()

    def matches(self, fixes: FixColumns) -> Flags:
        """Return whether the rule holds for each fix, apart from `only`: shape (n,). Unknown values match nothing."""
        raise NotImplementedError

    def explain(self, fix: Fix) -> Reason:
        """Return why the rule holds for a fix that it matches."""
        raise NotImplementedError
