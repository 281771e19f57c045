"""The sections of the report with its figures, one per question."""

from ml.evaluation.faults.kinds import KINDS, SIZES
from ml.evaluation.measures import in_all
from ml.evaluation.methods.methods import ALERTS, BUDGETS, SUSPICION
from ml.evaluation.methods.residual_forest import RESIDUAL_FOREST
from ml.evaluation.report.markdown import percent, table, with_interval
from ml.evaluation.results import Results
from ml.evaluation.summaries import (
    Recall,
    aurocs,
    found_of_missed,
    mean_over_kinds,
    mean_share,
    recalls,
    shares_by_size,
)

COMPARED_AT = 50
"""The budget (false alerts per 1,000 flight-hours) at which the detection and the usual detectors are compared."""

WORTH_IT = 0.1
"""The share of faults without an alert that an additional method must find to be worth adding."""


def found_section(results: Results, by_kind: dict[str, Recall], *, picture: str) -> str:
    """Return the section on the faults found, by kind, at the usual pace."""
    pace = results.usual
    rows = []
    for kind in KINDS:
        if recall := by_kind.get(kind.name):
            low, high = recall.interval
            rows.append(
                [
                    kind.number,
                    kind.name,
                    kind.meaning,
                    recall.faults,
                    f"{percent(recall.share)} ({percent(low)} to {percent(high)})",
                    percent(recall.during_share),
                    _seconds(recall.median_delay_s),
                    percent(recall.chance_share),
                    ", ".join(recall.detectors) or "–",
                ]
            )
    header = ["", "fault", "at size 1", "faults", "found", "during it", "median delay", "by chance", "detectors"]
    return f"""## What is found with polls {pace.seconds} s apart?

{table(header, rows)}

![Share found by kind]({picture})

*Found*: an alert about the aircraft, or naming it, is opened, reopened, raised or joined by another detector between
the start of the fault and {pace.afterwards_s} s after its end. It has to be above info, except for what calls for no
more than that: {", ".join(kind.name for kind in KINDS if kind.least == "info")}. *During it*: before the end; a later
alert is caused by the end itself, such as the jump back of a position that had drifted. *By chance*: the same flight at
the same time raises an alert without the fault, too. *Detectors*: those that were most often first. In the intervals
(Wilson) a flight counts once, whatever the number of seeds."""


def sizes_section(results: Results, *, picture: str) -> str:
    """Return the section on the faults found, by size."""
    rows = [
        [kind, *(percent(shares[size]) if size in shares else "–" for size in SIZES)]
        for kind, shares in shares_by_size(results.at(results.usual), (ALERTS, 0)).items()
    ]
    return f"""## How small may a fault be?

{table(["fault", *(f"× {size:g}" for size in SIZES)], rows)}

![Share found over size]({picture})"""


def budgets_section(results: Results) -> str:
    """Return the section on a threshold on suspicion, by budget of false alerts."""
    by_budget = [recalls(results.compared, (SUSPICION, budget)) for budget in BUDGETS]
    auroc = aurocs(results.compared, SUSPICION)
    rows = [
        [kind, *(_found(by_kind[kind]) for by_kind in by_budget), f"{of_kind:.3f}"] for kind, of_kind in auroc.items()
    ]
    means = (percent(mean_share(by_kind)) for by_kind in by_budget)
    rows.append(["**mean over kinds**", *means, f"{mean_over_kinds(auroc):.3f}"])
    kept = (with_interval(in_all(results.by_method[SUSPICION, budget])) for budget in BUDGETS)
    rows.append(["false alerts per 1,000 flight-hours", *kept, ""])
    return f"""## What would other budgets of false alerts find?

The *suspicion* of a fix is its largest residual as a multiple of that detector's limit; detectors that compare
aircraft contribute the values of their alerts. Here a single threshold on suspicion raises the alerts, without the
detectors' confirmation over several fixes; it is set on the calibration split for 10, 50 and 100 false alerts per
1,000 flight-hours. Share found (median delay):

{table(["fault", *(f"budget {budget}" for budget in BUDGETS), "AUROC"], rows)}

AUROC compares paired windows: the highest suspicion from the start of the fault to 60 s after its end, and that of the
same flight at the same time without the fault."""


def usual_section(results: Results) -> str:
    """Return the section that compares the detection with the usual detectors."""
    names = [name for name, budget in results.by_method if budget == COMPARED_AT and name != SUSPICION]
    rows = [
        _compared(results, "this detection's alerts", ALERTS, 0),
        _compared(results, "its suspicion, one threshold", SUSPICION, COMPARED_AT),
        *(_compared(results, name, name, COMPARED_AT) for name in names),
    ]
    found, missed = found_of_missed(results.compared, (RESIDUAL_FOREST, COMPARED_AT), missed_by=(ALERTS, 0))
    worth = "enough to be worth adding" if found > WORTH_IT * missed else "too few for a place in the stream"
    return f"""## How do the usual detectors compare?

Isolation Forest (scikit-learn), ECOD and HBOS (PyOD) and half-space trees (river), with their packages' defaults,
over altitude, speed, vertical rate, heading, longitude and latitude of single rows. They are fitted on the training
split, their thresholds are set on the calibration split for {COMPARED_AT} false alerts per 1,000 flight-hours, and they
are judged on the same faults of the same flights.

{table(["", "false alerts per 1,000 flight-hours", "found, mean over kinds", "AUROC, mean over kinds"], rows)}

The {RESIDUAL_FOREST} is an Isolation Forest over the detectors' residuals and the sine and cosine of the track,
without latitude and longitude. At its threshold it finds {found:,} of the {missed:,} faults that raised no alert:
{worth}.

Published figures for comparison: differencing with an autoencoder, ROC AUC 0.935 to 0.951 (Fried & Last 2021); LSTM
encoder-decoder, false alarms on 4.3 % of rows (Habler & Shabtai 2018), which at a row every 10 s are about 15,500
flagged rows per 1,000 flight-hours. Both used other faults and flights, and neither states alerts per flight-hour."""


def _compared(results: Results, label: str, name: str, budget: int) -> list[str]:
    auroc = aurocs(results.compared, name) if name != ALERTS else {}
    return [
        label,
        with_interval(in_all(results.by_method[name, budget])),
        percent(mean_share(recalls(results.compared, (name, budget)))),
        f"{mean_over_kinds(auroc):.3f}" if auroc else "–",
    ]


def _found(recall: Recall) -> str:
    return percent(recall.share) + (f" ({_seconds(recall.median_delay_s)})" if recall.found else "")


def _seconds(delay_s: float | None) -> str:
    return "–" if delay_s is None else f"{delay_s:.0f} s"
