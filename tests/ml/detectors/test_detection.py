"""Detection does not depend on how records arrive: cut into batches, repeated, stored in between."""

import numpy as np
import orjson
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.detectors.detection import detect
from ml.forest.flag_rules import RuleLimits
from ml.judgement import scores_as_json
from ml.scorer import Scorer
from ml.tracks.reported_fields import callsign_numbers, callsign_text
from ml.tracks.tracks import FIXES_KEPT, TIME_TO_LIVE_S, Tracks
from tests.ml.flown import flown, wandering
from tests.records import POLL_TIME, poll_of

TRAFFIC = pd.concat([wandering(f"{number:06x}") for number in (1, 2, 3, 0xABCDEF)])
TRAFFIC = TRAFFIC.sort_values("poll_time", kind="stable", ignore_index=True)


def results(cuts):
    tracks, parts = Tracks.none(), []
    for start, end in zip([0, *cuts], [*cuts, len(TRAFFIC)], strict=True):
        detected, tracks = detect(TRAFFIC.iloc[start:end].reset_index(drop=True), tracks)
        tracks = Tracks.from_bytes(tracks.to_bytes())
        parts.append(detected)
    residuals = pd.concat([part.residuals for part in parts], ignore_index=True)
    suspicion = np.concatenate([part.suspicion for part in parts])
    return residuals, suspicion, [found for part in parts for found in part.findings]


WHOLE = results([])


@settings(max_examples=40, deadline=None)
@given(cuts=st.lists(st.integers(0, len(TRAFFIC)), max_size=12).map(sorted))
def test_detection_does_not_depend_on_where_batches_end(cuts):
    residuals, suspicion, findings = results(cuts)
    pd.testing.assert_frame_equal(residuals, WHOLE[0], check_exact=True)
    np.testing.assert_array_equal(suspicion, WHOLE[1])
    assert findings == WHOLE[2]


def test_the_drawn_traffic_does_raise_findings():
    assert len({finding.detector for found in WHOLE[2] for finding in found}) >= 5


def test_tracks_keep_the_last_fixes_of_aircraft_in_contact():
    _, tracks = detect(flown(FIXES_KEPT + 15), Tracks.none())
    assert tracks.columns["time"].tolist() == [POLL_TIME + 10 * number for number in range(15, FIXES_KEPT + 15)]
    later = flown(1, icao24="abcdef", poll_time=POLL_TIME + 10 * (FIXES_KEPT + 15) + TIME_TO_LIVE_S)
    _, tracks = detect(later, tracks)
    assert set(tracks.addresses) == {0xABCDEF}


def test_an_aircraft_that_returns_after_long_starts_anew():
    before = flown(10)
    after = flown(10)
    after["latitude"] -= 30
    for name in ("time_position", "last_contact", "poll_time"):
        after[name] += TIME_TO_LIVE_S + 200
    detected, _ = detect(pd.concat([before, after], ignore_index=True), Tracks.none())
    assert not any(detected.detectors)


def test_a_position_that_is_not_newer_says_nothing_about_motion():
    states = flown(3)
    states.loc[2, "time_position"] = states.loc[1, "time_position"]
    detected, tracks = detect(states, Tracks.none())
    assert detected.residuals["along"].isna().to_list() == [True, False, True]
    assert len(tracks.addresses) == 2


def test_residuals_are_rates_off_the_reported_velocity():
    """The flight is 10 m/s slower than reported, and drifts 2 m/s to the east."""
    states = flown(2, speed=190.0).assign(velocity=200.0)
    states.loc[1, "longitude"] += 20 / (111_194.93 * np.cos(np.radians(40.0)))
    detected, _ = detect(states, Tracks.none())
    along, across, climb = detected.residuals.iloc[1]
    assert (round(along, 1), round(across, 1), climb) == (-10.0, 2.0, 0.0)


def test_callsigns_survive_as_numbers():
    assert [callsign_text(number) for number in callsign_numbers(pd.Series(["DLH1AB", None, "A2345678"]))] == [
        "DLH1AB",
        "",
        "A2345678",
    ]


def test_no_records_give_no_results():
    detected, tracks = detect(flown(1).iloc[:0], Tracks.none())
    assert (len(detected.residuals), len(detected.findings), len(tracks.addresses)) == (0, 0, 0)


def polls():
    return [
        poll_of(int(time), [dict(row) for row in group.astype(object).to_dict("records")])
        for time, group in TRAFFIC.groupby("poll_time")
    ]


def scored(chunks):
    scorer = Scorer(model=None, limits=RuleLimits())
    lines, events = [], []
    for chunk in chunks:
        fixes, more_events = scorer.add(chunk)
        lines += map(orjson.loads, scores_as_json(fixes))
        events += more_events
    return lines, events


def test_the_scorer_gives_the_same_however_polls_are_grouped():
    one_by_one = scored([poll] for poll in polls())
    assert one_by_one == scored([polls()])
    assert len(one_by_one[0]) == len(TRAFFIC)
    assert {event["event"] for event in one_by_one[1]} >= {"opened", "updated"}


def test_the_scorer_passes_over_repeats_and_unusable_states():
    poll = polls()[0]
    bad = [poll.states[0] | flaw for flaw in ({"latitude": None}, {"longitude": 181.0}, {"baro_altitude": 1e6})]
    lines, _ = scored([[poll_of(poll.time, poll.states + bad), poll_of(poll.time + 10, poll.states)]])
    assert [line["icao24"] for line in lines] == [state["icao24"] for state in poll.states]


@pytest.mark.parametrize("category", [16, 17, 18, 19, 20])
def test_vehicles_and_obstacles_are_not_judged(category):
    """Their records are kept in no track, so that nothing follows from them later."""
    detected, tracks = detect(wandering("4b1814").assign(category=category), Tracks.none())
    assert (detected.detectors, detected.findings) == ([[]] * 60, [[]] * 60)
    assert detected.residuals.isna().all(axis=None)
    assert np.isnan(detected.suspicion).all()
    assert len(tracks.addresses) == 0
