from dashboard.figures import LOOK_BACK_S, FigureHistory, Figures, count_figures
from dashboard.flights import flight_table
from tests.dashboard.sample_outputs import make_flight


def figures(poll_time: float, aircraft: int = 10) -> Figures:
    return Figures(poll_time=poll_time, aircraft=aircraft, airborne=8, countries=3, flagged=1, open_alerts=0)


def test_figures_count_distinct_countries_and_those_in_the_air():
    flights = flight_table(
        [make_flight(), make_flight(on_ground=True), make_flight(origin_country=None, is_anomaly=True)], poll_time=None
    )
    assert count_figures(flights, open_alerts=4, poll_time=5) == Figures(
        poll_time=5, aircraft=3, airborne=2, countries=1, flagged=1, open_alerts=4
    )


def test_nothing_to_compare_with_at_first_nor_when_the_picture_has_not_changed():
    history = FigureHistory()
    assert history.compare(figures(100)) is None
    assert history.compare(figures(100)) is None


def test_the_comparison_is_with_the_oldest_until_the_look_back_is_reached():
    history = FigureHistory()
    for poll_time in (0, 10, 20):
        history.compare(figures(poll_time))
    assert history.compare(figures(30)) == figures(0)
    assert history.compare(figures(15 + LOOK_BACK_S)) == figures(10)


def test_a_recording_that_starts_again_starts_the_history_again():
    history = FigureHistory()
    history.compare(figures(1_000))
    history.compare(figures(1_010))
    assert history.compare(figures(900)) is None
