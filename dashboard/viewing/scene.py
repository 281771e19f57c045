"""What the map and the panel beside it show: the sky at one moment, live or replayed."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.reading.alerts import ShownAlert
from dashboard.reading.freshness import OutputState
from dashboard.reading.store import Outlook, SharedSky, Store


@dataclass(frozen=True)
class MapScene:
    """A picture of the sky with the alerts open at that moment.

    version: identifies the picture and the alerts, for caches. elapsed_s: time since the poll, in the picture's own
    time. pace: how many seconds of the picture's time pass in a second of the viewer's, 0 when it stands still.
    trail_of, trails_of: return the fixes of the last few minutes, as `trails.Trails.of` and `of_each` do.
    """

    sky: SharedSky
    alerts: tuple[ShownAlert, ...]
    version: Hashable
    elapsed_s: float
    pace: float
    trail_of: Callable[[str], pd.DataFrame]
    trails_of: Callable[[Sequence[str]], Mapping[str, pd.DataFrame]]

    @classmethod
    def live(cls, sky: SharedSky, outlook: Outlook, store: Store) -> "MapScene":
        """Return the live scene; a stale picture stands still."""
        fresh = outlook.freshness[0].state is OutputState.FRESH
        return cls(
            sky=sky,
            alerts=outlook.open_alerts,
            version=(outlook.sky.version, outlook.alerts.version),
            elapsed_s=max(outlook.now - (sky.picture.published_at or outlook.now), 0.0),
            pace=1.0 if fresh else 0.0,
            trail_of=store.trails.of,
            trails_of=store.trails.of_each,
        )
