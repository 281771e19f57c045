"""Reads `notifications.yaml`: the channels and the alerts each one sends."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError

from common.errors import SettingsError
from contracts.alert_event import SEVERITIES, EventName, Severity
from notifications.alert_event import AlertEvent

_VARIABLE = re.compile(r"\$\{(\w+)\}")


class ChannelSettings(BaseModel):
    """A channel: its name, its Apprise URL, and the alerts it sends."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,40}$")]
    url: SecretStr
    min_severity: Severity = "warning"
    kinds: Annotated[tuple[str, ...], Field(min_length=1)] = ("*",)
    events: Annotated[tuple[EventName, ...], Field(min_length=1)] = ("opened", "resolved")
    max_per_hour: Annotated[int, Field(strict=True, ge=1)] = 30

    def wants(self, event: AlertEvent) -> bool:
        """Return whether the channel sends this event.

        An alert that is raised to the channel's severity is opened for it, whatever the event is called.
        """
        lowest = SEVERITIES.index(self.min_severity)
        severe = SEVERITIES.index(event.severity) >= lowest
        opens = event.raised_from is not None and SEVERITIES.index(event.raised_from) < lowest
        chosen = event.event in self.events or (opens and "opened" in self.events)
        return severe and chosen and any(fnmatchcase(event.kind, glob) for glob in self.kinds)

    @property
    def choice(self) -> str:
        """The selection as one text; after it changes, only alerts from then on are sent."""
        return f"{self.min_severity} {sorted(self.kinds)} {sorted(self.events)}"


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    channels: Annotated[tuple[ChannelSettings, ...], Field(min_length=1)]


def load_channels(path: Path, environment: Mapping[str, str]) -> tuple[ChannelSettings, ...]:
    """Read the channels, with `${NAME}` in a URL replaced by that variable of the environment.

    Raises SettingsError with the channel, the field and its allowed values, but not its value, which may be a secret.
    """
    content = _read(path)
    try:
        channels = _Content.model_validate(content).channels
    except ValidationError as error:
        problems = "; ".join(_in_words(mistake, content) for mistake in error.errors(include_input=False))
        raise SettingsError(f"{path.name}: {problems}") from None
    names = [channel.name for channel in channels]
    if taken := {name for name in names if names.count(name) > 1}:
        raise SettingsError(f"{path.name}: two channels have the name {', '.join(sorted(taken))}")
    return tuple(_with_secrets(channel, environment, path.name) for channel in channels)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path.name} does not exist; notifications.example.yaml is an example") from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path.name} cannot be read as text") from None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise SettingsError(f"{path.name}{f', line {mark.line + 1}' if mark else ''}: not YAML") from None
    if not isinstance(content, dict):
        raise SettingsError(f"{path.name}: expected `channels:` with a list of channels")
    return content


def _in_words(mistake: Any, content: dict[str, Any]) -> str:
    location = mistake["loc"]
    if location[0] != "channels":
        return "unknown field; allowed: channels"
    if len(location) == 1:
        return f"channels: {mistake['msg']}"
    channel = content["channels"][location[1]]
    name = channel.get("name") if isinstance(channel, dict) else None
    place = f"channel {name}" if isinstance(name, str) and name else f"channel number {location[1] + 1}"
    if mistake["type"] == "extra_forbidden":
        return f"{place}: unknown field; allowed: {', '.join(ChannelSettings.model_fields)}"
    return f"{place}: {'.'.join(map(str, location[2:]))}: {mistake['msg']}"


def _with_secrets(channel: ChannelSettings, environment: Mapping[str, str], file: str) -> ChannelSettings:
    url = channel.url.get_secret_value()
    if missing := [name for name in _VARIABLE.findall(url) if not environment.get(name)]:
        raise SettingsError(f"{file}: channel {channel.name}: url: not set in the environment: {', '.join(missing)}")
    filled = _VARIABLE.sub(lambda found: environment[found[1]], url)
    return channel.model_copy(update={"url": SecretStr(filled)})
