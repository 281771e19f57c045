"""OAuth2 client credentials for the OpenSky API: where they come from, and the token they are exchanged for."""

import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import requests
from pydantic import SecretStr

from common.clock import Clock
from common.errors import CredentialsRefused, SettingsError, SourceUnavailable
from common.guarded_http import TIMEOUT_S, GuardedSession, HttpAnswer, SecretAuth
from common.settings import Settings

REFRESH_BEFORE_S = 30.0
"""How long before its expiry a token is replaced; the same as in OpenSky's own client."""

DEFAULT_LIFE_S = 1_800.0
"""A token's lifetime when the answer doesn't give it (OpenSky documents 30 minutes)."""

_SERVER_SIDE = {"server_error", "temporarily_unavailable"}
_is_error_code = re.compile("[a-z_]{1,40}").fullmatch


@dataclass(frozen=True)
class Credentials:
    """A client registered with OpenSky; the secret shows in no repr."""

    client_id: str
    client_secret: SecretStr


def load_credentials(settings: Settings) -> Credentials | None:
    """Return the credentials from the settings, else from the credentials file; None (anonymous) without either.

    Raises SettingsError when OPENSKY_CREDENTIALS_FILE is set and the file is missing, and when a file is not
    `{"clientId": …, "clientSecret": …}`: a user who set up credentials does not want anonymous access.
    """
    if settings.opensky_client_id and settings.opensky_client_secret:
        return Credentials(settings.opensky_client_id, settings.opensky_client_secret)
    path = settings.opensky_credentials_file
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        if "opensky_credentials_file" in settings.model_fields_set:
            raise SettingsError(f"OPENSKY_CREDENTIALS_FILE: {path} does not exist") from None
        return None
    except OSError as error:
        raise SettingsError(f"the credentials file {path} cannot be read: {error.strerror}") from None
    return _parse_credentials(content, path)


def _parse_credentials(content: bytes, path: Path) -> Credentials:
    # Neither the content nor the parser's message (which may quote it) goes into the error.
    try:
        value: Any = orjson.loads(content)
    except orjson.JSONDecodeError:
        value = None
    if isinstance(value, dict):
        client_id, secret = value.get("clientId"), value.get("clientSecret")
        if isinstance(client_id, str) and isinstance(secret, str) and client_id.strip() and secret.strip():
            return Credentials(client_id.strip(), SecretStr(secret.strip()))
    raise SettingsError(f'the credentials file {path} is not {{"clientId": "…", "clientSecret": "…"}}')


class _ClientCredentials(SecretAuth):
    """The form of OAuth2's client credentials grant (RFC 6749, 4.4), as OpenSky documents it."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def attach(self, request: requests.PreparedRequest) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret.get_secret_value(),
        }
        request.prepare_body(form, None)


class TokenKeeper:
    """The one bearer token of a process, fetched when needed; threads that need it at once share a single request."""

    def __init__(self, credentials: Credentials, token_url: str, *, clock: Clock, timeout_s: float = TIMEOUT_S) -> None:
        self._credentials = _ClientCredentials(credentials)
        self._token_url = token_url
        self._clock = clock
        self._http = GuardedSession(token_url, clock=clock, timeout_s=timeout_s)
        self._lock = threading.Lock()
        self._token: str | None = None
        self._refresh_at = 0.0

    def token(self) -> str:
        """Return a token with at least `REFRESH_BEFORE_S` to live, or half its lifetime if that is shorter.

        Raises CredentialsRefused when the token endpoint does not accept the client, SourceUnavailable when it gives
        no token, SettingsError when the URL is not a token endpoint's.
        """
        with self._lock:
            if self._token is None or self._clock.monotonic() >= self._refresh_at:
                self._token = self._fetch()
            return self._token

    def replace(self, refused: str) -> str:
        """Return a token other than the one the API has just refused; raises as `token` does."""
        with self._lock:
            if self._token is None or self._token == refused:
                self._token = self._fetch()
            return self._token

    def close(self) -> None:
        """Close the connections that are kept open between requests."""
        self._http.close()

    def _fetch(self) -> str:
        asked_at = self._clock.monotonic()
        answer = self._http.post(self._token_url, auth=self._credentials)
        _raise_for_status(answer)
        content = _decoded(answer.body)
        _raise_for_error(content)
        token = content.get("access_token")
        if not (isinstance(token, str) and token.isascii() and token.isprintable() and token):
            raise SourceUnavailable("the token endpoint's answer has no usable access_token")
        life_s: Any = content.get("expires_in")
        if type(life_s) not in (int, float) or life_s <= 0:
            life_s = DEFAULT_LIFE_S
        self._refresh_at = asked_at + max(life_s - REFRESH_BEFORE_S, life_s / 2)
        return token


def _raise_for_status(answer: HttpAnswer) -> None:
    """Raise for an endpoint in trouble and for a wrong URL; a refusal in JSON is left to `_raise_for_error`."""
    status = answer.status
    is_json = "json" in answer.headers.get("Content-Type", "")
    if status >= 500 or status == 429 or 300 <= status < 400:
        raise SourceUnavailable(f"the token endpoint answers HTTP {status}")
    if status == 401 and not is_json:
        raise CredentialsRefused("the token endpoint refuses the client credentials (HTTP 401)")
    if status == 403 and not is_json:
        raise SourceUnavailable("the token endpoint answers HTTP 403: cloud providers' addresses may be blocked")
    if status >= 400 and not is_json:
        raise SettingsError(f"the token endpoint answers HTTP {status}: check OPENSKY_TOKEN_URL")


def _decoded(body: bytes) -> dict[str, Any]:
    # The parser's message may quote the body, which may hold a token.
    try:
        content: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        content = None
    if not isinstance(content, dict):
        raise SourceUnavailable("the token endpoint's answer is not a JSON object")
    return content


def _raise_for_error(content: dict[str, Any]) -> None:
    if "error" not in content:
        return
    error = content["error"]
    code = error if isinstance(error, str) and _is_error_code(error) else "unknown error"
    if code in _SERVER_SIDE:
        raise SourceUnavailable(f"the token endpoint answers {code}")
    raise CredentialsRefused(
        f"the token endpoint refuses the client credentials ({code}):"
        " check OPENSKY_CLIENT_ID and OPENSKY_CLIENT_SECRET, or the credentials file"
    )
