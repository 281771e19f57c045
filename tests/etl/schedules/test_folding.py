"""A flight and its code-shares become one row, in whichever order the answers come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.schedules.folding import fold_flights
from etl.schedules.records import RecordReader
from tests.etl.schedules.test_records import JULY_1, read
from tests.local_aviationstack import SOLD_BY_UNITED, record


def rows(*pairs):
    return [read(asked_at=JULY_1 + asked_s, **changes) for asked_s, changes in pairs]


def test_a_flight_and_its_code_shares_are_one_row_in_any_order():
    sold_twice = SOLD_BY_UNITED | {"flight": SOLD_BY_UNITED["flight"] | {"iata": "AC9101", "icao": "ACA9101"}}
    expected = read() | {"code_shares": "AC9101 UA8840"}
    for order in ([{}, SOLD_BY_UNITED, sold_twice], [sold_twice, {}, SOLD_BY_UNITED], [SOLD_BY_UNITED, sold_twice, {}]):
        assert fold_flights(rows(*((0, changes) for changes in order))) == [expected]


def test_the_newest_answer_wins():
    [row] = fold_flights(rows((0, {"flight_status": "active"}), (60, {}), (120, {"departure__delay": 15})))
    assert (row["departure_delay_min"], row["asked_at"]) == (15, JULY_1 + 120)


SOLD_LATE = SOLD_BY_UNITED | {"flight_status": "scheduled", "departure__actual": None, "departure__delay": 300}


@pytest.mark.parametrize("asked_s", [-60, 0, 60], ids=["before", "at once", "after"])
def test_a_code_share_adds_its_seller_and_nothing_else_in_any_order(asked_s):
    pair = rows((0, {}), (asked_s, SOLD_LATE))
    for order in (pair, pair[::-1]):
        assert fold_flights(order) == [read() | {"code_shares": "UA8840"}]


def test_of_code_shares_alone_the_newest_answer_wins():
    [row] = fold_flights(rows((60, SOLD_LATE), (0, SOLD_BY_UNITED)))
    assert (row["status"], row["departure_delay_min"], row["asked_at"]) == ("scheduled", 300, JULY_1 + 60)


def test_the_operator_stays_where_a_newer_answer_lacks_it():
    [row] = fold_flights(rows((0, {"departure__delay": None}), (60, {"aircraft": None, "airline__name": None})))
    assert row == read(asked_at=JULY_1 + 60)


ANSWERS = [{}, SOLD_BY_UNITED, SOLD_LATE, {"aircraft": None}, {"flight_status": "active"}, {"airline__name": None}]


@given(order=st.permutations([(asked_s, changes) for asked_s in (0, 60) for changes in ANSWERS]))
def test_the_row_of_a_flight_does_not_depend_on_the_order(order):
    answers = rows(*order)
    assert fold_flights(answers) == fold_flights(sorted(answers, key=repr))


def test_what_was_folded_before_is_the_operating_airlines_still():
    before = fold_flights(rows((0, {}), (0, SOLD_BY_UNITED)))
    assert fold_flights([*before, *rows((60, SOLD_LATE))]) == before


def test_flights_of_another_day_airport_number_or_source_are_others():
    others = [{"flight_date": "2026-07-02"}, {"departure__iata": "MUC"}, {"flight__iata": "LH401"}]
    simulated = RecordReader("simulated", JULY_1).read(record())
    assert len(fold_flights([read(), *(read(**other) for other in others), simulated])) == 5
