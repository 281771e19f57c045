"""The sections of docs/benchmarks.md that `make bench` writes, on a copy of the page."""

from datetime import UTC, datetime

import pytest

from benchmarks.figures import FIGURES
from benchmarks.page import PAGE, Target, circumstances, printed_section, table, write_section


@pytest.fixture
def page(tmp_path):
    copy = tmp_path / "benchmarks.md"
    copy.write_text(PAGE.read_text())
    return copy


def test_every_figure_has_a_section_of_its_own_on_the_page(page):
    for name in FIGURES:
        write_section(f"make bench, {name}", f"figure of {name}", page=page)
    text = page.read_text()
    assert [text.count(f"figure of {name}\n") for name in FIGURES] == [1] * len(FIGURES)


def test_a_section_is_replaced_and_the_rest_of_the_page_stays(page):
    name = "make bench, producer"
    before, _, rest = page.read_text().partition(f"<!-- begin: {name} -->")
    after = rest.partition(f"<!-- end: {name} -->")[2]
    write_section(name, "first", page=page)
    write_section(name, "\nsecond\n", page=page)
    expected = f"{before}<!-- begin: {name} -->\nsecond\n<!-- end: {name} -->{after}"
    assert page.read_text() == expected


def test_a_section_that_the_page_lacks_is_an_error_and_changes_nothing(page):
    before = page.read_text()
    with pytest.raises(ValueError, match="no section make tea"):
        write_section("make tea", "ready", page=page)
    assert page.read_text() == before


@pytest.mark.parametrize(
    ("target", "figure", "verdict"),
    [
        (Target(0.8, "0.8 s"), 0.8, "≤ 0.8 s, reached"),
        (Target(0.8, "0.8 s"), 0.81, "≤ 0.8 s, not reached"),
        (Target(30_000, "30,000 rows/s", at_most=False), 30_000, "≥ 30,000 rows/s, reached"),
        (Target(30_000, "30,000 rows/s", at_most=False), 29_999, "≥ 30,000 rows/s, not reached"),
    ],
)
def test_a_target_is_reached_or_not_according_to_the_figure(target, figure, verdict):
    assert target.verdict(figure) == verdict


def test_circumstances_name_the_day_the_cores_and_the_load():
    words = circumstances(load=0.26, today=datetime(2026, 12, 1, 23, 59, tzinfo=UTC))
    assert words.startswith("2026-12-01, ")
    assert words.endswith(" cores, load average 0.3 at the start:")


def test_a_table_has_its_headings_a_rule_and_the_rows():
    assert table(("", "rows/s"), [("job", "5")]) == "|  | rows/s |\n| --- | --- |\n| job | 5 |"


@pytest.mark.parametrize("command", ["make bench-dashboard", "make bench-batch"])
def test_what_the_other_commands_print_becomes_their_section(page, capsys, command):
    with printed_section(command, page=page):
        print("refresh 90 ms", end=",")
        print(" replay 20 ms")
    assert "```text\nrefresh 90 ms, replay 20 ms\n```\n<!-- end: " + command in page.read_text()
    assert capsys.readouterr().out == "refresh 90 ms, replay 20 ms\n"


def test_a_command_that_fails_leaves_its_section_as_it_was(page):
    before = page.read_text()
    with pytest.raises(RuntimeError), printed_section("make bench-batch", page=page):
        raise RuntimeError
    assert page.read_text() == before
