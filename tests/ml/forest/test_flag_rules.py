import pytest

from ml.forest.flag_rules import RULES, RuleLimits, rule_flags
from tests.records import records


def fired(**differences):
    flags = rule_flags(records(differences), limits=RuleLimits())
    return {name for name, rows in flags.items() if rows[0]}


@pytest.mark.parametrize(
    ("differences", "rules"),
    [
        ({}, set()),
        ({"vertical_rate": -15.01}, {"rapid_descent"}),
        ({"vertical_rate": -15.0}, set()),
        ({"baro_altitude": 499.9}, {"low_altitude"}),
        ({"baro_altitude": 500.0}, set()),
        ({"baro_altitude": 0.0}, {"low_altitude"}),
        ({"velocity": 400.1}, {"overspeed"}),
        ({"velocity": 400.0}, set()),
        ({"velocity": 500.0, "vertical_rate": -20.0}, {"overspeed", "rapid_descent"}),
    ],
)
def test_rules_fire_beyond_their_limit_and_not_at_it(differences, rules):
    assert fired(**differences) == rules


@pytest.mark.parametrize("field", ["vertical_rate", "baro_altitude", "velocity"])
def test_rules_never_fire_on_a_value_that_is_not_reported(field):
    assert fired(**{field: None}) == set()


def test_rules_leave_aircraft_on_the_ground_alone():
    assert fired(on_ground=True, baro_altitude=100.0, velocity=500.0, vertical_rate=-20.0) == set()


def test_limits_are_settings():
    flags = rule_flags(records({"baro_altitude": 900.0}), limits=RuleLimits(min_altitude_m=1_000))
    assert flags["low_altitude"].tolist() == [True]


def test_each_rule_explains_itself_with_the_value_and_the_limit():
    reasons = {rule.name: rule.explain(-23.44, RuleLimits()) for rule in RULES}
    assert reasons["rapid_descent"] == "vertical rate -23.4 m/s is below -15 m/s"
