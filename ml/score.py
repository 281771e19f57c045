"""Run the stream's detection over a recording, without Spark or Kafka.

    python -m ml.score RECORDING OUT

RECORDING has one answer of /states/all per line, compressed if its name ends in .gz. The folder OUT gets scored.jsonl,
one line per new fix, and alerts.jsonl, the events that the stream writes to output/alerts/. Uses the trained model, if
there is one, and your rules (ALERT_RULES_FILE).

The last line counts the recording's states: new; invalid (not understood); unusable (no position or time, or a value
beyond its limits); repeated; late (older than the aircraft's last). Lines that are not answers are skipped. If the file
cannot be read to its end, the results up to there are written, and the command fails.
"""

import argparse
import gc
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import orjson
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from common.commands import run_main
from common.errors import ModelRefused, RecordingError, SettingsError, SourceUnavailable
from common.files.json_files import replacing
from common.garbage import collect_garbage_between_batches
from common.settings import load_settings
from contracts.state_vector import RECORDED
from ml.calibration.limit_factors import load_calibration
from ml.forest.flag_rules import RuleLimits
from ml.forest.model import load_model
from ml.judgement import scores_as_json
from ml.scorer import UNUSABLE, Scorer
from ml.tracks.new_fixes import DUPLICATE, LATE, NEW
from ml.user_rules.rules_file import RulesFile
from opensky.answers import Poll, numbered_lines, parse_answer, recorded_answer
from opensky.headers import FAILED_KEY

ROWS_AT_ONCE = 20_000
"""States scored together: enough for speed, few enough for memory."""

SKIPPED_SHOWN = 5
"""At most this many lines that are not answers are reported one by one; the summary counts all of them."""


@run_main("score")
def main(arguments: list[str] | None = None) -> int:
    collect_garbage_between_batches()
    parser = argparse.ArgumentParser(
        prog="python -m ml.score", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recording", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    settings = load_settings()
    limits = RuleLimits.of_settings(settings)
    try:
        model = load_model(settings.model_dir)
    except ModelRefused as refusal:
        model = None
        print(f"score: rules and detectors only, no model: {refusal}", file=sys.stderr)
    rules_file = RulesFile.of_settings(settings)
    rules = rules_file.current()
    if rules_file.problem:
        raise SettingsError(rules_file.problem)
    calibration = load_calibration(settings.calibration_file)
    scorer = Scorer(model=model, limits=limits, rules=rules, calibration=calibration)
    reading = RecordedPolls(options.recording)
    score_recording(reading, options.out, scorer)
    print(f"score: {in_words(reading, scorer.kinds)}")
    if reading.ended_by:
        raise reading.ended_by
    return 0


@dataclass
class RecordedPolls:
    """The polls of a recording, read once; lines that are not answers are skipped.

    polls, failed, skipped, invalid: how many answers, failed polls, skipped lines and states that were not understood,
    so far. ended_by: why the file could not be read to its end.
    """

    path: Path
    polls: int = 0
    failed: int = 0
    skipped: int = 0
    invalid: int = 0
    ended_by: RecordingError | None = None

    def chunks(self) -> Iterator[list[Poll]]:
        """Yield the polls, failed ones too, ROWS_AT_ONCE states or a little more at a time.

        Raises RecordingError when the recording has no poll.
        """
        polls: list[Poll] = []
        rows = 0
        for poll in self._answers():
            polls.append(poll)
            rows += len(poll)
            if rows >= ROWS_AT_ONCE:
                yield polls
                polls, rows = [], 0
        if polls:
            yield polls

    def _answers(self) -> Iterator[Poll]:
        try:
            for number, line in numbered_lines(self.path):
                try:
                    answer = recorded_answer(line)
                    poll = parse_answer(answer, source=RECORDED)
                except SourceUnavailable as error:
                    self._skip(number, error)
                    continue
                if answer.get(FAILED_KEY) is not None:
                    self.failed += 1
                    yield replace(poll, failure=str(answer[FAILED_KEY]))
                    continue
                self.polls += 1
                self.invalid += poll.invalid.total()
                yield poll
        except RecordingError as error:
            self.ended_by = error
        if not self.polls:
            raise self.ended_by or RecordingError(f"{self.path} holds no answer")

    def _skip(self, number: int, error: SourceUnavailable) -> None:
        self.skipped += 1
        if self.skipped <= SKIPPED_SHOWN:
            print(f"score: line {number} skipped: {error}", file=sys.stderr)


def score_recording(reading: RecordedPolls, out: Path, scorer: Scorer) -> None:
    """Write `scored.jsonl` and `alerts.jsonl` to the folder `out`, which is made if it is missing.

    Earlier files stay until both are complete. Raises RecordingError when the recording has no poll, OSError when the
    files cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    rows_so_far, alerts_so_far = TextColumn("{task.completed:,.0f} rows"), TextColumn("{task.fields[alerts]:,} alerts")
    with (
        Progress(rows_so_far, alerts_so_far, TimeElapsedColumn()) as progress,
        replacing(out / "scored.jsonl", out / "alerts.jsonl") as (scored_file, alerts_file),
    ):
        task = progress.add_task("score", total=None, alerts=0)
        alerts = 0
        for polls in reading.chunks():
            scored, events = scorer.add(polls)
            scored_file.write("\n".join([*scores_as_json(scored), ""]).encode())
            alerts_file.writelines(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in events)
            alerts += sum(event["event"] == "opened" for event in events)
            progress.update(task, advance=sum(map(len, polls)), alerts=alerts)
            del polls, scored
            gc.collect()


def in_words(reading: RecordedPolls, kinds: Counter[str]) -> str:
    """Return how many of the recording's states were of each kind, and how many lines were skipped."""
    known = {NEW: "new", "invalid": "invalid", UNUSABLE: "unusable", DUPLICATE: "repeated", LATE: "late"}
    counts = kinds + Counter(invalid=reading.invalid)
    words = f"{counts.total():,} states: " + ", ".join(f"{counts[kind]:,} {word}" for kind, word in known.items())
    words += f"; failed polls: {reading.failed:,}" if reading.failed else ""
    return f"{words}; skipped lines that are not answers: {reading.skipped:,}" if reading.skipped else words


if __name__ == "__main__":
    sys.exit(main())
