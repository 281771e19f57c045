import pytest

from dashboard.drawing import texts
from dashboard.drawing.markup import fill


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("DLH42A", "DLH42A"),
        ("  ", None),
        (17, None),
        ("a\u202eb\x00c", "abc"),
        ("@@=x", "@ @=x"),
        ("@@@#", "@ @ @#"),
        ("@\u200b@=", "@ @="),
        ("x" * 9, "xxxx…"),
    ],
)
def test_plain_leaves_nothing_but_harmless_text(value, shown):
    assert texts.plain(value, longest=5 if value == "x" * 9 else 20) == shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (-3, "0 s"), (8.9, "8 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (90_000, "1 d")],
)
def test_duration_is_one_unit(seconds, words):
    assert texts.duration(seconds) == words


@pytest.mark.parametrize("epoch_s", [None, float("nan"), -1, 1e18])
def test_a_time_outside_the_calendar_is_a_dash(epoch_s):
    assert texts.utc_date(epoch_s) == "–"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (texts.track(359.0), "359° N"),
        (texts.track(None), "–"),
        (texts.utc_date(1_790_000_000), "21 September 2026"),
    ],
)
def test_units_are_written_out(text, words):
    assert text == words


def test_fill_escapes_every_value():
    assert fill("<b>{name}</b>", name="<img src=x onerror='a'>") == "<b>&lt;img src=x onerror=&#x27;a&#x27;&gt;</b>"
