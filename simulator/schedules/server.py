"""`python -m simulator.schedules`: AviationStack's `/v1/flights` on 127.0.0.1, for the simulated flights.

It follows the API's documentation (https://aviationstack.com/documentation) and answers that users received, limited
like a free plan: only `/flights`, 100 records a page, no historical dates. A header (opensky/headers.py) marks its
answers as simulated. The schedules match the traffic of `python -m simulator` with the same seed and number of
aircraft.
"""

import argparse
import signal
import sys
import threading
from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from common.clock import Clock, SystemClock
from common.commands import run_main
from common.logs import configure_logs
from common.settings import load_settings
from contracts.state_vector import SIMULATED
from opensky.headers import SOURCE_HEADER
from simulator.backends.world import build_world
from simulator.schedules.records import Record
from simulator.schedules.timetable import Filters, SimulatedSchedules
from simulator.server.mishaps import Mishaps, hang, spoil
from simulator.server.serving import json_response, serve

FLIGHTS_PATH = "/v1/flights"
LARGEST_LIMIT = 100
_STATUSES = ("scheduled", "active", "landed", "cancelled", "incident", "diverted")
_OTHER_FUNCTIONS = frozenset(
    {"routes", "airports", "airlines", "airplanes", "aircraft_types", "taxes", "cities", "countries", "timetable"}
)
_PAID = "Your current subscription plan does not support this API function."

log = structlog.get_logger()


class Schedules(Protocol):
    """A source of schedules."""

    def page(self, now: float, filters: Filters, *, offset: int, limit: int) -> tuple[list[Record], int]:
        """Return the records from `offset` at `now` (epoch s), and the number of all records."""


def local_aviationstack(
    schedules: Schedules,
    *,
    clock: Clock,
    keys: frozenset[str] | None = None,
    monthly_requests: int | None = None,
    mishaps: Mishaps | None = None,
) -> Starlette:
    """Build the server.

    keys: the API keys it accepts, None for any; monthly_requests: limit per calendar month (UTC) and key, None for
    unlimited.
    """
    server = _LocalAviationStack(schedules, clock, keys, monthly_requests, mishaps or Mishaps())
    return Starlette(
        routes=[
            Route("/health", server.health),
            Route(FLIGHTS_PATH, server.flights),
            Route("/v1/{function:path}", server.another_function),
        ]
    )


class _Refused(Exception):
    """The request is refused with one of AviationStack's documented errors."""

    def __init__(self, status: int, code: str, message: str, context: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.error = {"code": code, "message": message} | ({"context": context} if context else {})


class _LocalAviationStack:
    def __init__(
        self,
        schedules: Schedules,
        clock: Clock,
        keys: frozenset[str] | None,
        monthly_requests: int | None,
        mishaps: Mishaps,
    ) -> None:
        self._schedules = schedules
        self._lock = threading.Lock()
        self._clock = clock
        self._keys = keys
        self._monthly_requests = monthly_requests
        self._answered: Counter[tuple[str, str]] = Counter()
        self._mishaps = mishaps

    async def health(self, _: Request) -> Response:
        return _json({"status": "ok", "source": SIMULATED})

    async def flights(self, request: Request) -> Response:
        mishap = await hang(self._mishaps.flights, request)
        if mishap and mishap.status:
            return spoil(Response(), mishap)
        try:
            self._check_key(request)
            limit, offset, filters = _parse(request)
            now = self._clock.time()
            self._count(request.query_params["access_key"], now)
            records, total = await run_in_threadpool(self._page, now, filters, offset, limit)
        except _Refused as refused:
            return spoil(_json({"error": refused.error}, status=refused.status), mishap)
        pagination = {"limit": limit, "offset": offset, "count": len(records), "total": total}
        return spoil(_json({"pagination": pagination, "data": records}), mishap)

    async def another_function(self, request: Request) -> Response:
        if request.path_params["function"] in _OTHER_FUNCTIONS:
            return _json({"error": {"code": "function_access_restricted", "message": _PAID}}, status=403)
        message = "This API Function does not exist."
        return _json({"error": {"code": "invalid_api_function", "message": message}}, status=404)

    def _page(self, now: float, filters: Filters, offset: int, limit: int) -> tuple[list[Record], int]:
        with self._lock:
            return self._schedules.page(now, filters, offset=offset, limit=limit)

    def _check_key(self, request: Request) -> None:
        key = request.query_params.get("access_key")
        if not key:
            raise _Refused(401, "missing_access_key", "You have not supplied an API Access Key.")
        if self._keys is not None and key not in self._keys:
            raise _Refused(401, "invalid_access_key", "You have not supplied a valid API Access Key.")

    def _count(self, key: str, now: float) -> None:
        month = f"{datetime.fromtimestamp(now, UTC):%Y-%m}"
        if self._monthly_requests is not None and self._answered[key, month] >= self._monthly_requests:
            raise _Refused(429, "usage_limit_reached", "Your monthly usage limit has been reached.")
        self._answered[key, month] += 1


def _parse(request: Request) -> tuple[int, int, Filters]:
    """Return limit, offset and filters. Raises _Refused when one of them is wrong."""
    params = request.query_params
    if "flight_date" in params:
        raise _Refused(403, "function_access_restricted", _PAID)
    wrong: dict[str, str] = {}
    limit, offset = (
        _whole_number(params.get(name, default), least, most)
        for name, default, least, most in (("limit", "100", 1, LARGEST_LIMIT), ("offset", "0", 0, 10**9))
    )
    if limit is None:
        wrong["limit"] = f"limit must be a number from 1 to {LARGEST_LIMIT}"
    if offset is None:
        wrong["offset"] = "offset must be a number from 0"
    for name in ("dep_iata", "arr_iata"):
        if name in params and not (len(params[name]) == 3 and params[name].isalpha()):
            wrong[name] = f"{name} must be an IATA code of three letters"
    if params.get("flight_status", "active") not in _STATUSES:
        wrong["flight_status"] = f"flight_status must be one of {', '.join(_STATUSES)}"
    if wrong or limit is None or offset is None:
        context = {name: [{"key": "invalid", "message": message}] for name, message in wrong.items()}
        raise _Refused(422, "validation_error", "Request failed with validation error", context)
    given = {each.name: params.get(each.name) for each in fields(Filters)}
    codes = {name: text.upper() if text and name != "flight_status" else text for name, text in given.items()}
    return limit, offset, Filters(**codes)


def _whole_number(text: str, least: int, most: int) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None
    return number if number is not None and least <= number <= most else None


def _json(value: Any, *, status: int = 200) -> Response:
    return json_response(value, status=status, headers={SOURCE_HEADER: SIMULATED})


@run_main("simulator")
def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped; return the exit code."""
    configure_logs()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    parser = argparse.ArgumentParser(prog="python -m simulator.schedules", description=__doc__)
    parser.add_argument("--port", type=int, help="port on 127.0.0.1 (SCHEDULES_PORT)")
    parser.add_argument("--aircraft", type=int, help="aircraft in contact at once (SIMULATOR_AIRCRAFT)")
    parser.add_argument("--seed", type=int, help="same seed, same flights (SIMULATOR_SEED)")
    parser.add_argument("--monthly-requests", type=int, help="requests per month and key; unlimited when not given")
    options = parser.parse_args(arguments)
    settings = load_settings(
        schedules_port=options.port, simulator_aircraft=options.aircraft, simulator_seed=options.seed
    )
    world = build_world(aircraft=settings.simulator_aircraft, seed=settings.simulator_seed)
    app = local_aviationstack(SimulatedSchedules(world), clock=SystemClock(), monthly_requests=options.monthly_requests)
    log.info("serving", url=f"http://127.0.0.1:{settings.schedules_port}{FLIGHTS_PATH}", source=SIMULATED)
    serve(app, port=settings.schedules_port)
    return 0
