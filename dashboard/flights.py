"""The live picture as a table: one row per aircraft, every cell of the type its column says, whatever the file held."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import repeat
from types import NoneType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from common.local_source import RECORDED, SIMULATED
from common.state_vector import STATE_FIELDS
from dashboard.texts import number, plain, plain_list, rule_words

TEXT_COLUMNS = (*(field.name for field in STATE_FIELDS if field.type == "string"), "source", "model", "not_scored")
NUMBER_COLUMNS = (
    *(field.name for field in STATE_FIELDS if field.type in {"double", "long"}),
    "poll_time",
    "anomaly_score",
)
FLAG_COLUMNS = (
    *(field.name for field in STATE_FIELDS if field.type == "boolean"),
    "is_anomaly",
    "rule_based_anomaly",
)
LONGEST_TEXT = 60
MOST_REASONS = 10
MODEL_FLAG = "unusual to the model"
_NUMBERS_AND_NULL = {float, int, NoneType}


@dataclass(frozen=True)
class FlightPicture:
    """`live/flights.json`: `flights` has the columns above, `age_s`, `flagged`, `flags`, `reasons` and `mapped`."""

    poll_time: float | None
    published_at: float | None
    sources: tuple[str, ...]
    flights: pd.DataFrame

    @property
    def simulated(self) -> bool:
        return SIMULATED in self.sources

    @property
    def recorded(self) -> bool:
        return RECORDED in self.sources


def parse_picture(content: Any) -> FlightPicture:
    """Read the decoded file; absent or misfit cells are empty, entries that are not objects are left out.

    Raises ValueError when there is no list of flights at all.
    """
    if not isinstance(content, dict) or not isinstance(content.get("flights"), list):
        raise ValueError("has no list of flights")
    poll_time = number(content.get("poll_time"))
    flights = flight_table([record for record in content["flights"] if isinstance(record, dict)], poll_time=poll_time)
    listed = content.get("sources")
    sources = {plain(source) for source in listed} if isinstance(listed, list) else set()
    sources |= set(flights["source"].dropna().unique())
    return FlightPicture(
        poll_time=poll_time,
        published_at=number(content.get("published_at")),
        sources=tuple(sorted(source for source in sources if source)),
        flights=flights,
    )


def flight_table(records: list[dict[str, Any]], *, poll_time: float | None) -> pd.DataFrame:
    """Records as a table; `age_s` is from the newest sign of the aircraft to the poll, not to the wall clock."""
    names = (*TEXT_COLUMNS, *NUMBER_COLUMNS, *FLAG_COLUMNS, "rules", "reasons")
    rows = [tuple(map(record.get, names)) for record in records]
    cells = dict(zip(names, zip(*rows, strict=True) if rows else repeat(()), strict=False))
    columns: dict[str, Any] = {}
    for name in TEXT_COLUMNS:
        columns[name] = pd.array(_plain_texts(cells[name]), dtype=object)
    for name in NUMBER_COLUMNS:
        columns[name] = _numbers(cells[name])
    for name in FLAG_COLUMNS:
        columns[name] = np.array([value is True for value in cells[name]], dtype=bool)
    table = pd.DataFrame(columns)

    seen = table["time_position"].fillna(table["last_contact"])
    polled = table["poll_time"] if poll_time is None else poll_time
    table["age_s"] = (polled - seen).clip(lower=0)
    table["flagged"] = table["is_anomaly"] | table["rule_based_anomaly"]
    table["flags"] = [
        _flag_words(plain_list(rules, most=MOST_REASONS), by_model, by_rule) if by_model or by_rule else ""
        for rules, by_model, by_rule in zip(
            cells["rules"], table["is_anomaly"], table["rule_based_anomaly"], strict=True
        )
    ]
    table["reasons"] = [
        "; ".join(plain_list(reasons, most=MOST_REASONS)) if reasons else "" for reasons in cells["reasons"]
    ]
    table["mapped"] = table["latitude"].between(-90, 90) & table["longitude"].between(-180, 180)
    return table


def _numbers(values: Sequence[Any]) -> npt.NDArray[np.float64]:
    if not set(map(type, values)) <= _NUMBERS_AND_NULL:
        values = [value if type(value) in _NUMBERS_AND_NULL else None for value in values]
    return np.array(values, dtype=np.float64)


def _plain_texts(values: Sequence[Any]) -> Sequence[str | None]:
    if set(map(type, values)) <= {str, NoneType} and _are_plain(set(values) - {None}):
        return values
    texts = [value if type(value) is str else None for value in values]
    cleaned = {text: plain(text, longest=LONGEST_TEXT) for text in set(texts)}  # most columns repeat a few texts
    return [cleaned[text] for text in texts]


def _are_plain(texts: Set[str]) -> bool:
    """Whether `plain` would leave them all as they are, or at least it is sure that it would."""
    together = "".join(texts)
    return (
        together.isprintable()
        and "@@" not in together
        and "" not in texts
        and max(map(len, texts), default=0) <= LONGEST_TEXT
        and all(text == text.strip() for text in texts)
    )


def _flag_words(rules: tuple[str, ...], by_model: bool, by_rule: bool) -> str:
    words = [rule_words(rule) for rule in rules]
    if by_rule and not rules:
        words.append("a rule")
    if by_model:
        words.append(MODEL_FLAG)
    return ", ".join(words)
