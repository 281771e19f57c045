"""The protocol's measures: false alerts with their intervals, recall, AUROC over paired windows."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
from scipy import stats
from sklearn.metrics import roc_auc_score

from ml.evaluation.flights import LOW, PHASES, Rows, hours_by_phase
from ml.evaluation.methods.alarms import Alarm
from ml.rates.event_rate import CONFIDENCE, Rate


def false_alerts(alarms: Iterable[Alarm], rows: Rows) -> dict[str, Rate]:
    """Return the rate of alerts opened on traffic without faults, by the flight's phase at that time."""
    phases = _PhaseAt(rows)
    counts = dict.fromkeys(PHASES, 0)
    for alarm in alarms:
        if alarm.opened:
            counts[phases.of(alarm)] += 1
    hours = hours_by_phase(rows)
    return {phase: Rate(counts[phase], hours[phase]) for phase in PHASES}


def in_all(rates: Mapping[str, Rate]) -> Rate:
    """Return the rate over all phases."""
    return Rate(sum(rate.events for rate in rates.values()), sum(rate.hours for rate in rates.values()))


def recall_interval(found: int, faults: int) -> tuple[float, float]:
    """Return Wilson's interval of found / faults at CONFIDENCE.

    It treats faults of several seeds on one flight as independent.
    """
    interval = stats.binomtest(found, faults).proportion_ci(CONFIDENCE, "wilson")
    return float(interval.low), float(interval.high)


def paired_auroc(faulty: npt.ArrayLike, clean: npt.ArrayLike) -> float:
    """Return how often a window with a fault has a higher peak than one without (ties count half).

    Both kinds of windows cover the same flights at the same times, so neither traffic nor phase distinguishes them. A
    window without a score (-inf) ranks below all others.
    """
    peaks = np.concatenate([np.asarray(faulty, float), np.asarray(clean, float)])
    lowest = peaks[np.isfinite(peaks)].min(initial=0.0) - 1
    has_fault = np.repeat([1, 0], len(peaks) // 2)
    return float(roc_auc_score(has_fault, np.where(np.isfinite(peaks), peaks, lowest)))


class _PhaseAt:
    """Looks up the phase an aircraft is in at a poll; GROUND counts as LOW, since alerts concern airborne flight."""

    def __init__(self, rows: Rows) -> None:
        ordered = rows.sort_values("poll_time", kind="stable")
        self._by_aircraft = {
            address: (of_one["poll_time"].to_numpy(), of_one["phase"].to_numpy())
            for address, of_one in ordered.groupby("icao24")
        }

    def of(self, alarm: Alarm) -> str:
        times, phases = self._by_aircraft[alarm.icao24]
        phase = str(phases[max(np.searchsorted(times, alarm.time, side="right") - 1, 0)])
        return phase if phase in PHASES else LOW
