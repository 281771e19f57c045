import pytest

from common.errors import SettingsError
from ml.user_rules.reading import read_rules

VALID = """
rules:
  - name: fast
    kind: threshold
    severity: info
    field: velocity
    above: 250
"""


def problem_of(text):
    with pytest.raises(SettingsError) as refusal:
        read_rules(text, file="alert_rules.yaml")
    return str(refusal.value)


def rule_of(fields):
    """A rule named `mine` with these lines; they begin at line 4."""
    return "rules:\n  - name: mine\n    severity: info\n" + "".join(f"    {line}\n" for line in fields)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "rules:\n", "rules: []\n"])
def test_text_without_rules_has_none(text):
    assert read_rules(text, file="alert_rules.yaml") == ()


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            ["kind: threshold", "field: speed", "above: 1"],
            "line 5: rule 'mine': field: Input should be 'baro_altitude'",
        ),
        (
            ["kind: threshold", "field: velocity", "above: '1'"],
            "line 6: rule 'mine': above: Input should be a valid num",
        ),
        (["kind: threshold", "field: velocity", "above: .nan"], "above: Input should be a finite number (given nan)"),
        (["kind: threshold", "above: 1"], "line 2: rule 'mine': field: is missing"),
        (["kind: threshold", "field: velocity"], "line 2: rule 'mine': either `above` or `below` has to be given"),
        (["kind: threshold", "field: velocity", "above: 1", "below: 2"], "either `above` or `below` has to be given"),
        (["kind: geofence", "centre: [8, 47]"], "the area is either `polygon`, or `centre` with `radius_km`"),
        (["kind: geofence", "polygon: [[8, 47], [9, 47]]"], "line 5: rule 'mine': polygon: "),
        (["kind: geofence", "polygon: [[0, 0], [1, 1], [0, 1], [1, 0]]"], "Self-intersection"),
        (["kind: geofence", "polygon: [[0, 0], [1, 1], [2, 2]]"], "the corners make no area"),
        (["kind: geofence", "polygon: [[179, 0], [-179, 0], [-179, 1]]"], "past the antimeridian write 190, not -170"),
        (["kind: geofence", "centre: [8,", "  97]", "radius_km: 5"], "line 6: rule 'mine': centre[1]: Input should be"),
        (
            ["kind: geofence", "centre: [8, 47]", "radius_km: -3"],
            "radius_km: Input should be greater than 0 (given -3)",
        ),
        (["kind: geofence", "centre: 8", "radius_km: 3"], "line 5: rule 'mine': centre: should be a list (given 8)"),
        (["kind: watch_list"], "one of `icao24s`, `callsigns`, `countries` has to list something"),
        (["kind: watch_list", "icao24s: ['4b181']"], "icao24s[0]: an address has 6 hex digits (given '4b181')"),
        (["kind: watch_list", "icao24s: [123456]"], "icao24s[0]: should be text, in quotes if YAML takes it"),
        (["kind: watch_list", "callsigns: ['[A-C]1']"], "callsigns[0]: a callsign has up to 8 letters and digits"),
        (["kind: watch_list", "countries: [NO]"], "countries[0]: should be text, in quotes if YAML takes it"),
        (["kind: fence"], "line 2: rule 'mine': kind: 'fence' is not known; allowed: geofence, watch_list, threshold"),
        (["colour: red"], "line 2: rule 'mine': `kind` is missing; allowed: geofence, watch_list, threshold"),
        (
            ["kind: watch_list", "callsigns: ['A*']", "colour: red"],
            "line 6: rule 'mine': colour: unknown field; al",
        ),
        (
            ["kind: watch_list", "countries: [Chad]", "only: {x: 1}"],
            "only.x: unknown field; allowed: countries, ",
        ),
        (["kind: watch_list", "kind: threshold"], "line 5: kind is given twice"),
    ],
)
def test_a_mistake_is_reported_with_line_rule_field_and_allowed_values(lines, problem):
    message = problem_of(rule_of(lines))
    assert message.startswith("alert_rules.yaml: line ")
    assert problem in message


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("rules: [", "alert_rules.yaml, line 1: not YAML"),
        ("rules:\n  - a: 'b\n", "alert_rules.yaml, line 3: not YAML"),
        ("rules: 2026-13-45", "alert_rules.yaml: not YAML: month must be in 1..12"),
        ("rules:\n  - \x07", "alert_rules.yaml, line 2: not YAML: the character '\\x07' is not allowed"),
        ("rules: !!bool 5", "alert_rules.yaml: not YAML: '5'"),
        ("rules: !!timestamp 5", "alert_rules.yaml: not YAML"),
        ("rules: &r [*r]", "alert_rules.yaml: not rules: lists or fields nested too deep, or within themselves"),
        ("rules: " + "[" * 3_000, "alert_rules.yaml: not rules: lists or fields nested too deep"),
        ("rules: [&r {only: *r}]", "alert_rules.yaml: not rules: lists or fields nested too deep"),
        ("rules: !!python/object/apply:os.getcwd []", "not YAML: could not determine a constructor"),
        ("- name: mine", "alert_rules.yaml: has to begin with `rules:`, followed by the list of rules"),
        ("rules: {a: 1}", "alert_rules.yaml: line 1: rules: should be a list"),
        ("rules: [1]", "rule number 1: should have fields, as `name: …` (given 1)"),
        ("rules: []\nrulez: []", "alert_rules.yaml: line 2: rulez: unknown field; allowed: rules"),
        ("rules:\n  - kind: watch_list\n", "rule number 1: name: is missing"),
    ],
)
def test_text_that_is_not_a_list_of_rules_is_refused(text, problem):
    assert problem in problem_of(text)


def test_a_wrong_point_of_a_polygon_is_the_only_mistake_reported():
    message = problem_of(rule_of(["kind: geofence", "polygon: [[8, 47], [9, 97], [9, 48]]"]))
    assert message.startswith(
        "alert_rules.yaml: line 5: rule 'mine': polygon[1][1]: Input should be less than or equal"
    )
    assert ";" not in message


def test_all_mistakes_are_reported_at_once():
    message = problem_of(VALID + "    severity: high\n  - name: other\n    kind: threshold\n")
    assert "line 8: severity is given twice" in message
    assert "rule 'fast': severity: Input should be 'info', 'warning' or 'critical' (given 'high')" in message
    assert "rule 'other': field: is missing" in message


def test_names_of_rules_are_unique():
    assert problem_of(VALID + VALID.replace("rules:\n", "").lstrip("\n")) == (
        "alert_rules.yaml: line 8: rule 'fast': the name is taken"
    )
