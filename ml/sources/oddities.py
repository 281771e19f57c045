"""What is odd about one answer of a feed, compared with those before it: late, frozen, in part, or timed wrongly."""

import numpy as np

from ml.arrays import Records
from ml.sources.answers import Answer, Usual
from ml.sources.clocks import OFF_S, clock_is_off, off_and_known

FEWEST_AIRCRAFT = 20
"""A feed that usually brings fewer is not judged by their number: with few, half of them may well leave at once."""

FEWEST_AGES = 8
LATE_BY_S = 15.0
EARLY_BY_S = 5.0
"""Three quarters of an answer's positions older than usual by this much, or further ahead of the answer's own time.
OpenSky's median age is 0 or 1 s and grows to 3 s at times; the server's and the receivers' clocks agree within a second
or so."""

FROZEN_SHARE = 0.05
LEAST_SHARE = 0.2
"""An answer is frozen when at most FROZEN_SHARE of its states bring something new, and LEAST_SHARE usually do."""

PARTIAL_SHARE = 0.5
HALF_SHARE = 0.75
"""An answer is partial with at most PARTIAL_SHARE of the usual aircraft, and of those just before, when west, east,
south and north of their usual middle at most HALF_SHARE are left each: a region whose receivers fail leaves the other
side as it was."""

LATE, FROZEN, PARTIAL, CLOCK = "source_late", "source_frozen", "source_partial", "source_clock"


def oddities(answer: Answer, fixes: Records, usual: Usual, before: Answer) -> dict[str, str]:
    """Return what is odd about an answer: the evidence in words, by kind.

    fixes: its new fixes (`ml.sources.answers.NEW_FIX`). usual: of the ordinary answers before it. before: the last of
    them.
    """
    found = {LATE: _late(fixes, usual), FROZEN: _frozen(answer, usual), CLOCK: _clock(fixes, usual)}
    if not found[FROZEN]:
        found[PARTIAL] = _partial(answer, fixes, usual, before)
    return {kind: words for kind, words in found.items() if words}


def _late(fixes: Records, usual: Usual) -> str | None:
    if len(fixes) < FEWEST_AGES or not np.quantile(fixes["age_s"], 0.25) >= usual.age_s + LATE_BY_S:
        return None
    return f"positions are {np.median(fixes['age_s']):.0f} s old when they come, usually {max(usual.age_s, 0):.0f} s"


def _clock(fixes: Records, usual: Usual) -> str | None:
    if clock_is_off(fixes["late_s"]):
        off, known = off_and_known(fixes["late_s"])
        return f"the times of {off:,} of {known:,} positions do not fit the way flown: off by more than {OFF_S:.0f} s"
    ahead_s = min(usual.age_s, 0.0)
    if len(fixes) < FEWEST_AGES or not np.quantile(fixes["age_s"], 0.75) <= ahead_s - EARLY_BY_S:
        return None
    return (
        f"the times of positions are {-np.median(fixes['age_s']):.0f} s ahead of the answer, usually {-ahead_s:.0f} s"
    )


def _frozen(answer: Answer, usual: Usual) -> str | None:
    if not answer.states or not usual.states >= FEWEST_AIRCRAFT or not usual.share >= LEAST_SHARE:
        return None
    if answer.states < FEWEST_AIRCRAFT or answer.new > FROZEN_SHARE * answer.states:
        return None
    return f"answers repeat what they said before: {answer.new:,} of {answer.states:,} states are new"


def _partial(answer: Answer, fixes: Records, usual: Usual, before: Answer) -> str | None:
    halves = [
        fixes["longitude"] < usual.longitude,
        fixes["longitude"] >= usual.longitude,
        fixes["latitude"] < usual.latitude,
        fixes["latitude"] >= usual.latitude,
    ]
    everywhere = all(half.sum() <= HALF_SHARE * usual.new / 2 for half in halves)
    if not everywhere:
        return None
    aircraft, heard = min(usual.states, before.states or 0), min(usual.new, before.new)
    if answer.states is not None and aircraft >= FEWEST_AIRCRAFT and answer.states <= PARTIAL_SHARE * aircraft:
        return f"{answer.states:,} aircraft, {before.states:,} before: the others are gone at once, everywhere"
    # An answer that comes sooner than usual brings less that is new.
    in_time = answer.gap_s is None or not answer.gap_s < usual.gap_s / 2
    if in_time and heard >= FEWEST_AIRCRAFT and answer.new <= PARTIAL_SHARE * heard:
        return f"{answer.new:,} aircraft heard, {before.new:,} before: the others fell silent at once, everywhere"
    return None
