import pytest

from common.errors import InputRefused
from ops.source import Source


@pytest.mark.parametrize(
    ("text", "heading"), [("simulated", "simulated traffic"), ("live", "live traffic from OpenSky")]
)
def test_a_named_source_has_no_recording(text, heading):
    source = Source.parse(text, None)
    assert (source.name, source.recording, source.heading) == (text, None, heading)


@pytest.mark.parametrize(("speed", "shown"), [(None, "1"), ("2.5", "2.5"), ("max", "max")])
def test_a_recording_is_known_by_its_whole_path_and_has_a_speed(tmp_path, monkeypatch, speed, shown):
    (tmp_path / "polls.jsonl").touch()
    monkeypatch.chdir(tmp_path)
    source = Source.parse("polls.jsonl", speed)
    assert source.name == str(tmp_path / "polls.jsonl")
    assert source.heading == f"recorded traffic: polls.jsonl, speed {shown}"


@pytest.mark.parametrize(
    ("text", "speed", "message"),
    [
        ("nowhere.jsonl", None, "SOURCE=nowhere.jsonl is neither simulated, live, nor an existing file"),
        ("live", "10", "SPEED=10 applies only to a recording, not to SOURCE=live"),
        (__file__, "fast", "SPEED=fast is neither a number above 0 nor max"),
        (__file__, "0", "SPEED=0 is neither a number above 0 nor max"),
        (__file__, "nan", "SPEED=nan is neither a number above 0 nor max"),
    ],
)
def test_a_wrong_source_or_speed_is_named(text, speed, message):
    with pytest.raises(InputRefused) as error:
        Source.parse(text, speed)
    assert str(error.value) == message
