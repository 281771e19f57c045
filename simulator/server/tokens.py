"""Access tokens of the local OpenSky server: issued for client credentials, valid for 30 minutes."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import SecretStr

from opensky.credits import Tier

TOKEN_LIFE_S = 1_800


@dataclass(frozen=True)
class Client:
    """A registered client: its secret, and its credits (None for unlimited)."""

    secret: SecretStr
    tier: Tier | None


class TokenIssuer:
    """Issues tokens to registered clients and identifies the client of a token."""

    def __init__(self, clients: Mapping[str, Client]) -> None:
        self._clients = clients
        self._issued: dict[str, tuple[str, float]] = {}

    def issue(self, client_id: str, secret: str, *, now: float) -> str | None:
        """Return a new token at `now` (epoch s), or None if the client is unknown or the secret wrong."""
        client = self._clients.get(client_id)
        if client is None or not secrets.compare_digest(client.secret.get_secret_value().encode(), secret.encode()):
            return None
        self._issued = {token: issue for token, issue in self._issued.items() if issue[1] > now}
        token = secrets.token_urlsafe(32)
        self._issued[token] = (client_id, now + TOKEN_LIFE_S)
        return token

    def client_of(self, token: str, *, now: float) -> tuple[str, Client] | None:
        """Return id and client of a token valid at `now` (epoch s), else None."""
        client_id, ends = self._issued.get(token, ("", 0.0))
        return (client_id, self._clients[client_id]) if now < ends else None
