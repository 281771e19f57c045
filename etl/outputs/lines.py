"""Lines of JSON as typed rows of DuckDB, with the problem of each line that has one.

DuckDB reads files whole as long as all their lines are good. If one is not, they are read again line by line, to find
the bad line and its number; the checks of a record are the same in both ways.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from common.sql import quoted, quoted_name
from contracts.kept_files import opened
from contracts.lake.sql import names_of

LONGEST_LINE = 2**24
"""Number of bytes kept of a longer line; DuckDB's own limit for a record."""

LONGEST_TEXT = 1_200
"""Largest number of bytes in a text. The longest in use, the sentence of a user's rule, has about 1,000; two texts of
this length still fit into a key of PostgreSQL."""

LONGEST_LIST = 1_000
"""Largest number of items in a list. The longest in use, a track, has 30 fixes."""

_BYTES_AT_ONCE = 2**26
_FIX_LENGTH = 4
"""Time, longitude, latitude, altitude; only the altitude may be null."""

_EMPTY_LINES = "CREATE OR REPLACE TABLE lines (file VARCHAR, line BIGINT, raw BLOB)"
_LINES = pa.schema([("file", pa.string()), ("line", pa.int64()), ("raw", pa.binary())])

Columns = Mapping[str, str]
"""DuckDB's types by column name: VARCHAR, BIGINT, DOUBLE, BOOLEAN, VARCHAR[] or DOUBLE[][]."""


@dataclass(frozen=True)
class _Form:
    """SQL for values of a type.

    is_one: whether the JSON `{0}` has this type. value: the typed value of the JSON `{0}`. can_be: whether the typed
    value `{0}` is possible.
    """

    is_one: str
    value: str
    can_be: str = "true"


_NUMBERS = "('UBIGINT', 'BIGINT', 'DOUBLE')"
_TEXT_CAN_BE = f"strlen({{0}}) <= {LONGEST_TEXT} AND NOT contains({{0}}, chr(0))"  # PostgreSQL's text cannot hold NUL
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
    """Read all files in one go; return whether every line became a record. If not, `read_lines` has to read them.

    Makes the table `records` (`file`, `line`, which is null, the columns, and `problem`, null for a good record) and an
    empty table `lines`. Raises OSError when a file cannot be read.
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
    return count == len(sizes) and max(sizes, default=0) <= LONGEST_LINE  # DuckDB skips lines of a single character


def read_lines(
    connection: duckdb.DuckDBPyConnection, files: list[Path], columns: Columns, required: frozenset[str]
) -> None:
    """Read the files line by line, skipping blank lines.

    Makes the table `records` as `read_whole` does, and the table `lines` with each line as it is: `file`, `line` (from
    1), `raw`. Raises OSError when a file cannot be read.
    """
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
    """Return the file's lines with these numbers (from 1), as the table `lines` holds them. Raises OSError."""
    return {number: raw for number, raw in enumerate(_raw_lines(file), start=1) if number in numbers}


def _make_records(
    connection: duckdb.DuckDBPyConnection, of_json: str, columns: Columns, required: frozenset[str]
) -> int:
    """Make the table `records`; return its number of rows.

    of_json: a query of `file`, `line`, the columns as JSON, and `flaw`, a problem that is already known.
    """
    forms = {name: _FORMS[kind] for name, kind in columns.items()}
    is_one = ", ".join(
        f"{quoted_name(name)} IS NULL OR {form.is_one.format(quoted_name(name))} AS is_{name}"
        for name, form in forms.items()
    )
    values = ", ".join(f"{form.value.format(quoted_name(name))} AS {quoted_name(name)}" for name, form in forms.items())
    problems = [("flaw IS NOT NULL", "flaw")]
    for name, form in forms.items():
        problems.append((f"NOT is_{name}", quoted(f"wrong type: {name}")))
        if name in required:
            blank = f" OR trim({quoted_name(name)}) = ''" if columns[name] == "VARCHAR" else ""
            problems.append((f"{quoted_name(name)} IS NULL{blank}", quoted(f"missing {name}")))
        problems.append((f"NOT ({form.can_be.format(quoted_name(name))})", quoted(f"impossible {name}")))
    cases = " ".join(f"WHEN {condition} THEN {problem}" for condition, problem in problems)
    made = connection.execute(
        f"CREATE OR REPLACE TABLE records AS SELECT file, line, {names_of(columns)}, CASE {cases} END AS problem"
        f" FROM (SELECT file, line, flaw, {is_one}, {values} FROM ({of_json}))"
    )
    return int(made.fetchall()[0][0])


def _lines_of(files: list[Path]) -> Iterator[pa.Table]:
    """Yield the lines that are not blank, without their line ends, in tables of about _BYTES_AT_ONCE."""
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
    with opened(file) as content:
        while line := content.readline(LONGEST_LINE + 1):
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = content.readline(LONGEST_LINE)
            yield line.strip(b" \t\r\n")
