from dashboard.reading.figures import (
    LOOK_BACK_S,
    SPAN_S,
    FigureHistory,
    Figures,
    Progress,
    before,
    count_figures,
    records_per_s,
)
from dashboard.reading.flights import flight_table
from tests.dashboard.sample_outputs import make_flight


def figures(poll_time: float, aircraft: int = 10, **progress: float) -> Figures:
    return Figures(poll_time, aircraft, 8, 3, 1, 0, Progress(**progress))


def remembered(*poll_times: float) -> list[Figures]:
    history = FigureHistory()
    for poll_time in poll_times:
        past = history.with_now(figures(poll_time))
    return past


def test_figures_count_distinct_countries_and_those_in_the_air():
    flights = flight_table(
        [make_flight(), make_flight(on_ground=True), make_flight(origin_country=None, is_anomaly=True)], poll_time=None
    )
    assert count_figures(flights, open_alerts=4, poll_time=5) == Figures(
        poll_time=5, aircraft=3, airborne=2, countries=1, flagged=1, open_alerts=4
    )


def test_nothing_to_compare_with_at_first_nor_when_the_picture_has_not_changed():
    assert before(remembered(100)) is None
    assert before(remembered(100, 100)) is None


def test_the_comparison_is_with_the_oldest_until_the_look_back_is_reached():
    assert before(remembered(0, 10, 20, 30)) == figures(0)
    assert before(remembered(0, 10, 20, 30, 15 + LOOK_BACK_S)) == figures(10)


def test_figures_are_kept_for_a_while():
    assert remembered(0, 10, SPAN_S + 5) == [figures(10), figures(SPAN_S + 5)]


def test_a_recording_that_starts_again_starts_the_history_again():
    assert before(remembered(1_000, 1_010, 900)) is None


def test_records_per_second_are_between_pictures_of_one_run_of_the_job():
    past = [
        figures(0, at=100.0, records=1_000.0),
        figures(10, at=110.0, records=3_500.0),
        figures(20),  # no progress reported
        figures(30, at=130.0, records=4_500.0),
        figures(40, at=140.0, records=200.0),  # the job has restarted
        figures(50, at=150.0, records=300.0),
    ]
    assert records_per_s(past) == [250.0, 50.0, 10.0]


def test_counts_without_end_are_no_rate():
    counts = (1_000.0, 2e308, 2e308, 3_000.0, 3_500.0)
    assert records_per_s([figures(at, at=at, records=count) for at, count in enumerate(counts)]) == [500.0]
