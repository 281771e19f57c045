"""The section of the report on honest traffic that looks like a fault."""

from collections import Counter
from collections.abc import Iterable

from ml.evaluation.negatives.catalogue import Verdict
from ml.evaluation.report.markdown import table, with_interval
from ml.evaluation.results import Results


def negatives_section(results: Results) -> str:
    """Return the section on the hard negatives, and on the recorded traffic as an imperfect source sends it."""
    paces = sorted({verdict.every_s for verdict in results.negatives})
    by_name: dict[str, dict[int, Verdict]] = {}
    for verdict in results.negatives:
        by_name.setdefault(verdict.negative.name, {})[verdict.every_s] = verdict
    rows = [[name, *(_cell(verdicts[every_s]) for every_s in paces)] for name, verdicts in by_name.items()]
    return f"""## What is honest, and must raise nothing?

Traffic made by formulas, with the errors and steps of honest reports. Alerts above info, which must be 0, and the
detectors that opened them. Where the source is wrong, in the last three, alerts about it don't count:

{table(["traffic", *(f"{every_s} s" for every_s in paces)], rows)}

The recorded traffic of the test split, as an imperfect source would have sent it. Alerts about aircraft
count; those about the source are right here:

{table(["source", "polls", "alerts above info", "per 1,000 flight-hours", "info"], _disturbed(results))}"""


def _cell(verdict: Verdict) -> str:
    if not verdict.above_info:
        return "0"
    return f"**{len(verdict.above_info)}** ({', '.join(name for name, _ in Counter(verdict.above_info).most_common())})"


def _disturbed(results: Results) -> Iterable[list[object]]:
    for pace, by_name in results.disturbed.items():
        for name, false in by_name.items():
            yield [
                name,
                f"{pace.seconds} s",
                false.in_all.events,
                with_interval(false.in_all),
                false.info.events,
            ]
