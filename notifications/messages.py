"""The texts of messages."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from common.clock import utc_text
from common.coordinates import coordinates_in_words
from contracts.state_vector import SIMULATED
from notifications.alert_event import AlertEvent

SIMULATED_NOTICE = "SIMULATED TRAFFIC"
MOST_KINDS = 10

Tone = Literal["info", "success", "warning", "failure"]
"""The type of a message in Apprise's words; services choose a colour or an icon by it."""

_TONES: dict[str, Tone] = {"info": "info", "warning": "warning", "critical": "failure"}


@dataclass(frozen=True)
class Message:
    """A message to send."""

    title: str
    body: str
    tone: Tone


def alert_message(event: AlertEvent) -> Message:
    """Return the message for one event: kind, aircraft or feed, evidence, position and since when."""
    happened = "" if event.event == "opened" else f" {event.event}"
    lines = [
        SIMULATED_NOTICE if event.source == SIMULATED else None,
        event.evidence,
        _position(event),
        f"Since {event.since_utc}",
        None if event.resolved_at is None else f"Resolved {utc_text(event.resolved_at)}",
    ]
    title = f"[{event.severity}] {event.kind}{happened}: {event.about}"
    tone = "success" if event.event == "resolved" else _TONES[event.severity]
    return Message(title, "\n".join(line for line in lines if line), tone)


def summary_message(kinds: Counter[str], *, simulated: bool) -> Message:
    """Return the summary of events held back, by kind, the most frequent first."""
    total = kinds.total()
    lines = [f"{count} × {kind}" for kind, count in kinds.most_common(MOST_KINDS)]
    if others := total - sum(count for _, count in kinds.most_common(MOST_KINDS)):
        lines.append(f"{others} of other kinds")
    notice = [SIMULATED_NOTICE] if simulated else []
    return Message(f"{total} more alert{'s' if total > 1 else ''}", "\n".join([*notice, *lines]), "info")


def _position(event: AlertEvent) -> str | None:
    if event.latitude is None or event.longitude is None:
        return None
    height = "" if event.baro_altitude is None else f" at {event.baro_altitude:,.0f} m"
    return f"{coordinates_in_words(event.longitude, event.latitude)}{height}"
