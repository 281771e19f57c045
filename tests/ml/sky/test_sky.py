"""`Sky` as a whole, and the made-up flights that the tests of its detectors share."""

import json
import math
from itertools import chain, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.detectors.detection import detect
from ml.polls import TakenPoll
from ml.sky.sky import Sky
from ml.tracks.new_fixes import NEW, LastFixes, sort_out_new
from ml.tracks.tracks import Tracks
from opensky.answers import parse_answer, read_recording

START = 1_700_000_000
METRES_PER_DEGREE = 111_195.0

CRUISING = {
    "callsign": "AFR123",
    "origin_country": "France",
    "source": "recorded",
    "longitude": 5.0,
    "latitude": 45.0,
    "baro_altitude": 10_000.0,
    "velocity": 220.0,
    "true_track": 90.0,
    "vertical_rate": 0.0,
    "on_ground": False,
    "position_source": 0,
    "jump_along_m": np.nan,
    "jump_aside_m": np.nan,
    "late_s": np.nan,
}


def flight(icao24, polls, *, every_s=10, east_m=0.0, north_m=0.0, **what):
    """Return one fix per poll of an aircraft on a straight line that starts beside CRUISING's position."""
    aircraft = CRUISING | what
    heading = math.radians(aircraft["true_track"])
    per_degree_east = METRES_PER_DEGREE * math.cos(math.radians(aircraft["latitude"]))
    fixes = []
    for poll in polls:
        flown_m = aircraft["velocity"] * poll * every_s
        place = {
            "longitude": aircraft["longitude"] + (east_m + flown_m * math.sin(heading)) / per_degree_east,
            "latitude": aircraft["latitude"] + (north_m + flown_m * math.cos(heading)) / METRES_PER_DEGREE,
        }
        time = START + poll * every_s
        times = dict.fromkeys(("time_position", "last_contact", "poll_time"), time)
        fixes.append(aircraft | place | {"icao24": icao24} | times)
    return pd.DataFrame(fixes)


def without_position(fixes, *, after):
    """Return the fixes of one flight, where contact goes on without a new position after a number of them."""
    fixes = fixes.copy()
    for name in ("time_position", "longitude", "latitude"):
        fixes.loc[after:, name] = fixes[name].iloc[after - 1]
    return fixes


def together(*flights):
    """Return the fixes of all flights in the order of polls."""
    return pd.concat(flights).sort_values("poll_time", kind="stable", ignore_index=True)


def polled(fixes, *, feed=None):
    """Return the polls of fixes, in order of their time, and the fixes with their places among them."""
    times = sorted(set(fixes["poll_time"]))
    return [TakenPoll(time, feed) for time in times], fixes.assign(place=fixes["poll_time"].map(times.index))


def shown(sky, fixes):
    """Return the findings of the polls that end with these fixes, in order."""
    return [*chain.from_iterable(sky.advance(*polled(fixes)))]


def judged(*flights):
    """Return the findings of a new sky."""
    sky = Sky()
    return [*shown(sky, together(*flights)), *sky.finish()]


def new_fixes_of(recording, polls=slice(None)):
    """Return the new fixes of a recording's polls, with their jumps."""
    states = []
    for number, answer in enumerate(list(read_recording(recording))[polls]):
        of_poll = {"poll_number": number, "feed_number": 0}
        found = parse_answer(answer, source="recorded").states
        states += [state | of_poll for state in found if state["longitude"] is not None]
    fixes = pd.DataFrame(states)
    kinds, _ = sort_out_new(fixes, LastFixes.none())
    fixes = fixes[kinds == NEW].reset_index(drop=True)
    detected, _ = detect(fixes, Tracks.none())
    return fixes.assign(**detected.together)


def disturbed_sky(seed):
    """A copy beside its original, a group that jumps or loses its position together, and one whose positions MLAT takes
    over, heard with gaps."""
    rng = np.random.default_rng(seed)
    pair = [flight("400001", range(28)), flight("400002", range(15, 28), north_m=2_000)]
    group = [flight(f"50000{n}", range(14), latitude=50, north_m=15_000 * n, callsign=None) for n in range(8)]
    group = [without_position(fixes, after=6 + 8 * (n % 2)) for n, fixes in enumerate(group)]
    by_mlat = [flight(f"60000{n}", range(14), latitude=-30, north_m=15_000 * n, callsign=None) for n in range(8)]
    by_mlat = [fixes.assign(position_source=np.where(fixes.index < 8, 0, 2)) for fixes in by_mlat]
    fixes = together(*pair, *group, *by_mlat)
    jumps = fixes["icao24"].str.startswith("5") & (fixes["poll_time"] == START + 70)
    fixes["jump_along_m"], fixes["jump_aside_m"] = np.where(jumps, 0.0, np.nan), np.where(jumps, 2_000.0, np.nan)
    fixes.loc[rng.random(len(fixes)) < 0.1, ["baro_altitude", "vertical_rate"]] = np.nan
    return fixes[rng.random(len(fixes)) < 0.95]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 5), st.sets(st.integers(0, 250), max_size=20))
def test_sky_finds_the_same_wherever_calls_end_and_restarts_fall(seed, cuts):
    fixes = disturbed_sky(seed)
    whole = Sky()
    expected = [*shown(whole, fixes), *whole.finish()]
    assert {finding.detector for finding in expected} == {"ghost", "formation", "gnss_interference"}
    assert {finding.icao24[0] for finding in expected if finding.family == "gnss"} == {"5", "6"}

    sky, found = Sky(), []
    bounds = [0, *sorted(cuts), len(fixes)]
    for begin, end in pairwise(bounds):
        found += shown(sky, fixes.iloc[begin:end])
        sky = Sky.from_json(json.loads(json.dumps(sky.to_json())))
    assert [*found, *sky.finish()] == expected


def test_sky_judges_a_poll_when_the_next_begins():
    pair = together(flight("400001", range(4)), flight("400002", range(4), north_m=2_000))
    sky = Sky()
    assert shown(sky, pair[pair["poll_time"] <= START + 20]) == []
    (known,) = sky.advance(*polled(pair[pair["poll_time"] == START + 30]))
    assert [finding.poll_time for finding in known] == [START + 20]


def test_sky_that_is_finished_has_nothing_more_to_say():
    pair = together(flight("400001", range(3)), flight("400002", range(3), north_m=2_000))
    sky = Sky()
    sky.advance(*polled(pair))
    assert len(sky.finish()) == 1
    assert sky.finish() == []


def test_sky_states_position_and_identity():
    pair = (flight("400001", range(3)), flight("400002", range(3), north_m=2_000, callsign=None))
    (finding,) = judged(*pair)
    assert (finding.callsign, finding.origin_country, finding.source) == (None, "France", "recorded")
    last = pair[1].iloc[-1]
    assert finding.time == last["time_position"]
    assert finding.longitude == pytest.approx(last["longitude"], abs=1e-5)
    assert finding.latitude == pytest.approx(last["latitude"], abs=1e-5)
    assert finding.track == ((finding.time, finding.longitude, finding.latitude, 10_000.0),)


def test_sky_takes_no_state_of_another_version():
    with pytest.raises(ValueError, match="version 0"):
        Sky.from_json(Sky().to_json() | {"version": 0})


def test_sky_of_10000_aircraft_is_saved_in_less_than_a_megabyte():
    rng = np.random.default_rng(1)
    count = 10_000
    aircraft = pd.DataFrame([CRUISING] * count).assign(
        icao24=[f"{address:06x}" for address in rng.choice(2**24, count, replace=False)],
        callsign=[f"ABC{number}" for number in range(count)],
        longitude=rng.uniform(-180, 180, count),
        latitude=rng.uniform(-60, 70, count),
        baro_altitude=rng.uniform(0, 12_000, count),
        velocity=rng.uniform(60, 260, count),
        true_track=rng.uniform(0, 360, count),
        vertical_rate=rng.normal(0, 5, count),
    )
    sky = Sky()
    for poll in range(3):
        time = START + 10 * poll
        heard = time - rng.integers(0, 10, count)
        sky.advance(*polled(aircraft.assign(poll_time=time, time_position=heard, last_contact=heard)))
    assert len(json.dumps(sky.to_json())) < 1_000_000


@pytest.mark.parametrize(("minutes", "ghost"), [(29, "400002"), (31, "400001")])
def test_sky_forgets_an_aircraft_after_half_an_hour(minutes, ghost):
    away = 6 * minutes
    returning = together(flight("400001", range(2)), flight("400001", range(away + 1, away + 5)))
    other = flight("400002", range(away, away + 5), north_m=2_000)
    watcher = flight("400003", range(2, away), latitude=-30, velocity=0)
    assert {finding.icao24 for finding in judged(returning, other, watcher)} == {ghost}


def test_sky_takes_two_fixes_of_one_aircraft_in_one_poll():
    once = flight("400001", range(3))
    twice = together(once, once.assign(time_position=once["time_position"] - 5))
    (finding,) = judged(twice, flight("400002", range(3), north_m=2_000))
    assert finding.related == ("400001",)


def test_sky_passes_over_records_without_a_place():
    lost = flight("400001", range(3)).assign(longitude=np.nan)
    assert judged(lost, flight("400002", range(3), north_m=2_000)) == []


def test_each_feed_is_judged_by_its_own_polls():
    """A group that one feed brings every 10 s is not lost because another feed, asked in between, lacks it."""
    group = together(
        *(flight(f"50000{n}", range(12), latitude=50, north_m=15_000 * n, callsign=None) for n in range(8))
    )
    elsewhere = flight("600000", range(60), every_s=2, latitude=-30).assign(
        poll_time=lambda fixes: fixes["poll_time"] + 1
    )
    polls_of = [polled(group, feed="north"), polled(elsewhere, feed="south")]
    polls = sorted(chain.from_iterable(polls for polls, _ in polls_of), key=lambda poll: poll.time)
    fixes = pd.concat(
        [frame.assign(place=[polls.index(polls_[place]) for place in frame["place"]]) for polls_, frame in polls_of],
        ignore_index=True,
    )
    sky = Sky()
    assert [*chain.from_iterable(sky.advance(polls, fixes)), *sky.finish()] == []
    muted = [
        without_position(of_one.reset_index(drop=True), after=6) if icao24 != "600000" else of_one
        for icao24, of_one in fixes.groupby("icao24")
    ]
    still_asked = flight("700000", range(12), latitude=60, callsign="AFR456")
    still_asked["place"] = [polls.index(TakenPoll(time, "north")) for time in still_asked["poll_time"]]
    sky = Sky()
    found = [*chain.from_iterable(sky.advance(polls, pd.concat([*muted, still_asked], ignore_index=True)))]
    assert {finding.detector for finding in found} == {"gnss_interference"}
