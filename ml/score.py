"""Run the stream's detection over a recording, without Spark or Kafka.

    python -m ml.score RECORDING OUT

RECORDING has one answer of /states/all per line (gzip by the name's .gz). The folder OUT gets scored.jsonl, one line
per new fix, and alerts.jsonl, the events that the stream writes to output/alerts/. Uses the trained model when there is
one, and says when there is none; and your rules (ALERT_RULES_FILE).
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from common.answers import Poll, parse_answer, read_recording
from common.errors import FlightwatchError, ModelRefused, SourceUnavailable
from common.garbage import collect_garbage_seldom
from common.local_source import RECORDED
from common.settings import load_settings
from ml.calibration import load_calibration
from ml.judgement import scores_as_json
from ml.model import load_model
from ml.rules import RuleLimits
from ml.scorer import Scorer
from ml.user_rules.rules import NO_RULES, UserRules

ROWS_AT_ONCE = 20_000
"""States scored together: enough for speed, little enough for the memory."""


def main(arguments: list[str] | None = None) -> int:
    collect_garbage_seldom()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    try:
        settings = load_settings()
        limits = RuleLimits.of_settings(settings)
        try:
            model = load_model(settings.model_dir)
        except ModelRefused as refusal:
            model = None
            print(f"score: rules and detectors only, no model: {refusal}", file=sys.stderr)
        rules_file = settings.alert_rules_file
        rules = UserRules.from_file(rules_file) if rules_file.exists() else NO_RULES
        calibration = load_calibration(settings.calibration_file)
        scorer = Scorer(model=model, limits=limits, rules=rules, calibration=calibration)
        score_recording(options.recording, options.out, scorer)
    except FlightwatchError as error:
        print(f"score: {error}", file=sys.stderr)
        return 1
    return 0


def score_recording(recording: Path, out: Path, scorer: Scorer) -> None:
    """Write `scored.jsonl` and `alerts.jsonl` to the folder `out`, making it if need be."""
    out.mkdir(parents=True, exist_ok=True)
    rows_so_far, alerts_so_far = TextColumn("{task.completed:,.0f} rows"), TextColumn("{task.fields[alerts]:,} alerts")
    with (
        Progress(rows_so_far, alerts_so_far, TimeElapsedColumn()) as progress,
        (out / "scored.jsonl").open("wb") as scored_file,
        (out / "alerts.jsonl").open("wb") as alerts_file,
    ):
        task = progress.add_task("score", total=None, alerts=0)
        alerts = 0
        for polls in _chunks(recording):
            scored, events = scorer.add(polls)
            scored_file.write("\n".join([*scores_as_json(scored), ""]).encode())
            alerts_file.writelines(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in events)
            alerts += sum(event["event"] == "opened" for event in events)
            progress.update(task, advance=sum(map(len, polls)), alerts=alerts)


def _chunks(recording: Path) -> Iterator[list[Poll]]:
    polls: list[Poll] = []
    rows = 0
    for number, answer in enumerate(read_recording(recording), start=1):
        try:
            polls.append(parse_answer(answer, source=RECORDED))
        except SourceUnavailable as error:
            print(f"score: line {number} skipped: {error}", file=sys.stderr)
            continue
        rows += len(polls[-1])
        if rows >= ROWS_AT_ONCE:
            yield polls
            polls, rows = [], 0
    if polls:
        yield polls


if __name__ == "__main__":
    sys.exit(main())
