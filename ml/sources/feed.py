"""One feed: which of its polls were answered, whether the answers are as usual, and what to report about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from common.clock import utc_text
from contracts.alert_event import Severity
from contracts.poll_marker import EMPTY, PAUSED
from ml.arrays import Records
from ml.polls import TakenPoll
from ml.sources.answers import NEW_FIX, Answer, Usual, fixes_in, text_of
from ml.sources.oddities import CLOCK, FEWEST_AIRCRAFT, FROZEN, LATE, PARTIAL, oddities

SILENT = "source_silent"

ANSWERS_KEPT = 12
FEWEST_ANSWERS = 3
"""What is usual is judged by so many ordinary answers, and not by fewer."""

ODD_POLLS = {LATE: 2, PARTIAL: 2, FROZEN: 3, CLOCK: 1}
"""In so many answers in a row something must be odd to be reported."""

LASTS_POLLS = {CLOCK: 4}
"""For so many answers more it counts as lasting: a clock that is off shows when it changes, not in every answer."""

FROZEN_S = 30.0
SILENT_S = 60.0
"""Answers that repeat the one before, and polls without an answer, are ordinary for so many seconds."""

SILENT_POLLS = 2

PAUSE_INTERVALS = 2.5
PAUSE_S = 120
"""A poll that comes so many intervals late, and so many seconds after the one before, follows a pause."""

STALE_S = 900
"""After such a pause the traffic may have changed, so what was usual before is forgotten."""

USUAL_AFTER_S = 3_600
"""What has been odd for so long has become usual."""


@dataclass(frozen=True)
class Report:
    """Something to report about a feed. since: when it began (epoch s). value, limit: in `unit`."""

    kind: str
    severity: Severity
    since: int
    evidence: str
    value: float | None = None
    limit: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Run:
    """What has lasted over some polls: since when (epoch s), over how many polls, for how many seconds as planned.

    words: the evidence, of the last of them.
    """

    since: int
    polls: int = 0
    planned_s: float = 0.0
    words: str = ""

    def with_poll(self, poll: TakenPoll, words: str = "") -> "Run":
        """Return the run with one more poll. words: what is odd about it."""
        return replace(self, polls=self.polls + 1, planned_s=self.planned_s + (poll.interval_s or 0.0), words=words)

    def lasted_s(self, now: int) -> float:
        """Return how long it has lasted at a poll (epoch s).

        A frozen source may repeat the time of its answers, too, so the planned seconds count as well.
        """
        return max(now - self.since, self.planned_s)


@dataclass
class FeedState:
    """A feed so far.

    source: of its records. last: the newest answer, judged or not (epoch s). ordinary: figures of the last ordinary
    answers. odd: by kind, since when. unanswered: the polls since the last answer. planned_s: the interval that the
    last poll gave. waiting, fixes, gap_s: an answer whose records may not have come in full, its new fixes so far, and
    the seconds since the answer before. odd_ago: by kind, how many answers ago something was odd last.
    """

    source: str | None = None
    last: int | None = None
    ordinary: list[Answer] = field(default_factory=list)
    odd: dict[str, Run] = field(default_factory=dict)
    odd_ago: dict[str, int] = field(default_factory=dict)
    unanswered: Run | None = None
    planned_s: float | None = None
    waiting: TakenPoll | None = None
    gap_s: int | None = None
    fixes: Records = field(default_factory=lambda: np.empty(0, NEW_FIX))

    def take(self, poll: TakenPoll, fixes: Records) -> list[Report]:
        """Take the next poll, or a further part of the last one, and return what there is to report by now.

        An answer with a marker is judged at once, another one when the next begins.
        """
        reports: list[Report] = []
        self.source = poll.source or self.source
        if self.waiting and (poll.time > self.waiting.time or not poll.is_answered or poll.interval_s is not None):
            reports += self._judge(self.waiting, next_gap_s=poll.time - self.waiting.time)
            self.waiting = None
        had_aircraft = bool(self.ordinary) and (self.ordinary[-1].states or 0) >= FEWEST_AIRCRAFT
        if not poll.is_answered or (poll.outcome == EMPTY and had_aircraft):
            reports += self._without_answer(poll)
        elif self.waiting or (poll.interval_s is None and self.last is not None and poll.time <= self.last):
            self.fixes = np.concatenate([self.fixes, fixes])
        else:
            self.gap_s = None if self.unanswered or self.last is None else poll.time - self.last
            self.unanswered, self.last, self.fixes = None, max(poll.time, self.last or 0), fixes
            if poll.interval_s is None:
                self.waiting = poll
            else:
                reports += self._judge(poll)
        self.planned_s = poll.interval_s
        return reports

    def to_json(self) -> dict[str, Any]:
        """Return the whole state in types that JSON can hold."""
        content = {name: value for name, value in vars(self).items() if name not in ("fixes", "ordinary", "odd")}
        return content | {
            "ordinary": [vars(answer) for answer in self.ordinary],
            "odd": {kind: vars(run) for kind, run in self.odd.items()},
            "unanswered": self.unanswered and vars(self.unanswered),
            "waiting": self.waiting and vars(self.waiting),
            "fixes": text_of(self.fixes) if self.waiting else "",
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "FeedState":
        """Return the state that `to_json` stored."""
        restored = {
            "ordinary": [Answer(**answer) for answer in content["ordinary"]],
            "odd": {kind: Run(**run) for kind, run in content["odd"].items()},
            "unanswered": content["unanswered"] and Run(**content["unanswered"]),
            "waiting": content["waiting"] and TakenPoll(**content["waiting"]),
            "fixes": fixes_in(content["fixes"]) if content["waiting"] else np.empty(0, NEW_FIX),
        }
        return cls(**content | restored)

    def _without_answer(self, poll: TakenPoll) -> Iterator[Report]:
        since = self.last if self.last is not None else poll.time
        self.unanswered = (self.unanswered or Run(since)).with_poll(poll)
        silent_s, paused = poll.time - since, poll.outcome == PAUSED
        told_at_once = paused and (poll.interval_s or 0.0) >= SILENT_S
        if told_at_once or (self.unanswered.polls >= SILENT_POLLS and silent_s >= SILENT_S):
            cause = poll.reason or ("the answers are empty" if poll.outcome == EMPTY else "no reason given")
            words = "polls are put off" if paused else f"no answer since {utc_text(since)}, {silent_s:,} s"
            severity: Severity = "info" if paused else "warning"
            yield Report(SILENT, severity, since, f"{words}: {cause}", float(silent_s), SILENT_S, "s")

    def _judge(self, poll: TakenPoll, next_gap_s: int | None = None) -> Iterator[Report]:
        """Judge an answer whose new fixes are complete. next_gap_s: until the next poll; tells a pause from a slower
        pace where no marker does."""
        usual = Usual.of(self.ordinary)
        yield from self._pause_before(poll, usual, next_gap_s)
        if self.gap_s is not None and self.gap_s > STALE_S:
            self.ordinary, self.odd, usual = [], {}, Usual.of([])
        answer = Answer.of(self.fixes, states=poll.states, gap_s=self.gap_s)
        found = oddities(answer, self.fixes, usual, self.ordinary[-1]) if len(self.ordinary) >= FEWEST_ANSWERS else {}
        self.odd_ago = {kind: ago + 1 for kind, ago in self.odd_ago.items()} | dict.fromkeys(found, 0)
        lasting = {kind: run for kind, run in self.odd.items() if self.odd_ago[kind] <= LASTS_POLLS.get(kind, 0)}
        odd = {kind: self.odd.get(kind, Run(poll.time)).with_poll(poll, words) for kind, words in found.items()}
        self.odd = lasting | odd
        for kind, run in self.odd.items():
            seconds = run.lasted_s(poll.time) + (self.gap_s or 0)
            if run.polls >= ODD_POLLS[kind] and (kind != FROZEN or seconds >= FROZEN_S):
                yield Report(kind, "warning", run.since, f"{run.words}, since {utc_text(run.since)}")
        if any(run.lasted_s(poll.time) > USUAL_AFTER_S for run in self.odd.values()):
            self.ordinary, self.odd = [], {}
        if not found or set(found) == {CLOCK}:
            self.ordinary = [*self.ordinary, answer][-ANSWERS_KEPT:]

    def _pause_before(self, poll: TakenPoll, usual: Usual, next_gap_s: int | None) -> Iterator[Report]:
        gap_s = self.gap_s
        if gap_s is None or len(self.ordinary) < FEWEST_ANSWERS or np.isnan(usual.gap_s):
            return
        interval_s = max(usual.gap_s, self.planned_s or 0.0)
        goes_on = self.planned_s is not None or (next_gap_s is not None and next_gap_s <= gap_s / 2)
        if goes_on and gap_s > max(PAUSE_S, PAUSE_INTERVALS * interval_s):
            words = f"no poll from {utc_text(poll.time - gap_s)} to {utc_text(poll.time)}, {gap_s:,} s; they were "
            yield Report(SILENT, "info", poll.time, f"{words}{interval_s:.0f} s apart", float(gap_s), interval_s, "s")
