"""Findings from comparing aircraft with each other, poll by poll: copies, formations, shared callsigns, suspected GNSS
interference.

A poll is judged when the next one begins. The findings therefore depend neither on how polls are cut into calls nor on
where a restart falls between two calls. Whether an aircraft was missed is judged by the polls of its own feed.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from ml.arrays import Records
from ml.detectors.findings import Finding
from ml.polls import TakenPoll, feed_number
from ml.sky.aircraft import AIRCRAFT, AircraftTable
from ml.sky.company import Company, company_in
from ml.sky.company_findings import MOST_RELATED, formation_finding, ghost_finding
from ml.sky.disturbances import DISTURBANCE, no_disturbances
from ml.sky.feeds import LONGEST_GAP_S, FeedPace
from ml.sky.interference import FEWEST_AIRCRAFT, RADIUS_M, WITHIN_S, Cluster, clusters_at
from ml.sky.pairs import PAIR, no_pairs
from ml.sky.shared_callsigns import SHARER, duplicate_callsign_finding, no_sharers, shared_callsigns_at
from ml.sky.suspects import SUSPECT, no_suspects
from ml.tracks.tracks import TIME_TO_LIVE_S

STATE_VERSION = 7


class Sky:
    """All aircraft heard in the last TIME_TO_LIVE_S, and what pairs and groups of them did lately.

    A fix is new when its position is: a record that repeats an old `time_position` does not tell where the aircraft is,
    whatever else it brings.
    """

    def __init__(self) -> None:
        self._poll = TakenPoll(0)
        self._complete = True
        self._feeds: dict[str | None, FeedPace] = {}
        self._aircraft = AircraftTable()
        self._company = Company(no_pairs(), no_suspects())
        self._disturbances = no_disturbances()
        self._sharers = no_sharers()

    def advance(self, polls: Sequence[TakenPoll], fixes: pd.DataFrame) -> list[list[Finding]]:
        """Take polls in order with their new fixes; return for each poll the findings of the one before it.

        `fixes` has the fields of a state vector, `poll_time`, `ml.detectors.detection.JUMPS` and `place`, the index of
        its poll. A poll without new fixes is passed over, and one that is no later than the last of its feed is a part
        of that one.
        """
        fixes = fixes[(fixes["longitude"].notna() & fixes["latitude"].notna()).to_numpy(bool)]
        by_place = np.argsort(fixes["place"].to_numpy(), kind="stable")
        rows, places = self._aircraft.rows_of(fixes)[by_place], fixes["place"].to_numpy(np.int64)[by_place]
        begun, starts = np.unique(places, return_index=True)
        findings: list[list[Finding]] = [[] for _ in polls]
        # Not strict, because np.split returns one empty part when there are no rows.
        for place, of_poll in zip(begun.tolist(), np.split(rows, starts[1:]), strict=False):
            poll = polls[place]
            if poll.feed not in self._feeds or poll.time > self._feeds[poll.feed].last:
                findings[place] = self.finish()
                self._begin(poll)
            of_poll["feed"] = feed_number(poll.feed)
            self._aircraft.add(of_poll, poll=self._poll.time)
        return findings

    def finish(self) -> list[Finding]:
        """Judge the newest poll without waiting for a later one; return its findings."""
        if self._complete:
            return []
        self._complete = True
        self._aircraft.close_poll(self._poll.time, feed=feed_number(self._poll.feed))
        aircraft = self._aircraft.rows
        pace = self._feeds[self._poll.feed]
        ghosts, formations, self._company = company_in(self._poll.time, aircraft, self._company, pace)
        clusters, self._disturbances = clusters_at(self._poll.time, aircraft, self._disturbances)
        shared, self._sharers = shared_callsigns_at(self._poll.time, aircraft, self._sharers)
        return [
            *(ghost_finding(ghost, self._aircraft, poll=self._poll.time) for ghost in ghosts),
            *(formation_finding(formation, self._aircraft, poll=self._poll.time) for formation in formations),
            *(duplicate_callsign_finding(each, self._aircraft, poll=self._poll.time) for each in shared),
            *chain.from_iterable(map(self._interference, clusters)),
        ]

    def to_json(self) -> dict[str, Any]:
        """Return the whole state: saved with each micro-batch, it lets a repeated batch give the same findings."""
        return {
            "version": STATE_VERSION,
            "poll": asdict(self._poll),
            "feeds": [(feed, asdict(pace)) for feed, pace in self._feeds.items()],
            "complete": self._complete,
            "names": self._aircraft.names,
            "aircraft": _text_of(self._aircraft.rows),
            "pairs": _text_of(self._company.pairs),
            "suspects": _text_of(self._company.suspects),
            "events": _text_of(self._disturbances),
            "sharers": _text_of(self._sharers),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Sky":
        """Return the sky that `to_json` stored.

        Raises ValueError when it has another version.
        """
        if content.get("version") != STATE_VERSION:
            raise ValueError(f"sky of version {content.get('version')}, not {STATE_VERSION}")
        sky = cls()
        sky._poll, sky._complete = TakenPoll(**content["poll"]), content["complete"]
        sky._feeds = {feed: FeedPace(**pace) for feed, pace in content["feeds"]}
        sky._aircraft = AircraftTable(_records_of(content["aircraft"], AIRCRAFT), list(content["names"]))
        sky._company = Company(_records_of(content["pairs"], PAIR), _records_of(content["suspects"], SUSPECT))
        sky._disturbances = _records_of(content["events"], DISTURBANCE)
        sky._sharers = _records_of(content["sharers"], SHARER)
        return sky

    def _begin(self, poll: TakenPoll) -> None:
        known = self._feeds.get(poll.feed)
        if known is None or poll.time - known.last > LONGEST_GAP_S:
            self._aircraft.forget_polls(feed=feed_number(poll.feed))
        recent = {feed: pace for feed, pace in self._feeds.items() if pace.last >= poll.time - TIME_TO_LIVE_S}
        self._feeds = recent | {poll.feed: known.after(poll.time) if known else FeedPace.begun(poll.time)}
        self._poll, self._complete = poll, False

    def _interference(self, cluster: Cluster) -> Iterator[Finding]:
        jumped = len(cluster.addresses) - cluster.lost
        addresses = self._aircraft.rows["address"]
        for place in np.flatnonzero(np.isin(addresses, cluster.newly_disturbed)).tolist():
            others = [address for address in cluster.addresses if address != addresses[place]]
            yield Finding.about(
                self._aircraft.fix(place, poll=self._poll.time),
                detector="gnss_interference",
                family="gnss",
                severity="warning",
                evidence=f"suspected GNSS interference: of {cluster.airborne} aircraft in the air within "
                f"{RADIUS_M / 1000:.0f} km, {jumped} jumped and {cluster.lost} lost their position within {WITHIN_S} s",
                value=len(cluster.addresses),
                limit=FEWEST_AIRCRAFT,
                unit="aircraft",
                related=tuple(f"{address:06x}" for address in others[:MOST_RELATED]),
            )


def _text_of(records: Records) -> str:
    """Return the records' bytes as text, lightly compressed."""
    return b64encode(zlib.compress(records.tobytes(), 1)).decode()


def _records_of(text: str, kind: np.dtype[np.void]) -> Records:
    return np.frombuffer(zlib.decompress(b64decode(text)), kind).copy()
