import pytest

from common.outputs import Outputs
from dashboard.explorer_page import plain_query, tables_of
from dashboard.kept_tables import ANOMALIES, REJECTED, TABLES
from dashboard.queries import OutputQueries
from tests.dashboard.kept_records import HOUR, keep, polled, reject


@pytest.fixture
def asked(tmp_path):
    """The callsigns of the anomalies that mention a word, as they come."""
    outputs = Outputs(tmp_path)
    keep(outputs.anomalies, [polled(HOUR + 10, "aaa001", callsign="O'HARE", rules=["rapid_descent"])], batch=0)
    keep(outputs.anomalies, [polled(HOUR + 20, "aaa002", callsign="DLH1", squawk=None)], batch=1)

    def ask(word):
        query = plain_query(ANOMALIES, word)
        answer = OutputQueries(outputs).run(query, start=HOUR, end=HOUR + 60, most_rows=10)
        return answer.rows["callsign"].to_pylist()

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
def test_every_table_can_be_asked(tmp_path, table):
    answer = OutputQueries(Outputs(tmp_path)).run(plain_query(table, "x"), start=0, end=1, most_rows=10)
    assert answer.rows.column_names == ["time_utc", *table.columns]


def test_the_last_minutes_are_those_before_the_newest_row_of_the_output_asked(run_page_of, tmp_path):
    outputs = Outputs(tmp_path)
    keep(outputs.cleaned_flights, [polled(HOUR), polled(HOUR + 1_200)], batch=0)
    reject(outputs.rejected, HOUR + 7_200, batch=0)
    page = run_page_of("explorer")
    assert "**1 rows**" in page.markdown[0].value
    page.selectbox(key="explorer_table").set_value(REJECTED).run()
    assert page.dataframe[0].value["problem"].tolist() == ["missing icao24"]
    page.segmented_control(key="explorer_span").set_value("All").run()
    assert page.dataframe[0].value["problem"].tolist() == ["missing icao24"]
    page.toggle(key="explorer_in_sql").set_value(True).run()
    page.text_area(key="explorer_sql").set_value("SELECT poll_time FROM cleaned_flights").run()
    page.segmented_control(key="explorer_span").set_value("10 min").run()
    page.button(key="explorer-run").click().run()
    assert page.dataframe[0].value["poll_time"].tolist() == [HOUR + 1_200]


def test_an_output_of_which_nothing_is_kept_says_so_and_another_can_be_asked(run_page_of, tmp_path):
    reject(Outputs(tmp_path).rejected, HOUR, batch=0)
    page = run_page_of("explorer")
    assert page.info[0].value == "Nothing is kept yet in `cleaned_flights`."
    page.selectbox(key="explorer_table").set_value(REJECTED).run()
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
