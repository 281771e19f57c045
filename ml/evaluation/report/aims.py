"""The section of the report that compares its figures with the aims."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ml.evaluation.faults.kinds import OF_ONE, OF_SEVERAL
from ml.evaluation.methods.methods import ALERTS, SUSPICION
from ml.evaluation.pace import USUAL
from ml.evaluation.report.markdown import percent, table, with_interval
from ml.evaluation.report.paces import FULL, HALF, recalls_at
from ml.evaluation.results import Results
from ml.evaluation.summaries import aurocs, low_end_of_mean, mean_over_kinds, mean_share, median_delay_s, of_numbers
from ml.rates.event_rate import Rate

FALSE_ALERTS, UPPER_END = 20, 50
INFO_ALERTS = 100
"""Aims per 1,000 flight-hours: for alerts above info, for the upper end of their interval, and for info alerts."""

MOTION_KINDS = range(1, 9)
"""Kinds whose size can be halved."""

RECALL_AIMS: tuple[tuple[str, Collection[int], float, dict[int, float]], ...] = (
    ("kinds 1 to 12 found", OF_ONE, FULL, {10: 0.98, 30: 0.95, 90: 0.90}),
    ("kinds 1 to 8 found at half size", MOTION_KINDS, HALF, {10: 0.80}),
    ("kinds 13 to 17 found", OF_SEVERAL, FULL, {10: 0.90}),
)
"""Measure, numbers of its kinds, size of the faults, least share by seconds between polls."""

STEPS = (2, 5, 7, 8, 10, 11, 12)
DRIFTS = (3, 4, 6)
"""Kinds that start at their full size, and kinds that grow."""

REACHED, MISSED, OPEN = "yes", "**no**", "not excluded"


@dataclass(frozen=True)
class Aim:
    """A measure at a pace ("" for none), its aim and figure in words, and whether it is reached."""

    measure: str
    pace: str
    aim: str
    figure: str
    verdict: str


def aims_section(results: Results) -> str:
    """Return the section; it omits aims about faults or paces that were not tried."""
    aims = [*_false_alert_aims(results), *_recall_aims(results), *_aims_at_the_usual_pace(results)]
    rows = [[aim.measure, aim.pace, aim.aim, aim.figure, aim.verdict] for aim in aims]
    return f"""## Aims

{table(["", "polls", "aim", "result", "reached"], rows)}

An aim is reached only if the unfavourable end of the 95 % interval is within it, too; it is *not excluded* while only
the other end is. Means are over the kinds of the protocol, with variants of a kind averaged first; in brackets the mean
of the kinds' low ends. Delays are medians over all faults found: steps start at full size, drifts grow."""


def verdict_of_rate(rate: Rate, *, most: float, upper_end: float) -> str:
    """Return whether a rate per 1,000 flight-hours is at most `most`, and its interval's upper end `upper_end`."""
    low, high = rate.interval
    if low > most or not rate.hours:
        return MISSED if rate.hours else OPEN
    return REACHED if rate.per_1000_h <= most and high <= upper_end else OPEN


def verdict_of_share(share: float, low: float, *, least: float) -> str:
    """Return whether a mean share, with `low` as the low end of its interval, is at least `least`."""
    if share < least:
        return MISSED
    return REACHED if low >= least else OPEN


def _false_alert_aims(results: Results) -> Iterator[Aim]:
    for name, by_pace in results.false.items():
        of = f" ({name})" if len(results.false) > 1 else ""
        for pace, false in by_pace.items():
            polls = f"{pace.seconds} s"
            yield Aim(
                f"false alerts per 1,000 flight-hours{of}",
                polls,
                f"≤ {FALSE_ALERTS} (at most {UPPER_END})",
                with_interval(false.in_all),
                verdict_of_rate(false.in_all, most=FALSE_ALERTS, upper_end=UPPER_END),
            )
            yield Aim(
                f"info alerts per 1,000 flight-hours{of}",
                polls,
                f"≤ {INFO_ALERTS}",
                with_interval(false.info),
                verdict_of_rate(false.info, most=INFO_ALERTS, upper_end=INFO_ALERTS),
            )


def _recall_aims(results: Results) -> Iterator[Aim]:
    for pace in results.paces:
        for measure, numbers, size, least_at in RECALL_AIMS:
            by_kind = of_numbers(recalls_at(results, pace, size), numbers)
            if pace.seconds in least_at and _has_all(results, numbers):
                least, share, low = least_at[pace.seconds], mean_share(by_kind), low_end_of_mean(by_kind)
                figure = f"{percent(share)} ({percent(low)})"
                verdict = verdict_of_share(share, low, least=least)
                yield Aim(measure, f"{pace.seconds} s", f"≥ {percent(least)}", figure, verdict)


def _has_all(results: Results, numbers: Collection[int]) -> bool:
    return {kind.number for kind in results.kinds} >= set(numbers)


def _aims_at_the_usual_pace(results: Results) -> Iterator[Aim]:
    if results.usual != USUAL:
        return
    outcomes, polls = results.at(USUAL), f"{USUAL.seconds} s"
    numbers = {kind.name: kind.number for kind in results.kinds}
    for measure, which, most in (("delay of steps", STEPS, 20), ("delay of drifts", DRIFTS, 120)):
        names = [name for name, number in numbers.items() if number in which]
        if _has_all(results, which) and (delay_s := median_delay_s(outcomes, (ALERTS, 0), names)) is not None:
            yield Aim(measure, polls, f"≤ {most} s", f"{delay_s:.0f} s", REACHED if delay_s <= most else MISSED)
    if results.by_method and _has_all(results, (*OF_ONE, *OF_SEVERAL)):
        auroc = mean_over_kinds(aurocs(results.compared, SUSPICION))
        verdict = REACHED if auroc >= 0.98 else MISSED
        yield Aim("AUROC over paired windows", polls, "≥ 0.98", f"{auroc:.3f}", verdict)
