"""The protocol's measures: false alerts with their intervals, recall, AUROC over paired windows."""

from collections.abc import Mapping
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy import stats
from sklearn.metrics import roc_auc_score

from ml.rates.event_rate import CONFIDENCE, Rate


def in_all(rates: Mapping[str, Rate]) -> Rate:
    """Return the rate over all phases."""
    return Rate(sum(rate.events for rate in rates.values()), sum(rate.hours for rate in rates.values()))


def recall_interval(found: float, faults: float) -> tuple[float, float]:
    """Return Wilson's interval of found / faults at CONFIDENCE; both may be fractions (faults weighted by flight)."""
    z2 = float(stats.norm.ppf((1 + CONFIDENCE) / 2)) ** 2
    centre, width = found + z2 / 2, sqrt(z2 * (found * (faults - found) / faults + z2 / 4))
    return max((centre - width) / (faults + z2), 0.0), min((centre + width) / (faults + z2), 1.0)


def paired_auroc(faulty: npt.ArrayLike, clean: npt.ArrayLike) -> float:
    """Return how often a window with a fault has a higher peak than one without (ties count half).

    Both kinds of windows cover the same flights at the same times, so neither traffic nor phase distinguishes them. A
    window without a score (-inf) ranks below all others.
    """
    peaks = np.concatenate([np.asarray(faulty, float), np.asarray(clean, float)])
    lowest = peaks[np.isfinite(peaks)].min(initial=0.0) - 1
    has_fault = np.repeat([1, 0], len(peaks) // 2)
    return float(roc_auc_score(has_fault, np.where(np.isfinite(peaks), peaks, lowest)))
