"""The hard negatives, and what the detection says about each of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from ml.evaluation.methods.alarms import Alarm
from ml.evaluation.methods.detection import MakeScorer, detect
from ml.evaluation.negatives import company, flying
from ml.evaluation.negatives.reception import Reception, Sky
from ml.evaluation.negatives.sources import received
from ml.evaluation.pace import Pace

NEGATIVE_PACES_S = (10, 90)
"""Seconds between polls at which negatives are tried."""


@dataclass(frozen=True)
class Negative:
    """Honest traffic: its name, and a function that makes it.

    source_is_wrong: an alert about the source is right there, and does not count.
    """

    name: str
    make: Callable[[], Sky]
    source_is_wrong: bool = False


NEGATIVES = (
    Negative("parallel approaches 2.3 km apart", partial(company.parallel_approaches, 2_300)),
    Negative("parallel approaches 1.1 km apart", partial(company.parallel_approaches, 1_100)),
    Negative("tanker with receiver", company.tanker_with_receiver),
    Negative("two-ship formation", company.two_ship_formation),
    Negative("turnaround with a new callsign", flying.turnaround),
    Negative("flight along 180°", flying.along_180),
    Negative("callsigns of fill characters", flying.fill_characters),
    Negative("holding pattern", flying.holding),
    Negative("go-around", flying.go_around),
    Negative("step climbs of 1,000 ft", flying.step_climb),
    Negative("entry into a jet stream", flying.jet_stream),
    Negative("hovering helicopter", flying.hovering),
    Negative("balloon at 21 km", flying.balloon),
    Negative("ground vehicles", flying.ground_vehicles),
    Negative("ordinary traffic", partial(received, Reception())),
    Negative("source silent for 180 s", partial(received, Reception(paused=(900, 1_080)))),
    Negative("pace changes to 86 s", partial(received, Reception(change_at=900))),
    Negative("clock lag of 5 s on half of the fixes", partial(received, Reception(lag_s=5)), source_is_wrong=True),
    Negative("positions up to 60 s late", partial(received, Reception(late_s=60)), source_is_wrong=True),
    Negative("stale first and last rows", partial(received, Reception(stale_s=300)), source_is_wrong=True),
)


@dataclass(frozen=True)
class Verdict:
    """What was said about a negative at a pace: the detectors of its alerts above info, and the number at info."""

    negative: Negative
    every_s: int
    above_info: tuple[str, ...]
    info: int


def judge_negatives(
    make_scorer: MakeScorer, paces: Iterable[Pace], *, seed: int = 1, negatives: Iterable[Negative] = NEGATIVES
) -> Iterator[Verdict]:
    """Yield a verdict for each negative at each of the paces that negatives are tried at."""
    tried_at = [pace.seconds for pace in paces if pace.seconds in NEGATIVE_PACES_S]
    for negative in negatives:
        for every_s in tried_at:
            polls = negative.make().polls(every_s, np.random.default_rng([seed, *negative.name.encode()]))
            alarms = detect(make_scorer(), polls).alarms
            opened = [alarm for alarm in alarms if alarm.opened and (alarm.icao24 or not negative.source_is_wrong)]
            grave = [alarm for alarm in opened if alarm.above_info]
            yield Verdict(negative, every_s, tuple(map(_words, grave)), len(opened) - len(grave))


def _words(alarm: Alarm) -> str:
    return f"{alarm.detectors[0]} ({alarm.gravest})"
