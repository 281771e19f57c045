"""The live picture as a table: one row per aircraft, each cell with its column's type, whatever the file holds."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import repeat
from types import NoneType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.state_vector import RECORDED, SCHEMA_VERSION, SIMULATED, STATE_FIELDS
from dashboard.drawing.texts import number, plain, plain_list, rule_words
from dashboard.reading.observation import FIELDS, Observation, parse_observation

TEXT_COLUMNS = (*(field.name for field in STATE_FIELDS if field.type == "string"), "source", "model", "not_scored")
NUMBER_COLUMNS = (
    *(field.name for field in STATE_FIELDS if field.type in {"double", "long"}),
    "poll_time",
    "schema_version",
    "anomaly_score",
)
FLAG_COLUMNS = (
    *(field.name for field in STATE_FIELDS if field.type == "boolean"),
    "is_anomaly",
    "rule_based_anomaly",
)
LONGEST_TEXT = 60
MOST_REASONS = 10
MODEL_FLAG = "model anomaly"
_NUMBERS_AND_NULL = {float, int, NoneType}
_Numbered = tuple[int, Any]
"""A row number and the cell in that row."""


@dataclass(frozen=True)
class FlightPicture:
    """`live/flights.json`; `flights` has the columns above and `age_s`, `flagged`, `flags`, `reasons`, `mapped`.

    newer_version: the schema version of the outputs when it is newer than this page's, else None. observation_of:
    returns the observation of a row of `flights`, parsed on demand.
    """

    poll_time: float | None
    published_at: float | None
    sources: tuple[str, ...]
    newer_version: int | None
    flights: pd.DataFrame
    observation_of: Callable[[int], Observation] = lambda _: Observation()

    @property
    def simulated(self) -> bool:
        return SIMULATED in self.sources

    @property
    def recorded(self) -> bool:
        return RECORDED in self.sources


def parse_picture(content: Any) -> FlightPicture:
    """Read the decoded file.

    Cells that are missing or have another type are empty, and entries that are not objects are skipped. Raises
    ValueError when it has no list of flights.
    """
    if not isinstance(content, dict) or not isinstance(content.get("flights"), list):
        raise ValueError("has no list of flights")
    poll_time = number(content.get("poll_time"))
    records = [record for record in content["flights"] if isinstance(record, dict)]
    observed = [{name: record[name] for name in FIELDS if name in record} for record in records]
    picture = picture_of(flight_table(records, poll_time=poll_time), content)
    return replace(picture, observation_of=lambda row: parse_observation(observed[row]))


def picture_of(flights: pd.DataFrame, heading: Mapping[str, Any]) -> FlightPicture:
    """Return the picture of these flights; heading: the file's poll_time, published_at, sources and schema_version."""
    listed = heading.get("sources")
    sources = {plain(source) for source in listed} if isinstance(listed, list) else set()
    sources |= set(flights["source"].dropna().unique())
    versions = (number(heading.get("schema_version")), *flights["schema_version"].dropna().unique())
    newest = max(filter(None, versions), default=SCHEMA_VERSION)
    return FlightPicture(
        poll_time=number(heading.get("poll_time")),
        published_at=number(heading.get("published_at")),
        sources=tuple(sorted(source for source in sources if source)),
        newer_version=int(newest) if SCHEMA_VERSION < newest < np.inf else None,
        flights=flights,
    )


def flight_table(records: list[dict[str, Any]], *, poll_time: float | None) -> pd.DataFrame:
    """Return the records as a table; `age_s` is the age of the position at the poll, not by the wall clock."""
    names = (*TEXT_COLUMNS, *NUMBER_COLUMNS, *FLAG_COLUMNS, "rules", "reasons")
    rows = [tuple(map(record.get, names)) for record in records]
    cells = dict(zip(names, zip(*rows, strict=True) if rows else repeat(()), strict=False))
    columns: dict[str, Any] = {name: pd.array(_plain_texts(cells[name]), dtype=object) for name in TEXT_COLUMNS}
    columns |= {name: _numbers(cells[name]) for name in NUMBER_COLUMNS}
    columns |= {name: np.array([value is True for value in cells[name]], dtype=bool) for name in FLAG_COLUMNS}
    return _with_flags(
        pd.DataFrame(columns), enumerate(cells["rules"]), enumerate(cells["reasons"]), poll_time=poll_time
    )


def typed_flight_table(rows: pa.Table, *, poll_time: float | None) -> pd.DataFrame:
    """Return the same table as `flight_table` from records of the right types, several times faster."""
    columns: dict[str, Any] = {name: _distinct_texts(rows[name]) for name in TEXT_COLUMNS}
    columns |= {name: _floats(rows[name]) for name in NUMBER_COLUMNS}
    columns |= {name: rows[name].fill_null(False).to_numpy() for name in FLAG_COLUMNS}
    return _with_flags(pd.DataFrame(columns), _filled(rows["rules"]), _filled(rows["reasons"]), poll_time=poll_time)


def _with_flags(
    table: pd.DataFrame, rules: Iterable[_Numbered], reasons: Iterable[_Numbered], *, poll_time: float | None
) -> pd.DataFrame:
    """Add the columns that derive from others: `age_s`, `flagged`, `flags`, `reasons` and `mapped`."""
    seen = table["time_position"].fillna(table["last_contact"])
    polled = table["poll_time"] if poll_time is None else poll_time
    table["age_s"] = np.maximum((polled - seen).to_numpy(), 0)
    table["flagged"] = table["is_anomaly"] | table["rule_based_anomaly"]
    flags, why = np.full(len(table), "", object), np.full(len(table), "", object)
    rules_of = dict(rules)
    for row in np.flatnonzero(table["flagged"]).tolist():
        fired = plain_list(rules_of.get(row), most=MOST_REASONS)
        flags[row] = _flag_words(fired, table["is_anomaly"][row], table["rule_based_anomaly"][row])
    for row, given in reasons:
        if given:
            why[row] = "; ".join(plain_list(given, most=MOST_REASONS))
    table["flags"], table["reasons"] = flags, why
    table["mapped"] = table["latitude"].between(-90, 90) & table["longitude"].between(-180, 180)
    return table


def _distinct_texts(column: pa.ChunkedArray) -> npt.NDArray[np.object_]:
    """Clean each distinct text once, however often it occurs."""
    encoded = column.combine_chunks().dictionary_encode()
    words = encoded.dictionary
    texts = words.to_numpy(zero_copy_only=False) if _are_plain_ascii(words) else _plain_texts(words.to_pylist())
    places: npt.NDArray[np.int32] = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.array([*texts, None], dtype=object)[places]


def _are_plain_ascii(words: pa.StringArray) -> bool:
    """Return whether `plain` would certainly leave all texts unchanged, decided by Arrow without a loop."""
    if not len(words):
        return True
    lengths = pc.binary_length(words)
    tests = (
        pc.all(pc.ascii_is_printable(words)),
        pc.all(pc.equal(pc.ascii_trim_whitespace(words), words)),
        pc.min(lengths).as_py() > 0,
        pc.max(lengths).as_py() <= LONGEST_TEXT,
        pc.invert(pc.any(pc.match_substring(words, "@@"))),
    )
    return all(bool(test) for test in tests)


def _floats(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    numbers: npt.NDArray[np.float64] = column.cast(pa.float64(), safe=False).to_numpy()
    return numbers


def _filled(column: pa.ChunkedArray) -> Iterable[_Numbered]:
    """Return the non-empty lists with the numbers of their rows."""
    rows = np.flatnonzero(pc.fill_null(pc.list_value_length(column), 0).to_numpy())
    return zip(rows.tolist(), column.take(pa.array(rows)).to_pylist(), strict=True)


def _numbers(values: Sequence[Any]) -> npt.NDArray[np.float64]:
    if not set(map(type, values)) <= _NUMBERS_AND_NULL:
        values = [value if type(value) in _NUMBERS_AND_NULL else None for value in values]
    return np.array(values, dtype=np.float64)


def _plain_texts(values: Sequence[Any]) -> Sequence[str | None]:
    if set(map(type, values)) <= {str, NoneType} and _are_plain(set(values) - {None}):
        return values
    texts = [value if type(value) is str else None for value in values]
    cleaned = {text: plain(text, longest=LONGEST_TEXT) for text in set(texts)}  # most columns repeat few texts
    return [cleaned[text] for text in texts]


def _are_plain(texts: Set[str]) -> bool:
    """Return whether `plain` would certainly leave all texts unchanged."""
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
        words.append("unnamed rule")
    if by_model:
        words.append(MODEL_FLAG)
    return ", ".join(words)
