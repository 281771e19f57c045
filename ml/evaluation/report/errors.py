"""The section of the report on the errors of aircraft without faults."""

from ml.calibration.honest_errors import error_words, quantile_words
from ml.evaluation.report.markdown import table
from ml.evaluation.results import Results


def errors_section(results: Results) -> str:
    """Return the section on the errors of steps, by pace and phase."""
    rows = [
        [f"{each.pace} s", each.phase, f"{each.steps:,}", *map(error_words, (each.along, each.across, each.height))]
        for each in results.errors
    ]
    header = ["step", "phase", "steps", "along the track (m)", "to the side (m)", "in height (m)"]
    return f"""## How far is an honest aircraft from where it was expected?

{table(header, rows)}

Errors are given as {quantile_words()}, in {results.main.name} without injected faults, all aircraft, with its polls
thinned to each pace. An aircraft is expected where its reported speed, track and vertical rate lead from its last
position. What a change of these between both fixes explains is no error; what it did within the step, late
positions and gusts are. Polls in which the source's clock was off are left out. A dash: fewer than ten steps are beyond
the quantile."""
