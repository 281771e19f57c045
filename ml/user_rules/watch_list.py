"""Rules about certain aircraft: by address, callsign or country of registration."""

import re
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from contracts.state_vector import ICAO24_PATTERN
from ml.arrays import Flags
from ml.user_rules.fixes import Fix, FixColumns
from ml.user_rules.rule import CallsignGlob, Country, Reason, RuleBase, Text


def _icao24(text: str) -> str:
    if not re.fullmatch(ICAO24_PATTERN, text):
        raise ValueError("an address has 6 hex digits")
    return text


_Icao24 = Annotated[Text, StringConstraints(to_lower=True), AfterValidator(_icao24)]


class WatchList(RuleBase):
    """Holds for every fix of an aircraft that is in one of the lists."""

    kind: Literal["watch_list"]
    icao24s: Annotated[tuple[_Icao24, ...], Field(max_length=10_000)] = ()
    callsigns: Annotated[tuple[CallsignGlob, ...], Field(max_length=100)] = ()
    countries: tuple[Country, ...] = ()

    @model_validator(mode="after")
    def _lists_something(self) -> Self:
        if not (self.icao24s or self.callsigns or self.countries):
            raise ValueError("one of `icao24s`, `callsigns`, `countries` has to list something")
        return self

    def matches(self, fixes: FixColumns) -> Flags:
        matches = np.zeros(len(fixes.frame), bool)
        if self.icao24s:
            matches |= fixes.icao24_in(self.icao24s)
        if self.callsigns:
            matches |= fixes.callsign_like(self.callsigns)
        if self.countries:
            matches |= fixes.country_in(self.countries)
        return matches

    def explain(self, fix: Fix) -> Reason:
        if fix.icao24 in self.icao24s:
            return Reason(f"address {fix.icao24} is on the list, at {fix.place}")
        for glob in self.callsigns:
            if fix.callsign and fnmatchcase(fix.callsign, glob):
                return Reason(f"callsign {fix.callsign} matches {glob}, at {fix.place}")
        return Reason(f"registered in {fix.origin_country}, at {fix.place}")
