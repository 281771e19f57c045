"""Alert events as tests compare them."""

from collections.abc import Iterable
from typing import Any

import orjson

from contracts.alert_event import SOURCE_FAMILY


def about_aircraft(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events about aircraft as JSON holds them, without their feed.

    A recording has neither the names of feeds nor the poll markers that alerts about sources rest on.
    """
    as_json = orjson.loads(orjson.dumps([event for event in events if event["family"] != SOURCE_FAMILY]))
    return [{name: value for name, value in event.items() if name != "feed"} for event in as_json]
