"""The section of the report on what is found at which pace."""

from collections.abc import Collection, Iterator

from ml.evaluation.faults.kinds import KINDS, OF_ONE, OF_SEVERAL, PROTOCOL, FaultKind
from ml.evaluation.methods.methods import ALERTS
from ml.evaluation.pace import Pace
from ml.evaluation.report.markdown import percent, table
from ml.evaluation.results import Results
from ml.evaluation.summaries import Recall, mean_share, of_numbers, recalls

HALF, FULL = 0.5, 1.0

LATER = [kind.number for kind in KINDS if kind.number not in PROTOCOL]

NOTED_SHARE = 0.05
"""Where this share of the faults or more is found only when they end, the share found during them is given, too."""

NOT_AT_THIS_PACE = "not applicable"


def paces_section(results: Results) -> str:
    """Return the section on the faults found, by kind and pace, at half and at full size."""
    by_pace = {pace: {size: recalls_at(results, pace, size) for size in (HALF, FULL)} for pace in results.paces}
    header = ["", "fault", *(f"{pace.seconds} s" for pace in results.paces)]
    rows = [*_rows(results, by_pace, PROTOCOL)]
    tried = {kind.number for kind in KINDS if kind.name in set(results.outcomes["kind"])}
    for words, numbers in (("mean of 1 to 12", OF_ONE), ("mean of 13 to 17", OF_SEVERAL)):
        if not tried >= {*numbers}:
            continue
        rows.append(["", f"**{words}**", *(_means(by_size, numbers) for by_size in by_pace.values())])
    lengths = ", ".join(f"{pace.fault_s} s at {pace.seconds} s" for pace in results.paces)
    later = [*_rows(results, by_pace, LATER)]
    of_later = f"\n\nKinds that came later, and are in no mean:\n\n{table(header, later)}" if later else ""
    return f"""## What is found at which pace?

Share found with polls so many seconds apart: at half size / at full size. Kinds that have no size have one figure.
In brackets what is found during the fault at full size, where much is found only when it ends. Faults last {lengths}.

{table(header, rows)}{of_later}"""


def recalls_at(results: Results, pace: Pace, size: float) -> dict[str, Recall]:
    """Return the recall of the detection's alerts by kind at one pace and size, kinds without sizes included."""
    outcomes = results.at(pace)
    found = recalls(outcomes, (ALERTS, 0)) | recalls(outcomes, (ALERTS, 0), size=size)
    return {kind.name: found[kind.name] for kind in KINDS if kind.name in found}


def _rows(
    results: Results, by_pace: dict[Pace, dict[float, dict[str, Recall]]], numbers: Collection[int]
) -> Iterator[list[object]]:
    tried = set(results.outcomes["kind"])
    for kind in KINDS:
        if kind.number in numbers and kind.name in tried:
            yield [kind.number, kind.name, *(_cell(kind, pace, by_size) for pace, by_size in by_pace.items())]


def _cell(kind: FaultKind, pace: Pace, by_size: dict[float, dict[str, Recall]]) -> str:
    if pace.seconds > kind.slowest_s:
        return NOT_AT_THIS_PACE
    shares = [percent(by_size[size][kind.name].share) for size in (HALF, FULL) if kind.name in by_size[size]]
    if not shares:
        return "–"
    cell = " / ".join(shares) if kind.sized else shares[-1]
    recall = by_size[FULL].get(kind.name)
    if recall and recall.share - recall.during_share >= NOTED_SHARE:
        return f"{cell} ({percent(recall.during_share)} during it)"
    return cell


def _means(by_size: dict[float, dict[str, Recall]], numbers: Collection[int]) -> str:
    of_these = [of_numbers(by_size[size], numbers) for size in (HALF, FULL)]
    return " / ".join(percent(mean_share(by_kind)) for by_kind in of_these) if all(of_these) else "–"
