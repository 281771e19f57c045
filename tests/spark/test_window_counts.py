from contracts.windows import ALLOWED_LATENESS_S
from spark.window_counts import KEPT_S, WindowCounts, window_of
from tests.records import POLL_TIME, records

START = POLL_TIME - POLL_TIME % 120


def at(second, **differences):
    times = {"time_position": START + second, "last_contact": START + second, "poll_time": START + 120}
    return times | differences


def counted(*differences, counts=None, now=START + 120):
    return (counts or WindowCounts.none()).with_records(records(*differences), now=now)


def windows(*differences, **others):
    return {each["window_start"]: window_of([each]) for each in counted(*differences, **others).totals()}


def test_flights_are_counted_once_and_records_each():
    found = windows(at(0), at(10), at(20, icao24="abcdef"))
    assert (found[START]["flight_count"], found[START]["record_count"]) == (2, 3)
    assert found[START]["window_end"] == START + 120


def test_counts_go_on_from_micro_batch_to_micro_batch():
    first = counted(at(0, vertical_rate=1.0), at(0, icao24="abcdef", vertical_rate=None))
    found = windows(at(10, vertical_rate=2.0), at(130, icao24="fedcba"), counts=first, now=START + 140)
    assert found[START] == {
        "window_start": START,
        "window_end": START + 120,
        "flight_count": 2,
        "record_count": 3,
        "avg_vertical_rate": 1.5,
    }
    assert found[START + 120]["flight_count"] == 1


def test_a_window_holds_its_start_and_not_its_end():
    found = windows(at(0), at(119), at(120))
    assert {start: window["record_count"] for start, window in found.items()} == {START: 2, START + 120: 1}


def test_the_mean_vertical_rate_is_over_those_that_report_one_in_any_shard():
    first = counted(at(0, vertical_rate=4.0), at(2, vertical_rate=None)).totals()
    second = counted(at(1, vertical_rate=-1.0)).totals()
    assert window_of([*first, *second])["avg_vertical_rate"] == 1.5
    assert windows(at(0, vertical_rate=None))[START]["avg_vertical_rate"] is None


def test_the_mean_does_not_depend_on_the_order_of_the_records():
    rates = [0.1, 0.2, 0.3, 1e3, -1e3, 0.7, 3.58, -12.03]
    one_way = counted(*(at(0, vertical_rate=rate) for rate in rates))
    other = counted(*(at(0, vertical_rate=rate) for rate in sorted(rates)))
    assert one_way.totals() == other.totals()


def test_a_record_is_late_when_its_poll_is_a_minute_after_the_end():
    end = START + 120 + ALLOWED_LATENESS_S
    found = windows(at(10, poll_time=end - 1), at(20, poll_time=end), now=end)
    assert found[START]["record_count"] == 1


def test_a_contact_after_its_poll_counts_at_the_poll():
    assert list(windows(at(150, poll_time=START + 110))) == [START]


def test_windows_are_dropped_some_time_after_their_end():
    first = counted(at(0))
    end = START + 120
    assert list(windows(at(100, poll_time=end + 59), counts=first, now=end + KEPT_S - 120)) == [START]
    later = end + KEPT_S + 120
    moved_on = windows(at(0, last_contact=later, poll_time=later), counts=first, now=later)
    assert list(moved_on) == [later - later % 120]


def test_vehicles_and_obstacles_are_no_flights_but_their_records_count():
    found = windows(at(0, category=None), at(0, icao24="000001", category=17), at(0, icao24="000002", category=18))
    assert (found[START]["flight_count"], found[START]["record_count"]) == (1, 3)
