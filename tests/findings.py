"""One valid finding, and others as what differs from it."""

from dataclasses import replace
from typing import Any

from ml.detectors.findings import Finding

START = 1_700_000_000

JUMP = Finding(
    detector="position_jump",
    family="motion",
    kind="position_jump",
    severity="warning",
    icao24="4b1814",
    time=START,
    poll_time=START,
    evidence="5,000 m off its course",
    callsign="SWR7EA",
    origin_country="Switzerland",
    source="simulated",
    longitude=8.5,
    latitude=47.4,
    baro_altitude=11_000.0,
    value=5_000.0,
    limit=2_000.0,
    unit="m",
    rarity=100_000,
    track=((START, 8.5, 47.4, 11_000.0),),
)


def finding(poll_time: int, **differences: Any) -> Finding:
    """The position jump at another poll, with these fields instead; its one point of track is its own fix."""
    time = differences.pop("time", poll_time - 2)
    track = differences.pop("track", ((time, 8.5, 47.4, 11_000.0),))
    return replace(JUMP, time=time, poll_time=poll_time, track=track, **differences)
