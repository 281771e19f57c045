import pytest

from common.errors import SettingsError
from common.settings import ROOT
from notifications.alert_event import AlertEvent
from notifications.channel_settings import load_channels
from notifications.delivery import AppriseDelivery
from tests.notifications.alerts import OPENED

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SECRET = "xoxb-s3cr3t"
CHANNEL = f"channels:\n  - name: ops\n    url: json://127.0.0.1/{SECRET}\n"


def load(tmp_path, text, **environment):
    path = tmp_path / "notifications.yaml"
    path.write_text(text)
    return load_channels(path, environment)


def test_channel_has_sensible_defaults(tmp_path):
    (channel,) = load(tmp_path, CHANNEL)
    assert (channel.name, channel.min_severity, channel.kinds) == ("ops", "warning", ("*",))
    assert (channel.events, channel.max_per_hour) == (("opened", "resolved"), 30)


def test_variables_of_the_environment_are_filled_into_the_url(tmp_path):
    text = "channels: [{name: ops, url: 'json://${USER_X}:${PASS_X}@host'}]"
    (channel,) = load(tmp_path, text, USER_X="me", PASS_X=SECRET)
    assert channel.url.get_secret_value() == f"json://me:{SECRET}@host"
    assert SECRET not in repr(channel)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("channels: []", "channels: Tuple should have at least 1 item"),
        ("", "expected `channels:`"),
        (f"- {SECRET}", "expected `channels:`"),
        (f"channels: [{SECRET}", "line 1: not YAML"),
        (f"channels: [{SECRET}]", "channel number 1: "),
        (f"channels: []\n{SECRET}: 1", "unknown field; allowed: channels"),
        (f"channels: [{{name: ops, ulr: {SECRET}}}]", "channel ops: unknown field; allowed: name, url, min_sev"),
        (f"channels: [{{name: ops, url: [{SECRET}]}}]", "channel ops: url: Input should be a valid string"),
        (
            CHANNEL + f"    min_severity: {SECRET}",
            "channel ops: min_severity: Input should be 'info', 'warning' or 'cr",
        ),
        (
            CHANNEL + f"    events: [{SECRET}]",
            "channel ops: events.0: Input should be 'opened', 'updated', 'reopened' or",
        ),
        (CHANNEL + "    max_per_hour: 0", "channel ops: max_per_hour: Input should be greater than or equal to 1"),
        (CHANNEL + "    kinds: []", "channel ops: kinds: Tuple should have at least 1 item"),
        (CHANNEL + CHANNEL.removeprefix("channels:\n"), "two channels have the name ops"),
        (
            "channels: [{name: ops, url: 'json://${NOT_SET}@host'}]",
            "channel ops: url: not set in the environment: NOT_SET",
        ),
    ],
)
def test_mistake_is_reported_without_any_value_from_the_file(tmp_path, text, problem):
    with pytest.raises(SettingsError) as refusal:
        load(tmp_path, text)
    message = str(refusal.value)
    assert message.startswith("notifications.yaml")
    assert problem in message
    assert SECRET not in message


def test_missing_file_is_named(tmp_path):
    with pytest.raises(
        SettingsError, match=r"^notifications.yaml does not exist; notifications.example.yaml is an example"
    ):
        load_channels(tmp_path / "notifications.yaml", {})


@pytest.mark.parametrize(
    ("choice", "differences", "wanted"),
    [
        ("", {}, True),
        ("", {"severity": "info"}, False),
        ("min_severity: info", {"severity": "info"}, True),
        ("min_severity: critical", {"severity": "warning"}, False),
        ("", {"event": "updated"}, False),
        ("", {"event": "resolved"}, True),
        ("events: [updated]", {"event": "updated"}, True),
        ("", {"event": "updated", "raised_from": "info"}, True),
        ("", {"event": "reopened", "raised_from": "info"}, True),
        ("", {"event": "updated", "raised_from": "warning"}, False),
        ("min_severity: critical", {"event": "updated", "raised_from": "warning"}, True),
        ("min_severity: critical", {"event": "updated", "raised_from": "info", "severity": "warning"}, False),
        ("events: [resolved]", {"event": "updated", "raised_from": "info"}, False),
        ("kinds: ['emergency_*']", {}, True),
        ("kinds: ['position_*', 'Low over *']", {}, False),
        ("kinds: ['position_*', 'Low over *']", {"kind": "Low over Zurich"}, True),
    ],
)
def test_channel_wants_events_by_severity_kind_and_event(tmp_path, choice, differences, wanted):
    (channel,) = load(tmp_path, CHANNEL + f"    {choice}\n")
    assert channel.wants(AlertEvent.model_validate(OPENED | differences)) == wanted


def test_example_file_is_valid_and_apprise_knows_its_services():
    tokens = {"NTFY_TOKEN": "tk_a", "MAIL_USER": "me", "MAIL_PASSWORD": "pass"}
    channels = load_channels(ROOT / "notifications.example.yaml", tokens)
    assert [channel.name for channel in channels] == ["phone", "mail"]
    for channel in channels:
        AppriseDelivery(channel.name, channel.url)
