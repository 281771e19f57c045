"""Findings of all kinds become alerts: from single aircraft, from comparing aircraft, from the user's rules."""

import json
from itertools import pairwise

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.alerts.watch import Watch
from ml.user_rules.reading import read_rules
from ml.user_rules.rules import NO_RULES, UserRules
from tests.findings import finding
from tests.ml.sky.test_sky import START, disturbed_sky, flight, polled, together

FRENCH = UserRules(
    read_rules("rules: [{name: French, kind: watch_list, severity: info, countries: [France]}]", file="rules.yaml")
)


def fixes_of(frame):
    """Return the fixes with the fields that only rules use."""
    return frame.assign(geo_altitude=frame["baro_altitude"], category=3)


def events_of(watch, fixes, findings=None, rules=NO_RULES):
    """Return events in short: aircraft, event, kind, and time after the start."""
    events = watch.advance(*polled(fixes), findings or [[] for _ in range(len(fixes))], rules)
    return [(event["icao24"], event["event"], event["kind"], event["poll_time"] - START) for event in events]


def test_a_formation_is_reported_once_its_poll_is_complete():
    pair = fixes_of(together(flight("400001", range(4)), flight("400002", range(4), north_m=2_000)))
    watch = Watch()
    assert events_of(watch, pair[pair["poll_time"] <= START + 20]) == []
    assert events_of(watch, pair[pair["poll_time"] == START + 30]) == [("400002", "opened", "formation", 30)]
    (alert,) = watch.open_alerts()
    assert alert["related"] == ["400001"]


def test_rules_alert_as_long_as_they_hold_and_are_taken_as_they_are_now():
    alone = fixes_of(flight("400001", range(16)))
    watch = Watch()
    assert events_of(watch, alone[:1]) == []
    assert events_of(watch, alone[1:2], rules=FRENCH) == [("400001", "opened", "French", 10)]
    assert events_of(watch, alone[2:]) == [("400001", "resolved", "French", 140)]


def test_findings_are_those_of_their_own_fix_and_poll():
    pair = fixes_of(together(flight("400001", range(2)), flight("4b1814", range(2), latitude=10)))
    found = [
        [finding(int(time))] if icao24 == "4b1814" else [] for icao24, time in pair[["icao24", "poll_time"]].values
    ]
    watch = Watch()
    assert events_of(watch, pair[:1], found[:1]) == []
    assert events_of(watch, pair[1:], found[1:]) == [("4b1814", "opened", "position_jump", 0)]
    assert watch.open_alerts()[0]["finding_count"] == 2


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 3), st.sets(st.integers(0, 120), max_size=8))
def test_events_are_the_same_wherever_micro_batches_end_and_restarts_fall(seed, cuts):
    fixes = fixes_of(disturbed_sky(seed))
    # Aircraft by aircraft within a poll, as micro-batches bring them: a poll may be cut anywhere.
    whole = Watch()
    expected = whole.advance(*polled(fixes), findings=[[] for _ in range(len(fixes))], rules=FRENCH)
    assert {"ghost", "gnss_interference", "French"} <= {event["kind"] for event in expected}

    watch, events = Watch(), []
    for begin, end in pairwise([0, *sorted(cuts), len(fixes)]):
        part = fixes.iloc[begin:end]
        events += watch.advance(*polled(part), findings=[[] for _ in range(len(part))], rules=FRENCH)
        watch = Watch.from_json(json.loads(json.dumps(watch.to_json())))
    key = ["poll_time", "id", "event"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(events).sort_values(key, ignore_index=True),
        pd.DataFrame(expected).sort_values(key, ignore_index=True),
    )
