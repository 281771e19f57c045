"""The local OpenSky server: tokens, `/states/all`, credits and 429s over any traffic back end.

It follows the documentation of the REST API (https://openskynetwork.github.io/opensky-api/rest.html), so the producer
can tell it from OpenSky only by the headers in opensky/headers.py.
"""

import math
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from common.clock import Clock
from common.settings import BoundingBox
from opensky.credits import Tier, states_cost
from opensky.headers import ENDED_HEADER, FAILED_HEADER, NEXT_ANSWER_HEADER, SOURCE_HEADER
from simulator.backends.backend import TrafficAnswer, TrafficBackend
from simulator.server.credits import CreditAccounts, CreditsSpent
from simulator.server.mishaps import Mishaps, hang, spoil
from simulator.server.serving import json_response
from simulator.server.tokens import TOKEN_LIFE_S, Client, TokenIssuer

TOKEN_PATH = "/auth/realms/opensky-network/protocol/openid-connect/token"  # noqa: S105 - a path, not a secret
STATES_PATH = "/api/states/all"
RESOLUTION_S = (10, 5)
"""Time resolution (s) without and with a token."""

OLDEST_S = 3_600
"""Requests with a token can go back this far."""
MAX_FORM_BYTES = 10_000
LONGITUDE, LATITUDE, CATEGORY = 5, 6, 17


def local_opensky(
    backend: TrafficBackend,
    *,
    clock: Clock,
    anonymous: Tier | None,
    clients: Mapping[str, Client],
    resolution_s: tuple[int, int] | None = RESOLUTION_S,
    mishaps: Mishaps | None = None,
) -> Starlette:
    """Build the server.

    anonymous: credits of callers without a token, None for unlimited; clients: by client id; resolution_s: steps of
    time without and with a token, None when the back end has its own.
    """
    server = _LocalOpenSky(backend, clock, anonymous, clients, resolution_s, mishaps or Mishaps())
    return Starlette(
        routes=[
            Route("/health", server.health),
            Route(STATES_PATH, server.states),
            Route(TOKEN_PATH, server.token, methods=["POST"]),
        ],
        max_body_size=MAX_FORM_BYTES,
    )


class _BadRequest(Exception):
    """A parameter is missing, malformed or out of range."""


class _LocalOpenSky:
    def __init__(
        self,
        backend: TrafficBackend,
        clock: Clock,
        anonymous: Tier | None,
        clients: Mapping[str, Client],
        resolution_s: tuple[int, int] | None,
        mishaps: Mishaps,
    ) -> None:
        self._backend = backend
        self._backend_lock = threading.Lock()
        self._clock = clock
        self._anonymous = anonymous
        self._issuer = TokenIssuer(clients)
        self._accounts = CreditAccounts()
        self._resolution_s = resolution_s
        self._mishaps = mishaps

    async def health(self, _: Request) -> Response:
        return json_response({"status": "ok", "source": self._backend.source})

    async def token(self, request: Request) -> Response:
        mishap = await hang(self._mishaps.token, request)
        if mishap and mishap.status:
            return spoil(Response(), mishap)
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        client_id, secret = (form.get(name, [""])[0] for name in ("client_id", "client_secret"))
        if form.get("grant_type") != ["client_credentials"]:
            return json_response({"error": "unsupported_grant_type"}, status=400)
        token = self._issuer.issue(client_id, secret, now=self._clock.time())
        if token is None:
            description = "Invalid client or Invalid client credentials"
            return json_response({"error": "invalid_client", "error_description": description}, status=401)
        answer = {"access_token": token, "expires_in": TOKEN_LIFE_S, "token_type": "Bearer"}
        return spoil(json_response(answer), mishap)

    async def states(self, request: Request) -> Response:
        mishap = await hang(self._mishaps.states, request)
        if mishap and mishap.status:
            return spoil(Response(), mishap)
        response = await self._states(request)
        response.headers[SOURCE_HEADER] = self._backend.source
        return spoil(response, mishap)

    async def _states(self, request: Request) -> Response:
        now = self._clock.time()
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        caller, tier, authenticated = "anonymous", self._anonymous, False
        if scheme:
            known = self._issuer.client_of(token, now=now) if scheme.lower() == "bearer" else None
            if known is None:
                return Response("Unauthorized", 401)
            authenticated = True
            caller, tier = f"client {known[0]}", known[1].tier
        try:
            box = _box(request)
            time = _time(request, now) if authenticated else None
        except _BadRequest as error:
            return Response(str(error), 400)
        headers: dict[str, str] = {}
        if tier is not None:
            try:
                left = self._accounts.charge(caller, tier, states_cost(box), now=now)
            except CreditsSpent as error:
                wait_s = str(error.retry_after_s)
                return Response("Too many requests", 429, headers={"X-Rate-Limit-Retry-After-Seconds": wait_s})
            headers["X-Rate-Limit-Remaining"] = str(left)
        return await run_in_threadpool(
            self._answer,
            self._in_steps(time or now, authenticated=authenticated),
            box,
            {address.lower() for address in request.query_params.getlist("icao24")},
            past=bool(time),
            extended=request.query_params.get("extended", "").lower() in ("1", "true"),
            headers=headers,
        )

    def _in_steps(self, now: float, *, authenticated: bool) -> float:
        return now - now % self._resolution_s[authenticated] if self._resolution_s else now

    def _answer(
        self,
        time: float,
        box: BoundingBox | None,
        addresses: set[str],
        *,
        past: bool,
        extended: bool,
        headers: dict[str, str],
    ) -> Response:
        with self._backend_lock:  # several threads call this; back ends need not be thread-safe
            answer = self._backend.at(int(time)) if past else self._backend.newest(time)
        rows = answer.rows
        if addresses or box:
            rows = [row for row in rows if _matches(row, addresses, box)]
        if not extended:
            rows = [row[:CATEGORY] if isinstance(row, list | tuple) else row for row in rows]
        # When nothing matches, OpenSky sends null, not an empty array.
        return json_response({"time": answer.time, "states": rows or None}, headers=headers | _local_headers(answer))


def _local_headers(answer: TrafficAnswer) -> dict[str, str]:
    headers = {}
    if answer.next_answer_s is not None:
        # Rounded up, so that a client that waits this long is never too early.
        headers[NEXT_ANSWER_HEADER] = f"{math.ceil(answer.next_answer_s * 1_000) / 1_000:.3f}"
    if answer.ended:
        headers[ENDED_HEADER] = "true"
    if answer.failure is not None:
        headers[FAILED_HEADER] = quote(answer.failure)
    return headers


def _box(request: Request) -> BoundingBox | None:
    texts = [request.query_params.get(name) for name in ("lamin", "lomin", "lamax", "lomax")]
    if texts == [None] * 4:
        return None
    try:
        south, west, north, east = (float(text) for text in texts if text is not None)
    except ValueError:
        raise _BadRequest("a bounding box needs all of lamin, lomin, lamax and lomax, as numbers") from None
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        raise _BadRequest("the bounding box needs -90 <= lamin <= lamax <= 90 and -180 <= lomin <= lomax <= 180")
    return south, west, north, east


def _time(request: Request, now: float) -> int | None:
    text = request.query_params.get("time", "0")
    if not (text.isascii() and text.isdecimal()):
        raise _BadRequest("time must be a number of seconds")
    time = int(text)
    if time and not now - OLDEST_S <= time <= math.ceil(now):
        raise _BadRequest("time must be within the last hour")
    return time or None


def _matches(row: Any, addresses: set[str], box: BoundingBox | None) -> bool:
    if not isinstance(row, list | tuple) or len(row) <= LATITUDE:  # a recording may contain anything
        return False
    if addresses and row[0] not in addresses:
        return False
    if box is None:
        return True
    south, west, north, east = box
    longitude, latitude = row[LONGITUDE], row[LATITUDE]
    if not isinstance(longitude, float | int) or not isinstance(latitude, float | int):
        return False
    return south <= latitude <= north and west <= longitude <= east
