"""Lines of JSON as typed rows of DuckDB, and what is wrong with those that are none.

Files are read whole by DuckDB as long as all of their lines are good. Only where one is not are they read again line by
line, for the line and its place; the same checks then say the same of each record.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.lake.partitions import quoted

LONGEST_LINE = 2**24
"""In bytes; of a longer one this much is kept. DuckDB's own limit for a record."""

LONGEST_TEXT = 1_200
"""In bytes; the longest there are, a user's rule in words, have some 1,000. Two are still a key of PostgreSQL's."""

LONGEST_LIST = 1_000
"""The longest there are, tracks, have 30 fixes."""

_BYTES_AT_ONCE = 2**26
_FIX_LENGTH = 4
"""Time, longitude, latitude, altitude, of which only the last may be null."""

_EMPTY_LINES = "CREATE OR REPLACE TABLE lines (file VARCHAR, line BIGINT, raw BLOB)"
_LINES = pa.schema([("file", pa.string()), ("line", pa.int64()), ("raw", pa.binary())])

Columns = Mapping[str, str]
"""Names and types, as DuckDB names them: VARCHAR, BIGINT, DOUBLE, BOOLEAN, VARCHAR[] and DOUBLE[][]."""


@dataclass(frozen=True)
class _Form:
    """What a value of a type has to be, in SQL: of its JSON `{0}`, whether it is one and what it is; of that, `{0}`,
    whether it can be."""

    is_one: str
    value: str
    can_be: str = "true"


_NUMBERS = "('UBIGINT', 'BIGINT', 'DOUBLE')"
_TEXT_CAN_BE = f"strlen({{0}}) <= {LONGEST_TEXT} AND NOT contains({{0}}, chr(0))"  # which PostgreSQL cannot hold
_FIX = f"len(fix) = {_FIX_LENGTH} AND len(list_filter(fix[:3], lambda value: isfinite(value))) = 3"
_FORMS = {
    "VARCHAR": _Form("json_type({0}) = 'VARCHAR'", "{0} ->> '$'", _TEXT_CAN_BE),
    "BIGINT": _Form(
        "json_type({0}) IN ('UBIGINT', 'BIGINT') AND TRY_CAST({0} AS BIGINT) IS NOT NULL", "TRY_CAST({0} AS BIGINT)"
    ),
    "DOUBLE": _Form(
        f"json_type({{0}}) IN {_NUMBERS} AND isfinite(TRY_CAST({{0}} AS DOUBLE))", "TRY_CAST({0} AS DOUBLE)"
    ),
    "BOOLEAN": _Form("json_type({0}) = 'BOOLEAN'", "TRY_CAST({0} AS BOOLEAN)"),
    "VARCHAR[]": _Form(
        "json_type({0}) = 'ARRAY' AND len(list_filter(json_type({0}, '$[*]'), lambda kind: kind <> 'VARCHAR')) = 0",
        "TRY_CAST({0} AS VARCHAR[])",
        f"len({{0}}) <= {LONGEST_LIST}"
        f" AND len(list_filter({{0}}, lambda text: NOT ({_TEXT_CAN_BE.format('text')}))) = 0",
    ),
    "DOUBLE[][]": _Form(
        "json_type({0}) = 'ARRAY' AND len(list_filter(json_type({0}, '$[*]'), lambda kind: kind <> 'ARRAY')) = 0"
        " AND len(list_filter(json_type({0}, '$[*][*]'),"
        f" lambda kind: kind NOT IN {_NUMBERS} AND kind <> 'NULL')) = 0",
        "TRY_CAST({0} AS DOUBLE[][])",
        f"len({{0}}) <= {LONGEST_LIST} AND len(list_filter({{0}}, lambda fix: NOT ({_FIX}"
        f" AND abs(fix[2]) <= 180 AND abs(fix[3]) <= 90 AND (fix[4] IS NULL OR isfinite(fix[4]))))) = 0",
    ),
}


def read_whole(
    connection: duckdb.DuckDBPyConnection, files: list[Path], columns: Columns, required: frozenset[str]
) -> bool:
    """Make the table `records` of the files' records: `file`, `line` (null), the columns, and `problem`, null where
    there is none; and `lines`, which has none. Returns whether there is a record of every line: else it takes
    `read_lines`. Raises OSError when a file cannot be read.
    """
    connection.execute(_EMPTY_LINES)
    sizes = [len(raw) for file in files for raw in _raw_lines(file) if raw]
    types = ", ".join(f"{quoted(name)}: 'JSON'" for name in columns)
    names = ", ".join(quoted(str(file)) for file in files)
    options = "format = 'newline_delimited', hive_partitioning = false, filename = 'file'"
    of_json = f"SELECT *, NULL AS line, NULL AS flaw FROM read_json([{names}], {options}, columns = {{{types}}})"
    try:
        count = _make_records(connection, of_json, columns, required)
    except duckdb.Error:
        return False
    return count == len(sizes) and max(sizes, default=0) <= LONGEST_LINE  # DuckDB leaves out what is one character


def read_lines(
    connection: duckdb.DuckDBPyConnection, files: list[Path], columns: Columns, required: frozenset[str]
) -> None:
    """Make the table `records` as `read_whole` does, of all lines that are not blank, and `lines` of these as they are:
    `file`, `line` (from 1), `raw`. Raises OSError when a file cannot be read."""
    connection.execute(_EMPTY_LINES)
    for some in _lines_of(files):
        connection.register("some_lines", some)
        connection.execute("INSERT INTO lines FROM some_lines")
    ours = f"lambda key: key IN ({', '.join(map(quoted, columns))})"
    form = "{" + ", ".join(f'"{name}": "JSON"' for name in columns) + "}"
    keys = f"list_filter(TRY(json_keys(text)), {ours})"
    of_json = f"""
        SELECT file, line, unnest(TRY(json_transform(text, {quoted(form)}))), CASE
            WHEN octet_length(raw) > {LONGEST_LINE} THEN 'line is too long'
            WHEN TRY(json_type(text)) IS DISTINCT FROM 'OBJECT' THEN 'not a JSON record'
            WHEN len({keys}) > len(list_distinct({keys})) THEN 'a field twice'
        END AS flaw
        FROM (SELECT *, TRY(decode(raw)) AS text FROM lines)
    """
    _make_records(connection, of_json, columns, required)


def find_lines(file: Path, numbers: Set[int]) -> dict[int, bytes]:
    """Those of these lines (from 1) that a file has, as `lines` has them. Raises OSError."""
    return {number: raw for number, raw in enumerate(_raw_lines(file), start=1) if number in numbers}


def _make_records(
    connection: duckdb.DuckDBPyConnection, of_json: str, columns: Columns, required: frozenset[str]
) -> int:
    """Make `records` of columns of JSON, `file`, `line` and `flaw`, what is wrong already; returns their number."""
    forms = {name: _FORMS[kind] for name, kind in columns.items()}
    is_one = ", ".join(
        f'"{name}" IS NULL OR {form.is_one.format(_name(name))} AS is_{name}' for name, form in forms.items()
    )
    values = ", ".join(f'{form.value.format(_name(name))} AS "{name}"' for name, form in forms.items())
    problems = [("flaw IS NOT NULL", "flaw")]
    for name, form in forms.items():
        problems.append((f"NOT is_{name}", quoted(f"wrong type: {name}")))
        if name in required:
            blank = f" OR trim({_name(name)}) = ''" if columns[name] == "VARCHAR" else ""
            problems.append((f"{_name(name)} IS NULL{blank}", quoted(f"missing {name}")))
        problems.append((f"NOT ({form.can_be.format(_name(name))})", quoted(f"impossible {name}")))
    cases = " ".join(f"WHEN {condition} THEN {problem}" for condition, problem in problems)
    names = ", ".join(map(_name, columns))
    made = connection.execute(
        f"CREATE OR REPLACE TABLE records AS SELECT file, line, {names}, CASE {cases} END AS problem"
        f" FROM (SELECT file, line, flaw, {is_one}, {values} FROM ({of_json}))"
    )
    return int(made.fetchall()[0][0])


def _lines_of(files: list[Path]) -> Iterator[pa.Table]:
    """The lines that are not blank, without their ends, so many at once as memory has room for."""
    some: list[tuple[str, int, bytes]] = []
    size = 0
    for file in files:
        for line, raw in enumerate(_raw_lines(file), start=1):
            if raw:
                some.append((str(file), line, raw))
                size += len(raw)
            if size > _BYTES_AT_ONCE:
                yield pa.Table.from_arrays(list(zip(*some, strict=True)), schema=_LINES)
                some, size = [], 0
    if some:
        yield pa.Table.from_arrays(list(zip(*some, strict=True)), schema=_LINES)


def _raw_lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while line := content.readline(LONGEST_LINE + 1):
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = content.readline(LONGEST_LINE)
            yield line.strip(b" \t\r\n")


def _name(column: str) -> str:
    return f'"{column}"'
