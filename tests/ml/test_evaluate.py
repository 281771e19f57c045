import itertools
import re

import pytest

from ml.evaluate import main
from tests.ml.evaluation.implied_speed import ImpliedSpeed
from tests.ml.evaluation.straight_flights import StraightFlight, addresses, write_recording


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    flights = [
        StraightFlight(address, latitude=40 + 3.0 * place + number / 10, wobble=0.5)
        for place, split in enumerate(("train", "calibrate", "test"))
        for number, address in enumerate(itertools.islice(addresses(split), 6))
    ]
    return write_recording(tmp_path_factory.mktemp("evaluate") / "straight.jsonl", *flights)


def evaluate(recording, report, *arguments):
    command = ["--recording", str(recording), "--report", str(report), "--seeds", "1", *arguments]
    return main(command, make_scorer=ImpliedSpeed)


def test_the_report_lists_the_faults_found_and_shows_pictures_that_exist(recording, tmp_path):
    report = tmp_path / "detection.md"
    assert evaluate(recording, report, "--kinds", "position offset", "track bias", "--jobs", "1") == 0
    text = report.read_text()
    detailed = text.partition("## What is found with polls 10 s apart?")[2]
    row = {line.split(" | ")[1]: line.split(" | ") for line in detailed.splitlines() if re.match(r"\| \d+ \|", line)}
    assert row["position offset"][3:5] == ["6", "100 % (61 % to 100 %)"]
    assert row["track bias"][3:5] == ["6", "0 % (0 % to 39 %)"]
    verdict = "| 10 s | ≤ 20 (at most 50) | 0 (0 to 2459) | not excluded |"  # 3.689 in 1.5 hours
    assert f"| false alerts per 1,000 flight-hours {verdict}" in text
    assert "track bias (±20°) 0 %" in text.partition("## Limits")[2]
    errors = text.partition("## How far is an honest aircraft")[2]
    assert re.search(r"^\| 10 s \| cruise \| 1,6\d\d \| 1 / 1 / – \|", errors, re.MULTILINE)
    pictures = re.findall(r"\]\((images/[^)]+)\)", text)
    assert len(pictures) == 3
    assert all((tmp_path / picture).read_bytes().startswith(b"<?xml") for picture in pictures)


def test_the_same_recording_gives_the_same_report_with_any_number_of_processes(recording, tmp_path):
    for jobs in ("1", "2"):
        (tmp_path / jobs).mkdir()
        assert evaluate(recording, tmp_path / jobs / "report.md", "--kinds", "noise", "--jobs", jobs) == 0
    first, second = (sorted(path for path in (tmp_path / jobs).rglob("*") if path.is_file()) for jobs in ("1", "2"))
    assert len(first) == 4
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_file_that_is_not_a_recording_ends_with_a_message(tmp_path, capsys):
    path = tmp_path / "notes.jsonl"
    path.write_text("not a poll\n")
    assert evaluate(path, tmp_path / "report.md") == 2
    assert "notes.jsonl, line 1" in capsys.readouterr().err


@pytest.mark.parametrize(("report", "words"), [("straight.jsonl/report.md", "Not a directory"), ("", "Is a directory")])
def test_a_report_that_cannot_be_written_fails_before_the_work(recording, capsys, report, words):
    command = ["--recording", str(recording), "--report", str(recording.parent / report)]
    assert main(command, make_scorer=lambda *_: pytest.fail("work has begun")) == 1
    assert re.fullmatch(rf"evaluation: .*: {words}", capsys.readouterr().err.splitlines()[-1])


def test_traffic_too_short_for_faults_ends_with_a_message(tmp_path, capsys):
    flights = [StraightFlight(next(addresses(split)), last=100, wobble=0.5) for split in ("train", "calibrate", "test")]
    path = write_recording(tmp_path / "short.jsonl", *flights)
    assert evaluate(path, tmp_path / "report.md", "--kinds", "noise", "--jobs", "1") == 2
    assert "no flight of the test split is long enough" in capsys.readouterr().err


def test_a_second_recording_has_its_own_false_alerts(recording, tmp_path):
    other = recording.with_name("other.jsonl")
    other.write_bytes(recording.read_bytes())
    options = ("--recording", str(other), "--kinds", "noise", "--jobs", "1", "--alerts-only", "--paces", "10", "30")
    assert evaluate(recording, tmp_path / "report.md", *options) == 0
    false = (tmp_path / "report.md").read_text().partition("## How often is it wrong?")[2]
    rows = re.findall(r"^\| `(\w+\.jsonl)` \| (\d+) s \| 1\.5 \| 0 \|", false, re.MULTILINE)
    assert rows == [("straight.jsonl", "10"), ("straight.jsonl", "30"), ("other.jsonl", "10"), ("other.jsonl", "30")]


def test_paces_faster_than_the_recording_are_refused(recording, tmp_path, capsys):
    assert evaluate(recording, tmp_path / "report.md", "--paces", "5", "--jobs", "1") == 2
    assert "polls 10 s apart" in capsys.readouterr().err
