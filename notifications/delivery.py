"""Sends messages with Apprise, whose logs and errors may hold the URL and so never leave this module."""

import logging
import re
import threading
from typing import Protocol

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType
from pydantic import SecretStr

from common.errors import FlightwatchError, SettingsError
from notifications.messages import Message

_HTTP_STATUS = re.compile(r"error=(\d{3})\b")
_REASONS = (
    ("timed out", "no answer in time"),
    ("refused", "connection refused"),
    ("resolve", "unknown host"),
    ("onnection", "no connection"),
)


class DeliveryFailed(FlightwatchError):
    """A message was not sent; `kind` is the reason, in a few words without any part of the URL."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Delivery(Protocol):
    """Sends one message, or raises DeliveryFailed."""

    def send(self, message: Message) -> None: ...


class AppriseDelivery:
    """A service that Apprise finds by its URL.

    The URL's `?cto=` and `?rto=` limit an attempt: seconds to connect and to wait for the answer, 4 each by default.
    """

    def __init__(self, channel: str, url: SecretStr) -> None:
        """Raises SettingsError when Apprise cannot use the URL."""
        _keep_quiet()
        asset = AppriseAsset(app_id="Flightwatch", storage_mode="memory")
        service = Apprise.instantiate(url.get_secret_value(), asset=asset)
        if service is None:
            raise SettingsError(f"channel {channel}: url: Apprise does not know the service, or the URL is incomplete")
        self._service = service

    def send(self, message: Message) -> None:
        _LOG_CAPTURE.clear()
        try:
            # In this thread, not in Apprise's pool: all services share it, and a dead one could fill it.
            accepted = self._service.notify(
                title=message.title,
                body=message.body,
                notify_type=NotifyType(message.tone),
                body_format=NotifyFormat.TEXT,
            )
        except Exception as error:  # a service's own code may raise anything, with the URL in its text
            raise DeliveryFailed(type(error).__name__) from None
        if not accepted:
            raise DeliveryFailed(_LOG_CAPTURE.reason())


class _LogCapture(logging.Filter):
    """Keeps what Apprise logs in a thread, to find why its message was not sent; nothing reaches a handler."""

    def __init__(self) -> None:
        super().__init__()
        self._captured = threading.local()

    def clear(self) -> None:
        """Forget the lines of this thread."""
        self._captured.texts = []

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if "Payload" not in text:  # the message itself
            self._captured.__dict__.setdefault("texts", []).append(text)
        return False

    def reason(self) -> str:
        """Return the kind of failure, which repeats nothing from the logged lines but an HTTP status."""
        text = " ".join(self._captured.texts)
        if status := _HTTP_STATUS.search(text):
            return f"HTTP {status[1]}"
        return next((kind for word, kind in _REASONS if word in text), "not accepted")


_LOG_CAPTURE = _LogCapture()


def _keep_quiet() -> None:
    """Silence Apprise and its HTTP client at every level; DEBUG, where Apprise logs reasons, is on for the filter."""
    apprise = logging.getLogger("apprise")
    apprise.setLevel(logging.DEBUG)
    apprise.addFilter(_LOG_CAPTURE)
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
