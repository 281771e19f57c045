import pytest

from dashboard.drawing.units import AVIATION, METRIC
from dashboard.reading.observation import Observation
from dashboard.sections.aircraft_panel import observation_words


@pytest.mark.parametrize(
    ("units", "along", "across", "climb"),
    [
        (
            METRIC,
            "11 km/h faster than reported",
            "18 km/h to the left of the reported motion",
            "1.5 m/s lower than reported",
        ),
        (
            AVIATION,
            "6 kt faster than reported",
            "10 kt to the left of the reported motion",
            "295 ft/min lower than reported",
        ),
    ],
)
def test_observed_motion_is_compared_with_the_report_in_the_viewers_units(units, along, across, climb):
    words = observation_words(Observation(along=3.0, across=-5.0, climb=-1.5), units)
    assert (words["Along track"], words["Across track"], words["Vertical rate"]) == (along, across, climb)


@pytest.mark.parametrize(
    ("suspicion", "words"),
    [(None, "–"), (0.4, "0.40 × its detector's limit"), (1_234.5, "1,234.50 × its detector's limit (detector fired)")],
)
def test_the_largest_residual_is_a_fraction_of_its_limit(suspicion, words):
    assert observation_words(Observation(suspicion=suspicion), METRIC)["Largest residual"] == words


def test_an_unknown_residual_differs_from_none():
    words = observation_words(Observation(along=None, climb=0.01, sensors=(7, 9)), METRIC)
    assert (words["Along track"], words["Vertical rate"], words["Receivers"]) == ("–", "as reported", "7, 9")
    assert "Receivers" not in observation_words(Observation(), METRIC)


def test_detectors_that_fired_are_named():
    assert (
        observation_words(Observation(detectors=("speed_mismatch",)), METRIC)["Detectors that fired"]
        == "speed mismatch"
    )
