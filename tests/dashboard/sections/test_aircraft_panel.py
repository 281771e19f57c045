import pytest

from dashboard.drawing.units import AVIATION, METRIC
from dashboard.reading.observation import Observation
from dashboard.sections.aircraft_panel import observation_words


@pytest.mark.parametrize(
    ("units", "along", "across", "climb"),
    [
        (
            METRIC,
            "11 km/h faster than it reports",
            "18 km/h further left than it reports",
            "1.5 m/s less than it reports",
        ),
        (
            AVIATION,
            "6 kt faster than it reports",
            "10 kt further left than it reports",
            "295 ft/min less than it reports",
        ),
    ],
)
def test_how_it_moved_is_told_against_what_it_reports_in_the_viewers_units(units, along, across, climb):
    words = observation_words(Observation(along=3.0, across=-5.0, climb=-1.5), units)
    assert (words["Along its track"], words["Across its track"], words["Climb"]) == (along, across, climb)


@pytest.mark.parametrize(
    ("suspicion", "words"), [(None, "–"), (0.4, "0.40 of its limit"), (1_234.5, "1,234.50 of its limit, which fired")]
)
def test_the_nearest_detector_is_told_in_its_limit(suspicion, words):
    assert observation_words(Observation(suspicion=suspicion), METRIC)["Nearest detector"] == words


def test_what_is_not_known_is_told_apart_from_what_fits():
    words = observation_words(Observation(along=None, climb=0.01, sensors=(7, 9)), METRIC)
    assert (words["Along its track"], words["Climb"], words["Receivers"]) == ("–", "as it reports", "7, 9")
    assert "Receivers" not in observation_words(Observation(), METRIC)


def test_detectors_that_fired_are_named():
    assert (
        observation_words(Observation(detectors=("speed_mismatch",)), METRIC)["Detectors that fired"]
        == "speed mismatch"
    )
