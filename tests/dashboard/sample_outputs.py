"""Writes plausible output folders with any number of aircraft, and hostile records."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from common.files.json_files import replace_bytes, write_json
from contracts.outputs import Outputs

WINDOW_S = 120
# Longitude and latitude of the centre, spread (deg), countries and callsign prefix of each region.
_REGIONS = (
    (9.0, 49.5, 7.0, 4.5, ("Germany", "France", "United Kingdom", "Switzerland", "Austria", "Italy"), "DLH"),
    (-4.0, 47.0, 7.0, 6.0, ("Spain", "Ireland", "United Kingdom", "Portugal"), "RYR"),
    (-92.0, 38.5, 14.0, 6.0, ("United States", "Canada", "Mexico"), "UAL"),
    (113.0, 32.0, 9.0, 7.0, ("China", "Japan", "Republic of Korea"), "CES"),
    (78.0, 20.0, 7.0, 6.0, ("India", "United Arab Emirates"), "AIC"),
    (-50.0, -20.0, 9.0, 7.0, ("Brazil", "Argentina"), "TAM"),
    (146.0, -32.0, 8.0, 5.0, ("Australia", "New Zealand"), "QFA"),
)
_RULES = (
    ("rapid_descent", "vertical rate -23.4 m/s is below -15 m/s"),
    ("low_altitude", "altitude 320 m is below 500 m"),
    ("overspeed", "ground speed 431 m/s is above 400 m/s"),
)

NASTY_CALLSIGN = "<img src=x onerror=alert(1)>"
FORMULA_CALLSIGN = '=HYPERLINK("http://evil.invalid","x")'
EXPRESSION_CALLSIGN = "@@=)("
TAGGED_COUNTRY = "<a href='http://evil.invalid'>x</a>"
ENUM_CALLSIGN = "@@#x.y"


def make_flight(**changes: Any) -> dict[str, Any]:
    """Return a valid record of an aircraft cruising over Germany, with these changes."""
    flight = {
        "icao24": "3c6444", "callsign": "DLH42A", "origin_country": "Germany", "time_position": 1_790_000_000,
        "last_contact": 1_790_000_000, "longitude": 9.0, "latitude": 50.0, "baro_altitude": 10_668.0,
        "on_ground": False, "velocity": 231.0, "true_track": 271.0, "vertical_rate": 0.0, "sensors": None,
        "geo_altitude": 10_900.0, "squawk": "1000", "spi": False, "position_source": 0, "category": 3,
        "poll_time": 1_790_000_003, "source": "simulated", "anomaly_score": 0.12, "is_anomaly": False,
        "rule_based_anomaly": False, "rules": [], "reasons": [], "not_scored": None, "model": "iforest-1",
    }  # fmt: skip
    return flight | changes


def nasty_flights(poll_time: int) -> list[dict[str, Any]]:
    """Return records whose values a page must survive and show as text."""
    flagged = {"rule_based_anomaly": True, "rules": ["low_altitude"]}
    seen = {"poll_time": poll_time, "time_position": poll_time - 4, "last_contact": poll_time - 4}
    return [
        make_flight(icao24="bad001", callsign=NASTY_CALLSIGN, reasons=["<script>alert(2)</script>"], **flagged, **seen),
        make_flight(icao24="bad002", callsign=FORMULA_CALLSIGN, longitude=10.5, **seen),
        make_flight(icao24="bad003", callsign=EXPRESSION_CALLSIGN, longitude=12.0, **seen),
        make_flight(icao24="bad004", callsign=ENUM_CALLSIGN, origin_country="@@=alert(3)", longitude=13.5, **seen),
        make_flight(
            icao24="bad005",
            callsign="{o}{f}",
            origin_country=TAGGED_COUNTRY,
            true_track=None,
            baro_altitude=None,
            latitude=52.0,
            **seen,
        ),
        make_flight(icao24="bad006", latitude=None, longitude=None, **seen),
        make_flight(icao24="bad007", latitude="50", longitude=[1], velocity={"a": 1}, rules="x", reasons=7, **seen),
        make_flight(icao24=None, callsign=17, on_ground="yes", poll_time="now"),
        make_flight(icao24="bad008", callsign="![x](http://evil.invalid/x.png)", **flagged, **seen),
    ]


def sky_flights(aircraft: int, *, poll_time: int, seed: int = 1, source: str = "simulated") -> list[dict[str, Any]]:
    """Return records over five continents; one in twelve on the ground, about one in a hundred flagged."""
    random = np.random.default_rng(seed)
    regions = random.choice(len(_REGIONS), aircraft, p=(0.28, 0.14, 0.26, 0.14, 0.08, 0.05, 0.05))
    flights = []
    for index, region in enumerate(regions):
        x, y, wide, high, countries, prefix = _REGIONS[region]
        on_ground = bool(random.random() < 0.08)
        climb = float(random.choice([0.0, random.normal(0, 1), random.uniform(-11, 12)], p=[0.5, 0.2, 0.3]))
        altitude = float(np.clip(random.choice([random.normal(10_700, 900), random.uniform(600, 9_500)]), 550, 13_000))
        age = int(random.exponential(6))
        flight = make_flight(
            icao24=f"{0x3C0000 + index * 7:06x}",
            callsign=None if random.random() < 0.02 else f"{prefix}{random.integers(1, 9_999)}",
            origin_country=str(random.choice(countries)),
            time_position=poll_time - age,
            last_contact=poll_time - min(age, 2),
            longitude=float(np.clip(random.normal(x, wide), -179, 179)),
            latitude=float(np.clip(random.normal(y, high), -70, 75)),
            baro_altitude=None if on_ground else altitude,
            on_ground=on_ground,
            velocity=float(random.uniform(0, 12) if on_ground else 90 + altitude / 80 + random.normal(0, 12)),
            true_track=None if random.random() < 0.01 else float(random.uniform(0, 360)),
            vertical_rate=None if on_ground else climb,
            poll_time=poll_time,
            source=source,
            anomaly_score=None if on_ground else float(random.beta(2, 8)),
        )
        if not on_ground and random.random() < 0.01:
            rule, reason = _RULES[int(random.integers(len(_RULES)))]
            by_model = bool(random.random() < 0.4)
            flight |= {"rule_based_anomaly": True, "rules": [rule], "reasons": [reason], "is_anomaly": by_model}
        flights.append(flight)
    return flights


def make_alert(flight: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return an open alert about this record, with these changes."""
    longitude, latitude, time = flight["longitude"], flight["latitude"], flight["time_position"]
    alert = {
        "id": f"{flight['icao24']}-altitude-{time}", "icao24": flight["icao24"], "callsign": flight["callsign"],
        "origin_country": flight["origin_country"], "kind": "climb_mismatch", "family": "altitude",
        "severity": "warning", "since": time - 90, "last": time, "resolved_at": None, "poll_time": time,
        "longitude": longitude, "latitude": latitude, "baro_altitude": flight["baro_altitude"],
        "evidence": "reported vertical rate 0.0 m/s, but altitude changed -620 m in 20 s; 1 in 40,000 fixes",
        "value": 31.0, "limit": 8.0, "unit": "m/s", "detectors": ["climb_mismatch"], "finding_count": 4, "related": [],
        "source": flight["source"], "event": "opened",
        "track": [[time - 30 * age, longitude - 0.05 * age, latitude, 9_000.0] for age in range(6, -1, -1)],
    }  # fmt: skip
    return alert | changes


def source_alert(**changes: Any) -> dict[str, Any]:
    """Return an open alert about a source without answers, with these changes."""
    nowhere = {"longitude": None, "latitude": None, "baro_altitude": None, "track": []}
    about = {"icao24": None, "callsign": None, "origin_country": None, "family": "source", **nowhere}
    told = {"kind": "source_silent", "evidence": "no answer since 12:00:00, 300 s: the source answered 503"}
    return make_alert(make_flight(), id="feed_1-source_silent-1", feed="opensky 45,5,47,10", **about, **told) | changes


def sample_alerts(flights: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return five alerts of all severities about airborne aircraft."""
    airborne = [flight for flight in flights if flight["on_ground"] is False][:5]
    kinds = (
        ("emergency_squawk", "critical", "squawk 7700, general emergency, held for 4 fixes (40 s)"),
        (
            "position_jump",
            "warning",
            "position 12.4 km from where reported speed and track would have put it after 10 s",
        ),
        (
            "climb_mismatch",
            "warning",
            "reported vertical rate 0.0 m/s, but altitude changed -620 m in 20 s; 1 in 40,000 fixes",
        ),
        ("circling", "info", "made 3.2 full turns in one direction"),
        ("signal_gaps", "info", "missing from 30% of the last polls, though received regularly before"),
    )
    return [
        make_alert(flight, kind=kind, severity=severity, evidence=evidence, since=flight["time_position"] - 60 * number)
        for number, (flight, (kind, severity, evidence)) in enumerate(zip(airborne, kinds, strict=False))
    ]


def write_alerts(outputs: Outputs, alerts: list[dict[str, Any]], *, poll_time: int, now: float) -> None:
    """Write the open alerts."""
    write_json(outputs.live_alerts, {"poll_time": poll_time, "published_at": now, "alerts": alerts})


def write_alert_events(outputs: Outputs, events: list[dict[str, Any]], *, batch: int, poll_time: int) -> None:
    """Write the events of a micro-batch of that poll."""
    folder = outputs.alerts / datetime.fromtimestamp(poll_time, UTC).strftime("date=%Y-%m-%d/hour=%H")
    lines = b"\n".join(orjson.dumps(event | {"poll_time": poll_time}) for event in events)
    replace_bytes(folder / f"batch={batch}" / "alerts.json", lines)


def write_outputs(
    root: Path,
    *,
    aircraft: int,
    now: float,
    seed: int = 1,
    source: str = "simulated",
    model: str = "missing",
    nasty: bool = False,
) -> list[dict[str, Any]]:
    """Write every output as the streaming job and the producer would at `now` (epoch s); return the live flights."""
    outputs = Outputs(root)
    poll_time = int(now) - 3
    flights = sky_flights(aircraft, poll_time=poll_time, seed=seed, source=source)
    if nasty:
        flights += nasty_flights(poll_time)
    published = {"poll_time": poll_time, "published_at": now}
    write_json(outputs.live_flights, {"schema_version": 1, **published, "sources": [source], "flights": flights})
    write_json(outputs.live_countries, {**published, "countries": _countries(flights)})
    write_json(outputs.live_windows, {**published, "windows": _windows(poll_time, aircraft, seed=seed)})
    write_json(outputs.live_status, _status(now, poll_time, source, model))
    write_json(outputs.live_producer, _producer(now, poll_time, source))
    write_alerts(outputs, sample_alerts(flights), poll_time=poll_time, now=now)
    flagged = [flight for flight in flights if flight["is_anomaly"] or flight["rule_based_anomaly"]]
    for batch in range(3):
        write_anomalies(outputs, flagged[batch::2], batch=batch, poll_time=poll_time - 10 * (2 - batch))
    return flights


def write_anomalies(outputs: Outputs, flights: list[dict[str, Any]], *, batch: int, poll_time: int) -> Path:
    """Write a micro-batch of flagged records of that poll."""
    folder = outputs.anomalies / datetime.fromtimestamp(poll_time, UTC).strftime("date=%Y-%m-%d/hour=%H")
    path = folder / f"batch={batch}" / "part-00000.json"
    replace_bytes(path, b"\n".join(orjson.dumps(flight | {"poll_time": poll_time}) for flight in flights))
    return path


def _countries(flights: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = sorted({flight["origin_country"] for flight in flights})
    counted = []
    for name in names:
        mine = [flight for flight in flights if flight["origin_country"] == name]
        airborne = [flight for flight in mine if flight["on_ground"] is False]
        counted.append(
            {"origin_country": name, "flight_count": len(mine), "airborne_count": len(airborne),
             "avg_velocity": 210.0, "avg_baro_altitude": 8_900.0}
        )  # fmt: skip
    return sorted(counted, key=lambda row: -row["flight_count"])


def _windows(poll_time: int, aircraft: int, *, seed: int) -> list[dict[str, Any]]:
    random = np.random.default_rng(seed)
    newest = poll_time - poll_time % WINDOW_S
    windows = []
    for index in range(60):
        start = newest - (59 - index) * WINDOW_S
        count = int(aircraft * (0.93 + 0.06 * np.sin(index / 9) + random.normal(0, 0.006)))
        windows.append(
            {"window_start": start, "window_end": start + WINDOW_S, "closed": index < 59,
             "window_start_utc": datetime.fromtimestamp(start, UTC).isoformat(),
             "flight_count": count if index < 59 else int(count * 0.8), "record_count": count * 11,
             "avg_vertical_rate": float(0.4 * np.sin(index / 6) + random.normal(0, 0.06))}
        )  # fmt: skip
    return windows


def _status(now: float, poll_time: int, source: str, model: str) -> dict[str, Any]:
    reason = {
        "missing": "no model in ml/; train one with python ml/train_model.py",
        "refused": "made by scikit-learn 1.5",
    }
    return {
        "published_at": now, "started_at": now - 5_400, "poll_time": poll_time, "batch_id": 540, "sources": [source],
        "model": {"state": model, "id": "iforest-1" if model == "loaded" else None, "reason": reason.get(model),
                  "threshold": 0.62 if model == "loaded" else None},
        "records": {"new": 1_930, "duplicate": 61, "rejected": 4}, "rejected_by_reason": {"invalid position": 4},
        "anomalies": 17, "append_to_publish_s": 2.4,
        "queries": {"flights": {"batch_id": 540, "rows": 1_995, "seconds": 1.9}},
    }  # fmt: skip


def _producer(now: float, poll_time: int, source: str) -> dict[str, Any]:
    return {
        "published_at": now - 1, "source": source, "url": "http://127.0.0.1:8190/api", "authenticated": True,
        "polls": 540, "poll_time": poll_time, "credits_remaining": 1_840, "credits_per_poll": 4, "interval_s": 10.0,
        "pace": "every 10 s, as fast as the source has news", "published": 1_046_000, "unchanged": 31_000,
        "invalid": 12, "failed": 0, "invalid_by_reason": {"short row": 12}, "last_error": None, "ended": False,
    }  # fmt: skip
