import re

import pytest

from common.errors import SettingsError
from common.settings import ROOT, load_settings


def test_the_defaults_need_nothing():
    settings = load_settings()
    assert settings.opensky_url == "https://opensky-network.org/api"
    assert settings.output_dir == ROOT / "output"


def test_the_environment_counts_and_overrides_win(monkeypatch):
    monkeypatch.setenv("KAFKA_TOPIC", "of-the-environment")
    monkeypatch.setenv("OPENSKY_BBOX", "45.8,5.9,47.8,10.5")
    assert load_settings().kafka_topic == "of-the-environment"
    assert load_settings().opensky_bbox == (45.8, 5.9, 47.8, 10.5)
    assert load_settings(kafka_topic="of-the-command").kafka_topic == "of-the-command"


def test_none_and_blank_are_not_settings(monkeypatch):
    monkeypatch.setenv("KAFKA_TOPIC", "")
    assert load_settings(kafka_topic=None).kafka_topic == "opensky-flights"


def test_a_relative_path_starts_at_the_root(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert load_settings(output_dir="elsewhere").output_dir == ROOT / "elsewhere"


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("opensky_bbox", "1,2,3", {"OPENSKY_BBOX"}),
        ("opensky_bbox", "45,5,44,6", {"OPENSKY_BBOX"}),
        ("opensky_bbox", "north,5,50,6", {"OPENSKY_BBOX"}),
        ("opensky_bbox", "-91,5,50,6", {"OPENSKY_BBOX"}),
        ("poll_interval_s", "0", {"POLL_INTERVAL_S"}),
        ("poll_interval_s", "soon", {"POLL_INTERVAL_S"}),
        ("kafka_port", "0", {"KAFKA_PORT"}),
        ("opensky_client_id", "alone", {"OPENSKY_CLIENT_ID", "OPENSKY_CLIENT_SECRET"}),
        (
            "kafka_security_protocol",
            "SASL_SSL",
            {f"KAFKA_{name}" for name in ("SECURITY_PROTOCOL", "SASL_USERNAME", "SASL_PASSWORD")},
        ),
    ],
)
def test_a_wrong_setting_is_named_and_no_other(name, value, named):
    with pytest.raises(SettingsError, match="wrong setting") as error:
        load_settings(**{name: value})
    assert set(re.findall("[A-Z]+(?:_[A-Z]+)+", str(error.value))) - {"SASL_SSL"} == named


def test_neither_errors_nor_reprs_hold_a_secret():
    with pytest.raises(SettingsError) as error:
        load_settings(opensky_client_secret="kept-in-the-dark", kafka_sasl_password="kept-too")
    assert "kept" not in str(error.value)
    settings = load_settings(opensky_client_id="pilot", opensky_client_secret="kept-in-the-dark")
    assert "kept" not in repr(settings)


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        load_settings().kafka_topic = "another"
