"""What the map and the panel beside it show: the sky of one moment, live or remembered."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.reading.alerts import Alert
from dashboard.reading.freshness import State
from dashboard.reading.store import Outlook, Sky, Store


@dataclass(frozen=True)
class Scene:
    """A picture of the sky with the alerts open then.

    version: says which picture and alerts these are; elapsed_s: how long, in the picture's own time, the poll is past;
    pace: seconds of that time that pass in one of the viewer's, 0 when it stands still; trail_of: the fixes of the last
    minutes of an aircraft, as `trails.Trails.of` gives them; trails_of: the same of many, as `of_each` does.
    """

    sky: Sky
    alerts: tuple[Alert, ...]
    version: Hashable
    elapsed_s: float
    pace: float
    trail_of: Callable[[str], pd.DataFrame]
    trails_of: Callable[[Sequence[str]], Mapping[str, pd.DataFrame]]

    @classmethod
    def live(cls, sky: Sky, outlook: Outlook, store: Store) -> "Scene":
        """As it is now; a stale picture stands still."""
        fresh = outlook.freshness[0].state is State.FRESH
        return cls(
            sky=sky,
            alerts=outlook.open_alerts,
            version=(outlook.sky.version, outlook.alerts.version),
            elapsed_s=max(outlook.now - (sky.picture.published_at or outlook.now), 0.0),
            pace=1.0 if fresh else 0.0,
            trail_of=store.trails.of,
            trails_of=store.trails.of_each,
        )
