"""OAuth2 client credentials for the OpenSky API: where they come from, and the token that they buy."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from pydantic import SecretStr

from common.clock import Clock
from common.errors import CredentialsRefused, SettingsError, SourceUnavailable
from common.settings import Settings

REFRESH_BEFORE_S = 30.0
"""A token is replaced this long before it expires, as OpenSky's own client does."""

DEFAULT_LIFE_S = 1_800.0
"""A token's life when the answer doesn't say (OpenSky documents 30 minutes)."""

_SERVER_SIDE = {"server_error", "temporarily_unavailable"}


@dataclass(frozen=True)
class Credentials:
    """A client registered with OpenSky; the secret shows in no repr."""

    client_id: str
    client_secret: SecretStr


def load_credentials(settings: Settings) -> Credentials | None:
    """The credentials of the settings, else of the credentials file; None when there are neither: anonymous.

    Raises SettingsError when the file was asked for and is missing, or is there and is not `{"clientId": …,
    "clientSecret": …}`: someone who has credentials does not want to be anonymous.
    """
    if settings.opensky_client_id and settings.opensky_client_secret:
        return Credentials(settings.opensky_client_id, settings.opensky_client_secret)
    path = settings.opensky_credentials_file
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        if "opensky_credentials_file" in settings.model_fields_set:
            raise SettingsError(f"OPENSKY_CREDENTIALS_FILE: there is no {path}") from None
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


class TokenKeeper:
    """The one bearer token of a process, bought when needed; threads that need one together wait for one purchase.

    Authlib speaks the protocol; when a token ends is decided here, by the clock passed in.
    """

    def __init__(self, credentials: Credentials, token_url: str, *, clock: Clock, timeout_s: float) -> None:
        self._token_url = token_url
        self._clock = clock
        self._timeout_s = timeout_s
        self._session = OAuth2Session(
            credentials.client_id,
            credentials.client_secret.get_secret_value(),
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method, not a secret
        )
        self._session.register_compliance_hook("access_token_response", _refuse_unusable)
        self._lock = threading.Lock()
        self._token: str | None = None
        self._refresh_at = 0.0

    def token(self) -> str:
        """A token with at least `REFRESH_BEFORE_S` to live.

        Raises CredentialsRefused when the token endpoint does not accept the client, SourceUnavailable when it does
        not answer.
        """
        with self._lock:
            if self._token is None or self._clock.monotonic() >= self._refresh_at:
                self._token = self._buy()
            return self._token

    def replace(self, refused: str) -> str:
        """A token other than the one the API has just refused; raises as `token` does."""
        with self._lock:
            if self._token is None or self._token == refused:
                self._token = self._buy()
            return self._token

    def close(self) -> None:
        self._session.close()

    def _buy(self) -> str:
        # Errors of requests and Authlib are not chained: they hold the request, and its body is the secret.
        asked_at = self._clock.monotonic()
        try:
            answer = self._session.fetch_token(
                self._token_url, grant_type="client_credentials", timeout=self._timeout_s, allow_redirects=False
            )
        except OAuthError as error:
            if error.error in _SERVER_SIDE:
                raise SourceUnavailable(f"the token endpoint answers {error.error}") from None
            raise CredentialsRefused(
                f"the token endpoint refuses the client credentials ({error.error}):"
                " check OPENSKY_CLIENT_ID and OPENSKY_CLIENT_SECRET, or the credentials file"
            ) from None
        except requests.RequestException as error:
            raise SourceUnavailable(f"the token endpoint gives no answer ({type(error).__name__})") from None
        except (ValueError, TypeError):
            raise SourceUnavailable("the token endpoint's answer is not a token") from None
        token = answer.get("access_token")
        if not (isinstance(token, str) and token.isascii() and token.isprintable() and token):
            raise SourceUnavailable("the token endpoint's answer has no usable access_token")
        life_s = answer.get("expires_in")
        if type(life_s) not in (int, float) or life_s <= 0:
            life_s = DEFAULT_LIFE_S
        self._refresh_at = asked_at + max(life_s - REFRESH_BEFORE_S, life_s / 2)
        return token


def _refuse_unusable(response: requests.Response) -> requests.Response:
    """Tell an endpoint in trouble from one that refuses, before Authlib reads the body."""
    status = response.status_code
    is_json = "json" in response.headers.get("Content-Type", "")
    if status >= 500 or status == 429 or 300 <= status < 400:
        raise SourceUnavailable(f"the token endpoint answers HTTP {status}")
    if status == 401 and not is_json:
        raise CredentialsRefused("the token endpoint refuses the client credentials (HTTP 401)")
    if status == 403 and not is_json:
        raise SourceUnavailable("the token endpoint answers HTTP 403: it may block this address (cloud providers are)")
    if status >= 400 and not is_json:
        raise SettingsError(f"the token endpoint answers HTTP {status}: check OPENSKY_TOKEN_URL")
    return response
