"""Good and bad lines of the stream's outputs."""

import orjson

from etl.outputs.lines import LONGEST_LINE
from tests.lake_files import rows_of

HOUR = "date=2023-11-14/hour=22"


ALERT = {
    "event": "opened",
    "raised_from": None,
    "id": "4b1814-flight-1700000000",
    "icao24": "4b1814",
    "callsign": None,
    "origin_country": "Switzerland",
    "kind": "rapid_descent",
    "family": "flight",
    "severity": "warning",
    "since": 1_700_000_000,
    "last": 1_700_000_000,
    "resolved_at": None,
    "poll_time": 1_700_000_000,
    "since_utc": "2023-11-14T22:13:20Z",
    "last_utc": "2023-11-14T22:13:20Z",
    "longitude": 8.5,
    "latitude": 47.4,
    "baro_altitude": 3000.0,
    "evidence": "descends at 30 m/s",
    "detectors": ["rapid_descent"],
    "value": 30.0,
    "limit": 25.0,
    "unit": "m/s",
    "rarity": None,
    "finding_count": 1,
    "related": [],
    "source": "simulated",
    "track": [[1_700_000_000, 8.5, 47.4, 3000.0], [1_700_000_010, 8.6, 47.4, None]],
}


ABOUT_SOURCE = ALERT | {
    "id": "feed_00000000-source_silent-1700000000",
    "icao24": None,
    "origin_country": None,
    "kind": "source_silent",
    "family": "source",
    "longitude": None,
    "latitude": None,
    "baro_altitude": None,
    "track": [],
    "source": "opensky",
    "feed": "opensky 45.8,5.9,47.8,10.5",
}


FLAGGED = {
    "icao24": "4b1814",
    "poll_time": 1_700_000_000,
    "source": "simulated",
    "rules": ["overspeed"],
    "is_anomaly": False,
}


def line_of(record):
    return record if isinstance(record, bytes) else orjson.dumps(record)


def landed(lake, table, hour=HOUR):
    return rows_of(*(lake.folder("bronze", table) / hour).glob("*.parquet"))


def without(record, name):
    return {key: value for key, value in record.items() if key != name}


LATER = ALERT | {"event": "updated", "poll_time": 1_700_000_060, "finding_count": 2}


DEEP = b"[" * 300_000 + b"]" * 300_000


NO_RECORDS = {
    "broken off": orjson.dumps(ALERT)[:200],
    "no object": b"[1, 2]",
    "a number": b"7",
    "null": b"null",
    "a text": b'"alert"',
    "two in a line": orjson.dumps(ALERT) + orjson.dumps(LATER),
    "deep": DEEP,
    "zeros": b"\x00" * 64,
    "compressed": b"\x1f\x8b\x08\x00\x01\x02\xff",
    "other quotes": b"{'icao24': '4b1814'}",
    "half a character": orjson.dumps(ALERT).replace(b"Switzerland", b"Switz\xc3"),
    "half an emoji": orjson.dumps(ALERT).replace(b"Switzerland", b"\\ud83d"),
    "a mark of the byte order": b"\xef\xbb\xbf" + orjson.dumps(ALERT),
    "after it": orjson.dumps(ALERT) + b" // a note",
}


BAD_ALERTS = [
    *((name, line, "not a JSON record") for name, line in NO_RECORDS.items()),
    ("a field twice", b'{"kind": "ghost", ' + orjson.dumps(ALERT)[1:], "a field twice"),
    ("very long", b'{"note": "' + b"x" * LONGEST_LINE + b'", ' + orjson.dumps(ALERT)[1:], "line is too long"),
    ("nothing", {}, "missing event"),
    *(
        (f"{name} missing", without(ALERT, name), f"missing {name}")
        for name in ("event", "id", "icao24", "kind", "family", "severity", "since", "last", "poll_time")
    ),
    *((f"{name} null", ALERT | {name: None}, f"missing {name}") for name in ("evidence", "finding_count", "source")),
    ("no aircraft", ALERT | {"icao24": None}, "missing icao24"),
    ("a blank id", ALERT | {"id": "  "}, "missing id"),
    *(
        (f"{name} {value!r}", ALERT | {name: value}, f"wrong type: {name}")
        for name, value in (
            ("poll_time", "1700000000"),
            ("poll_time", 1_700_000_000.5),
            ("poll_time", True),
            ("poll_time", [1_700_000_000]),
            ("poll_time", 2**64 - 1),
            ("icao24", 123456),
            ("callsign", {"text": "SWR7EA"}),
            ("longitude", "8.5"),
            ("latitude", [47.4]),
            ("detectors", "rapid_descent"),
            ("detectors", ["rapid_descent", 7]),
            ("related", [None]),
            ("track", [1, 2, 3]),
            ("track", [["1700000000", 8.5, 47.4, None]]),
            ("track", {"points": []}),
        )
    ),
    *(
        (
            f"{name} {word.decode()}",
            orjson.dumps(without(ALERT, name))[:-1] + b', "%b": %b}' % (name.encode(), word),
            says,
        )
        for name, word, says in (
            ("longitude", b"NaN", "wrong type: longitude"),
            ("value", b"Infinity", "wrong type: value"),
            ("value", b"1e999", "wrong type: value"),
            ("since", b"99999999999999999999999", "wrong type: since"),
            ("track", b"[[1700000000, NaN, 47.4, 3000]]", "impossible track"),
            ("track", DEEP, "wrong type: track"),
        )
    ),
    *(
        (f"{name} {str(value)[:20]!r}", ALERT | {name: value}, f"impossible {name}")
        for name, value in (
            ("icao24", "4B1814"),
            ("icao24", "4b181"),
            ("icao24", "xyzxyz"),
            ("icao24", "4b1814\n"),
            ("longitude", 180.5),
            ("latitude", -91.0),
            ("baro_altitude", 1e6),
            ("since", -1),
            ("finding_count", 0),
            ("evidence", "x" * 100_000),
            ("callsign", "A\x00B"),
            ("related", ["4b1814"] * 100_000),
            ("related", ["x" * 100_000]),
            ("track", [[1_700_000_000, 8.5, 47.4]]),
            ("track", [[1_700_000_000, 8.5, None, 3000.0]]),
            ("track", [[1_700_000_000, 200.0, 47.4, 3000.0]]),
            ("track", [[]]),
        )
    ),
    ("an unknown event", ALERT | {"event": "closed"}, "unknown event"),
    ("an unknown severity", ALERT | {"severity": "fatal"}, "unknown severity"),
    ("another hour", ALERT | {"poll_time": 1_700_003_600}, "poll_time is not of its folder's hour"),
    ("milliseconds", ALERT | {"poll_time": 1_700_000_000_000}, "poll_time is not of its folder's hour"),
    ("negative", ALERT | {"poll_time": -1}, "poll_time is not of its folder's hour"),
    ("last before since", ALERT | {"last": 1_699_999_999}, "since, last and poll_time are not in order"),
    ("last after its poll", ALERT | {"last": 1_700_000_001}, "since, last and poll_time are not in order"),
    *(
        (
            f"{name} {at}",
            ALERT | {"event": name, "resolved_at": at},
            "resolved_at does not go with event, last and poll_time",
        )
        for name, at in (
            ("resolved", None),
            ("resolved", 1_699_999_999),
            ("resolved", 2**40),
            ("opened", 1_700_000_000),
        )
    ),
]


BAD_FLAGS = [
    *((f"{name} missing", without(FLAGGED, name), f"missing {name}") for name in ("icao24", "poll_time", "source")),
    ("no object", b"7", "not a JSON record"),
    ("torn", orjson.dumps(FLAGGED)[:-1], "not a JSON record"),
    ("no list", FLAGGED | {"rules": "overspeed"}, "wrong type: rules"),
    ("no truth", FLAGGED | {"is_anomaly": 1}, "wrong type: is_anomaly"),
    ("no address", FLAGGED | {"icao24": "N123AB"}, "impossible icao24"),
    ("an unknown rule", FLAGGED | {"rules": ["overspeed", "too_loud"]}, "unknown rule"),
    ("a long source", FLAGGED | {"source": "x" * 2_000}, "impossible source"),
    ("another hour", FLAGGED | {"poll_time": 1_699_990_000}, "poll_time is not of its folder's hour"),
]
