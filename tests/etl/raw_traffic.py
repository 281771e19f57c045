"""Messages of the topic as on a bad day: simulated traffic around midnight, with every kind of flaw."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from opensky.answers import parse_answer
from simulator.backends.simulated import SimulatedTraffic
from tests.etl.reference.states import State
from tests.records import CRUISING

AIRCRAFT = 110
SEED = 1
EVENING = int(datetime(2025, 10, 25, 20, tzinfo=UTC).timestamp())
"""The day before the night in which Europe's clocks go back."""
MIDNIGHT = EVENING + 4 * 3_600
MORNING = EVENING + 7 * 3_600
POLL_S = 90

ZURICH = {"longitude": 8.55, "latitude": 47.46}
CORK = {"longitude": -8.49, "latitude": 51.84}

FLAWS: tuple[dict[str, Any], ...] = (
    *({name: None} for name in ("icao24", "time_position", "last_contact", "latitude", "longitude", "on_ground")),
    *({name: None} for name in ("poll_time", "source", "schema_version")),
    {"icao24": "4B1814"},
    {"icao24": "4b18"},
    {"icao24": "4b1814\n"},
    {"latitude": 90.5},
    {"longitude": -181},
    {"baro_altitude": 41_000},
    {"geo_altitude": -1_501},
    {"velocity": 1_684.0},
    {"velocity": -1},
    {"true_track": 361},
    {"vertical_rate": 1_000.5},
    {"velocity": "230"},
    {"on_ground": 0},
    {"last_contact": 1_761_422_400.5},
    {"last_contact": 2**31},
    {"poll_time": 2**31 - 1},
    {"time_position": True},
)
"""Differences that each make a record unusable."""

GARBAGE = (
    orjson.dumps(CRUISING).replace(b'"', b"'"),
    orjson.dumps(CRUISING).replace(b"SWR", b"SW\xff"),
    b"",
    b"not json",
    b"null",
    b"[]",
    b"{}",
    b'{"icao24": "4b1814"',
    b"\xff\xfe\x00",
    b'{"velocity": NaN}',
)


def messages() -> tuple[list[bytes], list[bytes]]:
    """Values in the order in which they come, before and after a pause at midnight; some of before come after it."""
    chance = random.Random(11)
    records = [*spoiled(simulated_states(), chance), *chosen_flights()]
    # Out of order by a minute, sometimes by more.
    records.sort(key=lambda state: state["poll_time"] + chance.choice([0, 0, 0, 40, 90, 1_000]))
    before, after = [], []
    for state in records:
        value = orjson.dumps(state)
        is_late = chance.random() < 0.01
        part = after if is_late or state["poll_time"] >= MIDNIGHT + 600 else before
        part.append(value)
        if chance.random() < 0.02:
            after.append(value)  # delivered again
        if chance.random() < 0.005:
            part.append(chance.choice(GARBAGE))
        if chance.random() < 0.01:
            part.append(orjson.dumps(state | chance.choice(FLAWS)))
    return before, after


def simulated_states() -> Iterator[State]:
    """Yield the state vectors of each poll, with the repeats that answers have."""
    traffic = SimulatedTraffic(aircraft=AIRCRAFT, seed=SEED, faults_per_hour=0.3)
    for time in range(EVENING, MORNING, POLL_S):
        answer = traffic.at(time)
        yield from parse_answer({"time": answer.time, "states": answer.rows}, source=traffic.source).states


def spoiled(states: Iterator[State], chance: random.Random) -> Iterator[State]:
    """Add nulls, silences, contradictory repeats, impossible ground fixes, and state vectors of another source."""
    silences: dict[str, range] = {}
    without_country: dict[str, bool] = {}
    last: dict[str, State] = {}
    for state in states:
        icao24, poll_time = state["icao24"], state["poll_time"]
        if icao24 not in silences:
            begin = chance.randrange(EVENING, MORNING)
            silences[icao24] = range(begin, begin + chance.choice([0, 0, 3_000, 3_700]))
            without_country[icao24] = chance.random() < 0.05
        if poll_time in silences[icao24]:
            continue
        if without_country[icao24]:
            state |= {"origin_country": None}
        for name in ("baro_altitude", "vertical_rate", "velocity", "callsign"):
            if chance.random() < 0.02:
                state |= {name: None}
        if chance.random() < 0.01:
            state |= {"on_ground": True, "velocity": 150.0}
        is_heard = icao24 in last and state["last_contact"] > last[icao24]["last_contact"]
        if is_heard and chance.random() < 0.03:  # without a new position: the last one is repeated with new values
            news = {"last_contact": state["last_contact"], "poll_time": poll_time}
            news |= {"callsign": chance.choice([state["callsign"], "AGAIN2"]), "vertical_rate": state["vertical_rate"]}
            yield last[icao24] | news
            continue
        yield state
        if state["time_position"] is None:
            continue
        last[icao24] = state
        if chance.random() < 0.02:  # a later poll that reports the same fix with another value
            yield state | {"poll_time": poll_time + POLL_S, "baro_altitude": 1_234.5, "callsign": "LATER1"}
        if int(icao24, 16) % 5 == 0 and poll_time % (2 * POLL_S) == 0:  # heard by OpenSky too, elsewhere
            moved = (state["longitude"] + 180.05) % 360 - 180
            yield state | {"source": "opensky", "longitude": moved, "callsign": "REAL7X"}


def chosen_flights() -> Iterator[State]:
    """Return rare cases, each with an aircraft of its own."""
    for number, flight in enumerate(CHOSEN):
        for state in flight():
            yield state | {"icao24": f"e0{number:04x}"}


def _fix(time: int, **differences: Any) -> State:
    """Return a state vector that is heard and polled at once."""
    return CRUISING | {"time_position": time, "last_contact": time, "poll_time": time + 2} | differences


def _balloon() -> Iterator[State]:
    """A balloon aloft beyond the day after, heard late at each midnight."""
    for time in range(EVENING + 3 * 3_600, EVENING + 29 * 3_600, 1_700):
        yield _fix(
            time, last_contact=time + 40, poll_time=time + 50, longitude=-40 + (time - EVENING) / 1e4, velocity=5
        )
    for midnight in (MIDNIGHT, MIDNIGHT + 86_400):
        yield _fix(midnight - 3, last_contact=midnight + 2, poll_time=midnight + 5, longitude=-30.0, velocity=5)


def _over_zurich() -> Iterator[State]:
    """An aircraft 5,000 m over the airport that reports "on the ground" in between."""
    for time in range(EVENING + 600, EVENING + 1_800, 60):
        wrong = time == EVENING + 1_200
        yield _fix(time, baro_altitude=5_432.0, on_ground=wrong, velocity=80.0, **ZURICH)


def _circuit() -> Iterator[State]:
    """From Zurich back to Zurich: only the take-off is seen."""
    yield _fix(EVENING + 3_000, baro_altitude=430.0, on_ground=True, velocity=20.0, **ZURICH)
    for number, height in enumerate((500, 700, 900, 900, 800, 600)):
        place = {"longitude": ZURICH["longitude"] + 0.02 * (number % 4), "latitude": ZURICH["latitude"]}
        yield _fix(EVENING + 3_060 + 60 * number, baro_altitude=float(height), vertical_rate=None, **place)


def _after_gaps() -> Iterator[State]:
    """Silent for exactly an hour, which is no gap, then for one second more."""
    for time in (0, 3_600, 7_201, 10_801):
        yield _fix(EVENING + time, callsign="GAP1", longitude=20.0 + time / 1e4)


def _two_in_one() -> Iterator[State]:
    """An address that two aircraft share: nothing flies as fast."""
    for number in range(10):
        yield _fix(EVENING + 60 * number, callsign="TWO22", longitude=100.0 * (number % 2))


def _over_the_antimeridian() -> Iterator[State]:
    for number in range(20):
        longitude = (178.5 + 0.15 * number + 180) % 360 - 180
        yield _fix(MIDNIGHT - 600 + 60 * number, callsign="FJI910", longitude=longitude, latitude=-17.7)


def _to_cork_at_midnight() -> Iterator[State]:
    """Over two hours and days: lands when the last position of the day before is its last."""
    for number in range(30):
        place = {"longitude": CORK["longitude"] - 0.02 * (29 - number), "latitude": CORK["latitude"]}
        yield _fix(
            MIDNIGHT - 60 * (30 - number),
            callsign="EIN07",
            baro_altitude=3_000.0 - 95 * number,
            vertical_rate=-1.6,
            **place,
        )
    yield _fix(MIDNIGHT + 15, callsign="EIN07", baro_altitude=None, on_ground=True, velocity=30.0, **CORK)


def _low_over_the_sea() -> Iterator[State]:
    for number in range(8):
        yield _fix(
            EVENING + 7_000 + 30 * number,
            baro_altitude=40.0,
            velocity=120.0,
            latitude=56.5,
            longitude=3.0 + number / 50,
        )


def _at_the_limits() -> Iterator[State]:
    """Values at their limits are possible."""
    limits = {
        "velocity": 1_000,
        "true_track": 360,
        "vertical_rate": -1_000,
        "baro_altitude": 40_000,
        "geo_altitude": -1_500,
    }
    time = EVENING + 9_000
    yield _fix(time, **limits, latitude=90, longitude=180, poll_time=time - 60)
    yield _fix(time + 60, vertical_rate=2.5, latitude=90, longitude=-180, baro_altitude=0)
    yield _fix(time + 120, vertical_rate=-2.5, latitude=89.99, longitude=0, baro_altitude=0.0, callsign=None)


def _equally_often() -> Iterator[State]:
    """Two equally frequent callsigns across the end of an hour; one position is heard again after it."""
    for number, callsign in enumerate(("ZZZ1", "ZZZ1", "AAA1", "AAA1")):
        yield _fix(EVENING + 3_400 + 100 * number, callsign=callsign)
    yield _fix(EVENING + 3_500, callsign="ZZZ1", last_contact=EVENING + 3_650, poll_time=EVENING + 3_660)


def _climbs_over_the_end_of_an_hour() -> Iterator[State]:
    """Leaves Zurich without a vertical rate; its first position is heard again after the hour."""
    for again in (0, 30):
        yield _fix(
            EVENING + 7_180,
            last_contact=EVENING + 7_180 + again,
            poll_time=EVENING + 7_180 + again,
            vertical_rate=None,
            baro_altitude=600.0,
            **ZURICH,
        )
    for number in range(1, 10):
        place = {"longitude": 8.6 + number / 40, "latitude": 47.46}
        yield _fix(EVENING + 7_180 + 60 * number, vertical_rate=None, baro_altitude=600.0 + 400 * number, **place)


def _sinks_to_cork() -> Iterator[State]:
    """It descends at 1.2 m/s by its altitudes, and is not heard on the ground."""
    for number in range(10):
        place = {"longitude": CORK["longitude"] + 0.005 * (9 - number), "latitude": CORK["latitude"]}
        yield _fix(EVENING + 600 + 60 * number, baro_altitude=900.0 - 72 * number, vertical_rate=None, **place)


CHOSEN: tuple[Callable[[], Iterator[State]], ...] = (
    _balloon,
    _over_zurich,
    _circuit,
    _after_gaps,
    _two_in_one,
    _over_the_antimeridian,
    _to_cork_at_midnight,
    _low_over_the_sea,
    _at_the_limits,
    _equally_often,
    _climbs_over_the_end_of_an_hour,
    _sinks_to_cork,
)
