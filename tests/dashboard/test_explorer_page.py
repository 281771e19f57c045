import pytest

from common.outputs import Outputs
from dashboard.explorer_page import plain_query
from dashboard.kept_tables import ANOMALIES, TABLES
from dashboard.queries import OutputQueries
from tests.dashboard.kept_records import HOUR, keep, polled


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
