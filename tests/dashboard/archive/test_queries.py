import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import orjson
import pytest

from common.errors import FlightwatchError
from common.settings import ROOT
from contracts.outputs import Outputs
from dashboard.archive import queries, query_process
from dashboard.archive.queries import OutputQueries, QueryFailed, QueryNotAllowed, QueryTimedOut
from dashboard.archive.query_process import NotAllowed, QueryJob, Refusal, answer
from dashboard.archive.tables import TABLES
from tests.dashboard.kept_records import HOUR, hour_path, keep, polled
from tests.dashboard.sample_outputs import make_alert

NAMES = [table.name for table in TABLES]


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    """Ten polls, a minute apart, of two aircraft, and one record of every other output."""
    outputs = Outputs(tmp_path)
    for batch in range(10):
        poll_time = HOUR + 60 * batch
        residuals = {"along": 1.5, "across": None, "climb": -2.0}
        records = [
            polled(poll_time, "aaaaaa", velocity=100.0 + batch, residuals=residuals, detectors=["frozen"]),
            polled(poll_time, "bbbbbb", velocity=200.0, rules=["low_altitude", "overspeed"]),
        ]
        keep(outputs.cleaned_flights, records, batch=batch)
    keep(outputs.anomalies, records[1:], batch=9)
    keep(outputs.alerts, [make_alert(records[0], poll_time=HOUR + 60, limit=8.0)], batch=1, part="alerts.json")
    for start in (HOUR, HOUR + 120):
        path = hour_path(outputs.windowed_stats, start) / f"window={start}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(orjson.dumps({"window_start": start, "window_end": start + 120, "flight_count": 2}))
    arrived_at = datetime.fromtimestamp(HOUR + 65, UTC).strftime("%Y-%m-%dT%H:%M:%S.190Z")
    rejected = {"problem": "missing icao24", "offset": 17, "arrived_at": arrived_at, "raw": '{"poll_time":5}'}
    path = hour_path(outputs.rejected, HOUR) / "batch=1" / "part-00000.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(orjson.dumps(rejected))
    return outputs


def job(
    outputs: Outputs, sql: str, *, start: float = HOUR, end: float = HOUR + 3_600, most_rows: int = 100
) -> QueryJob:
    files = {
        table.name: sorted(str(path) for folder in table.folders(outputs) for path in folder.glob("*/*/**/*.json"))
        for table in TABLES
    }
    return QueryJob(sql, start, end, most_rows, files)


def rows(outputs: Outputs, sql: str, **changes: float) -> list[dict]:
    return answer(job(outputs, sql, **changes)).rows.to_pylist()


def run(outputs: Outputs, sql: str, **changes: float):
    return OutputQueries(outputs).run(sql, **{"start": HOUR, "end": HOUR + 3_600, "most_rows": 100} | changes)


def test_a_query_gets_its_rows_from_the_files_of_its_time(outputs):
    sql = "SELECT icao24, avg(velocity) AS v FROM cleaned_flights GROUP BY ALL ORDER BY 1"
    result = run(outputs, sql, end=HOUR + 180)
    assert result.rows.to_pylist() == [{"icao24": "aaaaaa", "v": 101.5}, {"icao24": "bbbbbb", "v": 200.0}]
    assert (result.truncated, result.problems) == (False, ())
    assert 0 < result.seconds < 10


def test_the_span_of_tables_is_from_their_first_row_to_their_last(outputs, tmp_path):
    queries_ = OutputQueries(outputs)
    assert queries_.span(["cleaned_flights"]) == (HOUR, HOUR + 540)
    assert queries_.span(["rejected"]) == (HOUR + 65.19, HOUR + 65.19)
    assert queries_.span(["alerts", "windowed_stats"]) == (HOUR, HOUR + 120)
    assert OutputQueries(Outputs(tmp_path / "none")).span(NAMES) is None


def test_tables_are_named_and_described():
    assert NAMES == ["cleaned_flights", "anomalies", "alerts", "windowed_stats", "rejected"]
    assert all(table.description and table.columns for table in OutputQueries(Outputs(Path("none"))).tables)


@pytest.mark.parametrize(
    ("table", "start", "end", "count"),
    [
        ("cleaned_flights", HOUR, HOUR + 540, 20),
        ("cleaned_flights", HOUR + 1, HOUR + 120, 4),
        ("cleaned_flights", HOUR + 541, HOUR + 900, 0),
        ("anomalies", HOUR + 540, HOUR + 540, 1),
        ("alerts", HOUR + 60, HOUR + 60, 1),
        ("alerts", HOUR + 61, HOUR + 90, 0),
        ("windowed_stats", HOUR, HOUR + 119, 1),
        ("rejected", HOUR + 65, HOUR + 66, 1),
        ("rejected", HOUR, HOUR + 65, 0),
    ],
)
def test_each_table_has_what_is_within_the_range(outputs, table, start, end, count):
    assert len(rows(outputs, f"FROM {table}", start=start, end=end)) == count


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "from alerts select id -- why not;",
        "WITH a AS (SELECT 1 AS b) FROM a;",
        "DESCRIBE alerts",
        "SUMMARIZE cleaned_flights",
        "SHOW TABLES",
        "VALUES (1), (2)",
        "(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1",
    ],
)
def test_a_statement_that_only_reads_is_run(outputs, sql):
    assert rows(outputs, sql)


def test_lists_and_objects_have_types(outputs):
    (row,) = rows(outputs, "SELECT rules, rules[1] AS rule FROM cleaned_flights WHERE icao24 = 'bbbbbb' LIMIT 1")
    assert row == {"rules": ["low_altitude", "overspeed"], "rule": "low_altitude"}
    (row,) = rows(outputs, "SELECT DISTINCT residuals.climb AS c, detectors AS d FROM cleaned_flights WHERE len(d) > 0")
    assert row == {"c": -2.0, "d": ["frozen"]}
    (row,) = rows(outputs, 'SELECT track[1][1] AS time, "limit" FROM alerts')
    assert row == {"time": HOUR + 538 - 180, "limit": 8.0}


@pytest.mark.parametrize("name", NAMES)
def test_without_files_a_table_is_empty(tmp_path, name):
    answered = answer(job(Outputs(tmp_path), f"FROM {name}"))
    (table,) = (table for table in TABLES if table.name == name)
    assert (answered.rows.column_names, len(answered.rows)) == (list(table.columns), 0)


def test_more_rows_than_asked_for_are_cut_and_reported(outputs):
    sql = "FROM cleaned_flights SELECT poll_time ORDER BY poll_time DESC"
    cut, whole = (answer(job(outputs, sql, most_rows=most)) for most in (19, 20))
    assert (len(cut.rows), cut.truncated) == (19, True)
    assert (len(whole.rows), whole.truncated) == (20, False)
    assert cut.rows["poll_time"][0].as_py() == HOUR + 540


def test_an_endless_result_is_cut():
    assert answer(QueryJob("FROM range(1_000_000_000_000)", 0, 1, 10, {name: [] for name in NAMES})).truncated


def test_columns_of_one_name_are_distinguished(outputs):
    assert rows(outputs, "SELECT 1 AS a, 2 AS a, 3 AS a_1") == [{"a": 1, "a_1": 2, "a_1_1": 3}]


def test_half_a_line_costs_only_itself(outputs):
    path = next(outputs.cleaned_flights.glob("*/*/batch=3/*.json"))
    path.write_bytes(path.read_bytes() + b'{"icao24": "bbb\n[]\n{"icao24":"cccccc","poll_time":1}\n')
    newer = polled(HOUR + 600, "dddddd", velocity={"a": 1}, wind=7)
    keep(outputs.cleaned_flights, [newer], batch=10)
    found = rows(outputs, "SELECT icao24, count(velocity) AS n FROM cleaned_flights GROUP BY ALL ORDER BY 1")
    assert [(row["icao24"], row["n"]) for row in found] == [("aaaaaa", 10), ("bbbbbb", 10), ("dddddd", 0)]


def test_files_that_vanish_are_ignored_and_unreadable_ones_are_reported(outputs):
    asked = job(outputs, "SELECT count(*) AS n FROM cleaned_flights")
    first, second, third = map(Path, asked.files["cleaned_flights"][:3])
    first.unlink()
    second.unlink()
    second.mkdir()
    third.write_bytes(b"x" * 40_000_000)
    answered = answer(asked)
    assert answered.rows.to_pylist() == [{"n": 14}]
    assert sorted(problem.split(" cannot be read")[0] for problem in answered.problems) == [str(second), str(third)]


OUTSIDE = [
    "FROM read_text('/etc/passwd')",
    "FROM '/etc/passwd'",
    "FROM read_csv('/etc/passwd')",
    "FROM read_json('/etc/passwd')",
    "FROM read_parquet('/etc/passwd')",
    "FROM parquet_metadata('/etc/passwd')",
    "FROM sniff_csv('/etc/passwd')",
    "FROM read_blob('/proc/self/environ')",
    "FROM read_duckdb('/tmp/x.db')",
    "FROM glob('/**')",
    "FROM glob('*')",
    "FROM read_csv('http://127.0.0.1:9/x.csv')",
    "FROM read_parquet('s3://bucket/x.parquet')",
    "FROM duckdb_secrets()",
    "SELECT getenv('HOME')",
    "FROM query('COPY alerts TO ''x.csv''')",
    "FROM enable_logging(storage = 'file', storage_path = 'x.log')",
    "FROM enable_profiling(save_location = 'x.json')",
    "WITH a AS (INSERT INTO alerts VALUES (1) RETURNING *) FROM a",
]


@pytest.mark.parametrize("sql", OUTSIDE)
def test_nothing_but_the_tables_can_be_reached(outputs, sql):
    with pytest.raises(Refusal):
        rows(outputs, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "COPY alerts TO 'x.csv'",
        "COPY alerts FROM '/etc/passwd'",
        "ATTACH 'x.db'",
        "DETACH memory",
        "INSTALL httpfs",
        "LOAD httpfs",
        "UPDATE EXTENSIONS",
        "SET memory_limit = '50GB'",
        "SET VARIABLE a = 1",
        "RESET memory_limit",
        "PRAGMA database_list",
        "PRAGMA memory_limit = '50GB'",
        "CREATE TABLE a AS SELECT 1",
        "CREATE OR REPLACE VIEW alerts AS SELECT 1",
        "CREATE MACRO a() AS 1",
        "CREATE SECRET (TYPE s3)",
        "INSERT INTO alerts VALUES (1)",
        "UPDATE alerts SET id = 1",
        "DELETE FROM alerts",
        "TRUNCATE alerts",
        "DROP VIEW alerts",
        "ALTER VIEW alerts RENAME TO a",
        "EXPORT DATABASE 'x'",
        "IMPORT DATABASE 'x'",
        "CALL pragma_version()",
        "EXPLAIN ANALYZE SELECT 1",
        "PREPARE a AS SELECT 1",
        "EXECUTE a",
        "USE memory",
        "BEGIN",
        "VACUUM",
        "CHECKPOINT",
        "FORCE CHECKPOINT",
    ],
)
def test_a_statement_that_does_more_than_read_is_not_allowed(outputs, sql):
    with pytest.raises(NotAllowed, match="Only statements that read can be run"):
        rows(outputs, sql)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("", "The query is empty"),
        ("-- nothing", "The query is empty"),
        ("SELECT 1; SELECT 2", "Only one statement can be run at a time; the query has 2"),
        ("SELECT 1; COPY alerts TO 'x.csv'", "Only one statement can be run at a time; the query has 2"),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT nope FROM alerts", '"nope" not found'),
        ("FROM nope", "The tables are cleaned_flights, anomalies, alerts, windowed_stats, rejected."),
        ("FROM read_text('/etc/passwd')", "Only these tables can be read: cleaned_flights, anomalies"),
        ("SELECT 'a'::BIGINT", "Could not convert"),
        ("SELECT ?", "Values were not provided"),
        ("SELECT repeat('x', 1000) FROM range(100_000)", "larger than 64 MB"),
        ("SELECT list(range) FROM range(100_000_000)", "needs more than 512 MB"),
    ],
)
def test_a_refusal_says_why(outputs, sql, says):
    with pytest.raises(Refusal) as refused:
        answer(job(outputs, sql, most_rows=1_000_000))
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("SELEC 1", QueryFailed),
        ("FROM nope", QueryFailed),
        ("DROP VIEW alerts", QueryNotAllowed),
        ("SELECT 1; SELECT 2", QueryNotAllowed),
        ("FROM read_text('/etc/passwd')", QueryNotAllowed),
    ],
)
def test_a_wrong_query_is_distinguished_from_a_forbidden_one(outputs, sql, error):
    with pytest.raises(QueryFailed) as failed:
        run(outputs, sql)
    assert type(failed.value) is error


def test_refusals_write_nothing_and_the_tables_can_be_read_afterwards(outputs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    queries_ = OutputQueries(outputs)
    for sql in ("COPY alerts TO 'x.csv'", "FROM read_text('/etc/passwd')"):
        with pytest.raises(QueryNotAllowed):
            queries_.run(sql, start=HOUR, end=HOUR + 3_600, most_rows=10)
    assert len(queries_.run("FROM alerts", start=HOUR, end=HOUR + 3_600, most_rows=10).rows) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_even_the_files_of_the_tables_cannot_be_written(outputs):
    path = next(outputs.alerts.glob("*/*/*/*.json"))
    database = query_process._locked_database(asked := job(outputs, ""), asked.files)
    for sql in (f"COPY alerts TO '{path}'", "SET lock_configuration = false", "SET enable_external_access = true"):
        with pytest.raises(duckdb.Error):
            database.execute(sql)


@pytest.mark.parametrize("sql", ["SELECT length(repeat('x', 3_000_000_000))", "SELECT range(300_000_000)"])
def test_memory_that_duckdb_does_not_count_is_limited_too(outputs, sql):
    with pytest.raises(QueryFailed, match="needs more than 512 MB"):
        run(outputs, sql)


def test_a_query_that_takes_too_long_is_ended(outputs, monkeypatch):
    monkeypatch.setattr(queries, "MOST_SECONDS", 1.0)
    with pytest.raises(QueryTimedOut, match="stopped after 1 s"):
        run(outputs, "SELECT count(*) FROM range(100_000) a, range(10_000_000) b WHERE a.range * b.range = 7")


def test_a_query_that_ends_its_process_ends_nothing_else(outputs, monkeypatch):
    monkeypatch.setattr(queries, "_COMMAND", [sys.executable, "-c", "import os; os.abort()"])
    with pytest.raises(QueryFailed, match="needs more than 512 MB"):
        run(outputs, "FROM alerts")


def test_a_fault_of_the_process_is_not_the_querys(outputs, monkeypatch):
    monkeypatch.setattr(queries, "_COMMAND", [sys.executable, "-c", "raise KeyError"])
    with pytest.raises(subprocess.CalledProcessError):
        run(outputs, "FROM alerts")


def test_no_more_than_a_few_queries_run_at_once(outputs, monkeypatch):
    monkeypatch.setattr(queries, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(queries, "MOST_SECONDS", 0.5)
    queries_ = OutputQueries(outputs)
    queries_._places.acquire()
    with pytest.raises(QueryTimedOut, match="waited 0 s for the queries of other viewers"):
        queries_.run("FROM alerts", start=HOUR, end=HOUR, most_rows=1)


def test_viewers_are_answered_side_by_side(outputs):
    queries_ = OutputQueries(outputs)
    sql = "SELECT count(*) AS n FROM cleaned_flights"
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda end: queries_.run(sql, start=HOUR, end=end, most_rows=1), (HOUR, HOUR + 60))
        assert [answered.rows["n"][0].as_py() for answered in answers] == [2, 4]


def test_the_process_writes_no_file(tmp_path):
    path = tmp_path / "x"
    program = (
        "from dashboard.archive.query_process import limit_process; from pathlib import Path; "
        f"limit_process(); Path({str(path)!r}).write_text('x')"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "File too large" in ended.stderr
    assert path.stat().st_size == 0


def test_a_failed_query_is_an_error_of_the_project():
    assert issubclass(QueryFailed, FlightwatchError)
