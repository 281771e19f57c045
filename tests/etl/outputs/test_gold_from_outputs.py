import tempfile
from collections import defaultdict
from pathlib import Path

import orjson
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from common.settings import Settings
from contracts.lake.gold import ALERTS, DAILY_ALERTS, DAILY_FLAGS
from contracts.lake.layout import Lake
from contracts.lake.silver import ALERTS_REJECTED, FLAGS_REJECTED
from etl.gold import refresh as gold
from etl.outputs.landing import run
from tests.etl.lake_rows import content
from tests.etl.outputs.output_lines import ALERT, BAD_ALERTS, BAD_FLAGS, FLAGGED, HOUR, line_of

POLLS = st.integers(1_699_999_200, 1_700_002_799)  # within HOUR


ADDRESSES = st.sampled_from(["4b1814", "4b1815", "3c6444"])


FLAGGED_RECORDS = st.builds(
    lambda icao24, poll_time, rules, is_anomaly: (
        FLAGGED | {"icao24": icao24, "poll_time": poll_time, "rules": rules, "is_anomaly": is_anomaly}
    ),
    ADDRESSES,
    POLLS,
    st.lists(st.sampled_from(["overspeed", "low_altitude"]), unique=True),
    st.booleans(),
)


OPENED = st.builds(
    lambda number, icao24, poll_time, kind: (
        ALERT
        | {"id": f"{icao24}-{number}", "icao24": icao24, "kind": kind}
        | dict.fromkeys(("poll_time", "since", "last"), poll_time)
    ),
    st.integers(0, 10_000),
    ADDRESSES,
    POLLS,
    st.sampled_from(["ghost", "circling"]),
)


def lines_of(records, bad):
    """Records, each good or with one of the flaws, and whether it is good."""
    flaws = st.sampled_from([line for _, line, _ in bad if len(line_of(line)) < 10_000])
    cut = st.builds(lambda record, size: orjson.dumps(record)[:size], records, st.integers(1, 60))
    return st.lists(
        st.one_of(st.tuples(records, st.just(True)), st.tuples(flaws, st.just(False)), st.tuples(cut, st.just(False))),
        max_size=12,
    )


@hypothesis_settings(max_examples=25, deadline=None)
@given(flags=lines_of(FLAGGED_RECORDS, BAD_FLAGS), alerts=lines_of(OPENED, BAD_ALERTS), split=st.integers(0, 12))
def test_gold_is_what_the_good_records_say_and_every_other_is_set_aside(flags, alerts, split):
    by_id = {record["id"]: record for record, is_good in alerts if is_good}
    alerts = [(line, is_good) for line, is_good in alerts if not is_good or by_id[line["id"]] is line]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(lake_dir=Path(folder) / "lake", output_dir=Path(folder) / "output")
        lake = Lake(settings.lake_dir)
        for output, lines in (("anomalies", flags), ("alerts", alerts)):
            for batch, part in enumerate((lines[:split], lines[split:])):
                file = settings.output_dir / output / HOUR / f"batch={batch}" / "part.json"
                file.parent.mkdir(parents=True)
                file.write_bytes(b"\n".join(line_of(line) for line, _ in part))
        done = run(settings)
        gold.run(settings, None)
        flagged, opened = content(lake, DAILY_FLAGS), content(lake, DAILY_ALERTS)
        told = {row["id"] for row in content(lake, ALERTS)}
        aside = content(lake, FLAGS_REJECTED) + content(lake, ALERTS_REJECTED)
    assert done.records == len(flags) + len(alerts)
    assert done.set_aside == len(aside) == sum(not is_good for _, is_good in [*flags, *alerts])
    assert {(row["flag"], row["records"], row["aircraft"]) for row in flagged} == counts_of_flags(
        [record for record, is_good in flags if is_good]
    )
    assert told == by_id.keys()
    by_kind = defaultdict(list)
    for record in by_id.values():
        by_kind[record["kind"]].append(record["icao24"])
    assert {(row["kind"], row["alerts"], row["aircraft"]) for row in opened} == {
        (kind, len(whose), len(set(whose))) for kind, whose in by_kind.items()
    }


def counts_of_flags(records):
    seen = defaultdict(set)
    for record in records:
        for flag in [*record["rules"], *["isolation_forest"] * record["is_anomaly"]]:
            seen[flag].add((record["icao24"], record["poll_time"]))
    return {(flag, len(whose), len({icao24 for icao24, _ in whose})) for flag, whose in seen.items()}
