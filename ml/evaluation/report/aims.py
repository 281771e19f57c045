"""The section of the report that compares its figures with the aims."""

from collections.abc import Iterable

from ml.evaluation.measures import in_all
from ml.evaluation.methods.methods import ALERTS, SUSPICION
from ml.evaluation.report.markdown import percent, table, with_interval
from ml.evaluation.results import Results
from ml.evaluation.summaries import aurocs, mean_over_kinds, mean_share, median_delay_s, recalls

Numbers = tuple[int, ...]
"""Numbers of kinds in the protocol."""

OF_ONE: Numbers = (*range(1, 13),)
POSITION_DRIFT: Numbers = (3,)
OF_SEVERAL: Numbers = (*range(13, 18),)
"""Kinds in which an aircraft contradicts itself, and kinds that concern messages or several aircraft."""

STEPS: Numbers = (2, 5, 7, 8, 10, 11, 12)
DRIFTS: Numbers = (3, 4, 6)
"""Kinds that start at their full size, and kinds that grow."""

Aim = tuple[str, str, str, bool]
"""The measure, its aim, its figure, and whether the figure meets the aim."""


def aims_section(results: Results) -> str:
    """Return the section; it omits aims about faults that were not tried."""
    rows = [[measure, aim, figure, "yes" if met else "**no**"] for measure, aim, figure, met in _aims(results)]
    return f"""## Aims

{table(["", "aim", "result", "met"], rows)}

Means are over the kinds of the protocol, with variants of a kind averaged first. Delays are medians over all faults
found: steps start at full size, drifts grow."""


def _aims(results: Results) -> Iterable[Aim]:
    tried = {kind.number for kind in results.kinds}
    false = in_all(results.false[ALERTS, 0])
    yield "false alerts per 1,000 flight-hours", "≤ 50", with_interval(false), false.per_1000_h <= 50
    by_kind = recalls(results.outcomes, (ALERTS, 0))
    numbers = {kind.name: kind.number for kind in results.kinds}
    for measure, which, least in (
        ("kinds 1 to 12 found", OF_ONE, 0.95),
        ("position drifts found", POSITION_DRIFT, 0.6),
        ("kinds 13 to 17 found", OF_SEVERAL, 0.9),
    ):
        if tried >= {*which}:
            share = mean_share({name: recall for name, recall in by_kind.items() if numbers[name] in which})
            yield measure, f"≥ {percent(least)}", percent(share), share >= least
    for measure, which, most in (("delay of steps", STEPS, 20), ("delay of drifts", DRIFTS, 120)):
        names = [name for name, number in numbers.items() if number in which]
        if tried >= {*which} and (delay_s := median_delay_s(results.outcomes, (ALERTS, 0), names)) is not None:
            yield measure, f"≤ {most} s", f"{delay_s:.0f} s", delay_s <= most
    if tried >= {*OF_ONE, *OF_SEVERAL}:
        auroc = mean_over_kinds(aurocs(results.outcomes, SUSPICION))
        yield "AUROC over paired windows", "≥ 0.98", f"{auroc:.3f}", auroc >= 0.98
