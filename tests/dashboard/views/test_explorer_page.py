from datetime import UTC, datetime

import pytest

from contracts.outputs import ANOMALIES, Outputs
from dashboard.archive.plain_queries import TIME, plain_query, tables_of
from dashboard.archive.queries import OutputQueries
from dashboard.archive.query_process import QueryJob, answer
from dashboard.archive.tables import TABLES, KeptTable
from dashboard.views.explorer import MOST_SQL
from tests.dashboard.kept_records import HOUR, keep, polled, reject


@pytest.fixture
def asked(tmp_path):
    """Return the callsigns of the anomalies that contain a word, in the order of the result."""
    outputs = Outputs(tmp_path)
    keep(outputs.anomalies, [polled(HOUR + 10, "aaa001", callsign="O'HARE", rules=["rapid_descent"])], batch=0)
    keep(outputs.anomalies, [polled(HOUR + 20, "aaa002", callsign="DLH1", squawk=None)], batch=1)

    def ask(word):
        query = plain_query(KeptTable(ANOMALIES), word)
        result = OutputQueries(outputs).run(query, start=HOUR, end=HOUR + 60, most_rows=10)
        return result.rows["callsign"].to_pylist()

    return ask


def test_without_a_word_all_rows_come_the_newest_first(asked):
    assert asked("  ") == ["DLH1", "O'HARE"]


@pytest.mark.parametrize(
    ("word", "found"),
    [("dlh", ["DLH1"]), ("AAA001", ["O'HARE"]), ("rapid_descent", ["O'HARE"]), ("o'hare", ["O'HARE"]), ("%", [])],
)
def test_a_word_is_looked_for_in_every_text_of_a_row(asked, word, found):
    assert asked(word) == found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_can_be_asked_in_the_order_of_every_column(table):
    for column in (TIME, *table.columns):
        job = QueryJob(plain_query(table, "x", sort_by=column), 0, 1, 10, {each.name: [] for each in TABLES})
        assert answer(job).rows.column_names == [TIME, *table.columns]


@pytest.mark.parametrize(("descending", "speeds"), [(True, [300.0, 200.0]), (False, [100.0, 200.0])])
def test_the_order_is_of_all_rows_and_not_of_the_first_ones(tmp_path, descending, speeds):
    outputs = Outputs(tmp_path)
    for batch, speed in enumerate([None, 100.0, 300.0, 200.0]):
        keep(outputs.anomalies, [polled(HOUR + batch, velocity=speed)], batch=batch)
    query = plain_query(KeptTable(ANOMALIES), sort_by="velocity", descending=descending)
    result = OutputQueries(outputs).run(query, start=HOUR, end=HOUR + 60, most_rows=2)
    assert result.rows["velocity"].to_pylist() == speeds


def test_the_last_minutes_are_those_before_the_newest_row_of_the_output_asked(run_page_of, tmp_path):
    outputs = Outputs(tmp_path)
    keep(outputs.cleaned_flights, [polled(HOUR), polled(HOUR + 1_200)], batch=0)
    reject(outputs.rejected, HOUR + 7_200, batch=0)
    page = run_page_of("explorer")
    assert "**1 row**" in page.markdown[0].value
    page.selectbox(key="output").set_value("rejected").run()
    assert page.dataframe[0].value["problem"].tolist() == ["missing icao24"]
    page.segmented_control(key="last").set_value("All").run()
    assert page.dataframe[0].value["problem"].tolist() == ["missing icao24"]
    page.toggle(key="in_sql").set_value(True).run()
    page.text_area(key="sql").set_value("SELECT poll_time FROM cleaned_flights").run()
    page.segmented_control(key="last").set_value("10 min").run()
    page.button(key="explorer-run").click().run()
    assert page.dataframe[0].value["poll_time"].tolist() == [HOUR + 1_200]


def test_an_output_without_records_says_so_and_another_can_be_chosen(run_page_of, tmp_path):
    reject(Outputs(tmp_path).rejected, HOUR, batch=0)
    page = run_page_of("explorer")
    assert page.info[0].value == "No records yet in `cleaned_flights`."
    page.selectbox(key="output").set_value("rejected").run()
    assert not page.info
    assert len(page.dataframe[0].value) == 1


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SELECT * FROM Rejected r JOIN alerts USING (id)", ("alerts", "rejected")),
        ("SHOW TABLES", tuple(table.name for table in TABLES)),
    ],
)
def test_the_tables_of_a_query_are_those_it_mentions(sql, names):
    assert tables_of(sql) == names


@pytest.fixture
def explore(run_page_of, tmp_path):
    """Open the page, with address parameters, over an hour of two aircraft polled every ten minutes."""
    for batch, poll_time in enumerate(range(HOUR, HOUR + 3_600, 600)):
        records = [polled(poll_time, "aaa001", velocity=100.0 + batch), polled(poll_time, "aaa002", velocity=50.0)]
        keep(Outputs(tmp_path).cleaned_flights, records, batch=batch)
    return lambda **address: run_page_of("explorer", **address)


def times_of(page):
    return page.dataframe[0].value["poll_time"].tolist()


def test_the_query_is_in_the_address(explore):
    page = explore(last="All", word="aaa001", sort_by="velocity", descending="false")
    assert times_of(page) == list(range(HOUR, HOUR + 3_600, 600))
    page = explore(in_sql="true", sql="SELECT max(poll_time) AS poll_time FROM cleaned_flights")
    assert times_of(page) == [HOUR + 3_000]
    assert explore(output="alerts").selectbox(key="output").value == "alerts"


def test_a_query_of_the_address_is_cut_to_what_can_be_written(explore):
    page = explore(in_sql="true", sql="SELECT 1 AS poll_time" + " " * MOST_SQL + "UNION ALL SELECT 2")
    assert times_of(page) == [1]


def test_a_time_that_is_past_is_asked_from_a_moment_to_another(explore):
    page = explore(last="Custom range", word="aaa001")
    assert len(times_of(page)) == 6
    utc = [datetime.fromtimestamp(HOUR + seconds, UTC).replace(tzinfo=None) for seconds in (600, 1_200)]
    page.datetime_input(key="from").set_value(utc[0]).run()
    assert times_of(page) == list(range(HOUR + 3_000, HOUR, -600))
    page.datetime_input(key="to").set_value(utc[1]).run()
    assert times_of(page) == [HOUR + 1_200, HOUR + 600]


def test_without_rows_the_page_says_so_and_offers_no_download(explore):
    page = explore(word="nobody")
    assert "**No rows** since" in page.info[0].value
    assert not page.dataframe
    assert not page.get("download_button")
    assert explore().get("download_button")


def test_in_sql_only_what_counts_there_is_shown(explore):
    page = explore(word="aaa001")
    page.toggle(key="in_sql").set_value(True).run()
    assert "aaa001" in page.text_area(key="sql").value
    assert not page.text_input
    assert [box.key for box in page.selectbox] == ["output"]
    page.selectbox(key="output").set_value("rejected").run()
    assert "cleaned_flights" in page.text_area(key="sql").value
    page.button(key="explorer-start").click().run()
    assert "FROM rejected" in page.text_area(key="sql").value


def test_a_changed_query_is_announced_until_it_is_run(explore):
    page = explore(in_sql="true", sql="SELECT poll_time FROM cleaned_flights")
    assert not page.info
    page.segmented_control(key="last").set_value("All").run()
    assert "These rows belong to the previous one; press *Run* to update them" in page.info[0].value
    assert len(times_of(page)) == 4
    page.button(key="explorer-run").click().run()
    assert not page.info
    assert len(times_of(page)) == 12


def test_a_choice_of_time_is_answered_at_once_where_no_sql_is_written(explore):
    page = explore()
    page.segmented_control(key="last").set_value("All").run()
    assert len(times_of(page)) == 12


@pytest.mark.parametrize(
    ("sql", "title"),
    [
        ("DROP VIEW cleaned_flights", "**Query not allowed.**"),
        ("SELECT nope FROM cleaned_flights", "**Query failed.**"),
    ],
)
def test_a_query_without_a_result_says_what_happened(explore, sql, title):
    page = explore(in_sql="true", sql=sql)
    assert page.error[0].value == title
    assert page.text[0].value
    assert not page.dataframe
