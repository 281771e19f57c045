import orjson
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.calibration.limit_factors import NO_CALIBRATION
from ml.forest.flag_rules import RuleLimits
from ml.judgement import JUDGED_FIELDS
from ml.tracks.new_fixes import LastFixes
from ml.tracks.tracks import Tracks
from spark.aircraft import LATE_PROBLEM, OVERVIEW, Shard, process_records
from spark.overview import unpack
from tests.ml.flown import wandering
from tests.records import CRUISING, POLL_TIME

ARRIVAL = {"topic": "flights", "partition": 0, "arrived_at": None, "problem": None, "raw_base64": None}


def arrivals(*differences):
    """Parsed records in the order of their offsets."""
    rows = [CRUISING | ARRIVAL | {"offset": offset} | each for offset, each in enumerate(differences)]
    texts = [{"content": orjson.dumps({name: row[name] for name in CRUISING}).decode()} for row in rows]
    return pd.DataFrame([text | row for text, row in zip(texts, rows, strict=True)])


def processed_with(records, known=None):
    """All that comes out, and the state with it."""
    known = known or Shard(LastFixes.none(), Tracks.none())
    return process_records(records, known, model=None, limits=RuleLimits(), calibration=NO_CALIBRATION)


def process(records, known=None):
    processed, known = processed_with(records, known)
    return processed[processed["kind"] != OVERVIEW].set_index("offset"), known


def overview(records):
    """What the driver gets to know of the records."""
    return unpack(processed_with(records)[0]["overview"].dropna())


def at(second, **differences):
    return {"time_position": POLL_TIME + second, "last_contact": POLL_TIME + second} | differences


def test_repeats_are_marked_and_only_the_first_is_new():
    processed, _ = process(arrivals(at(0), at(0, poll_time=POLL_TIME + 10), at(5, poll_time=POLL_TIME + 20)))
    assert processed["kind"].to_dict() == {0: "new", 1: "duplicate", 2: "new"}


def test_repeats_are_known_across_micro_batches():
    _, known = process(arrivals(at(0)))
    processed, _ = process(arrivals(at(0), at(1)), known)
    assert processed["kind"].to_list() == ["duplicate", "new"]


def test_an_older_fix_is_rejected_with_its_content():
    processed, _ = process(arrivals(at(10), at(3, poll_time=POLL_TIME + 30)))
    late = processed.loc[1]
    assert (late["kind"], late["problem"]) == ("rejected", LATE_PROBLEM)
    assert orjson.loads(late["content"])["last_contact"] == POLL_TIME + 3


def test_records_are_taken_in_the_order_of_polls_and_offsets_not_as_they_come():
    shuffled = arrivals(at(10, poll_time=POLL_TIME + 20), at(0, poll_time=POLL_TIME + 10))
    processed, _ = process(shuffled)
    assert set(processed["kind"]) == {"new"}


def test_the_newest_record_of_each_aircraft_is_marked_once():
    other = "abcdef"
    seen = overview(arrivals(at(0), at(5), at(3, icao24=other), at(5, poll_time=POLL_TIME + 9)))
    assert seen[["icao24", "time_position", "newest"]].to_numpy().tolist() == [
        ["4b1814", POLL_TIME, False],
        ["4b1814", POLL_TIME + 5, True],
        [other, POLL_TIME + 3, True],
    ]
    assert [record and orjson.loads(record)["time_position"] for record in seen["record"]] == [
        None,
        POLL_TIME + 5,
        POLL_TIME + 3,
    ]


def test_the_overview_has_what_was_reported_and_what_the_detectors_found():
    eastward = [at(10 * n, longitude=8.5 + 0.0305 * n, poll_time=POLL_TIME + 10 * n + 1) for n in range(6)]
    jumping = arrivals(*eastward[:5], eastward[5] | {"latitude": 48.4})
    seen = overview(jumping)
    assert seen[["jump_along_m", "jump_aside_m"]].notna().all(axis=1).to_list() == [False] * 5 + [True]
    assert [[found.detector for found in findings] for findings in seen["findings"]] == [[]] * 5 + [["position_jump"]]
    last = seen.iloc[5]
    assert {name: last[name] for name in JUDGED_FIELDS} == {name: jumping.iloc[5][name] for name in JUDGED_FIELDS}
    assert pd.isna(overview(arrivals(at(0, velocity=None, squawk=None)))[["velocity", "squawk"]]).all(axis=None)


def test_of_no_new_records_the_overview_is_empty():
    bad = dict.fromkeys(CRUISING) | {"problem": "not a JSON record", "content": "x"}
    assert overview(arrivals(bad)).empty
    assert unpack([]).columns.tolist() == overview(arrivals(at(0))).columns.tolist()


def test_what_was_rejected_before_passes_through_beside_the_good_ones():
    bad = dict.fromkeys(CRUISING) | {"problem": "not a JSON record", "content": "x"}
    processed, _ = process(arrivals(bad, at(0)))
    assert processed["kind"].to_dict() == {0: "rejected", 1: "new"}
    assert processed.loc[0, ["problem", "content"]].to_list() == ["not a JSON record", "x"]


def test_a_new_record_leaves_as_json_with_its_scores():
    processed, _ = process(arrivals(at(0, velocity=450.0, vertical_rate=-30.0, callsign='"A\\é'), at(0)))
    scored = orjson.loads(processed.loc[0, "content"])
    assert scored["rules"] == ["rapid_descent", "overspeed"]
    assert (scored["rule_based_anomaly"], scored["anomaly_score"], scored["not_scored"]) == (True, None, "no model")
    assert {name: scored[name] for name in CRUISING} == CRUISING | at(0) | {
        "velocity": 450.0,
        "vertical_rate": -30.0,
        "callsign": '"A\\é',
    }
    assert processed["flagged"].to_list() == [True, False]


def test_columns_keep_their_types_where_nothing_is_new():
    bad = dict.fromkeys(CRUISING) | {"problem": "not a JSON record", "content": "x"}
    processed, _ = process(arrivals(bad))
    assert processed["flagged"].dtype == bool


WANDERING = pd.concat([wandering(f"{number:06x}", count=12) for number in (1, 2, 0xABCDEF)])
SECOND_FROM = WANDERING["poll_time"].sort_values().iloc[len(WANDERING) // 2]
BATCHES = [
    of_batch.sort_values("poll_time", kind="stable").astype(object).to_dict("records")
    for _, of_batch in WANDERING.groupby(WANDERING["poll_time"] >= SECOND_FROM)
]


def outcome(*batches):
    """The new records as they leave, by fix; what is found of them; and the state after the last micro-batch."""
    known, new, found = None, {}, {}
    for records in batches:
        processed, known = processed_with(records, known)
        for content in processed.loc[processed["kind"] == "new", "content"]:
            record = orjson.loads(content)
            new[record["icao24"], record["time_position"]] = record
        for fix in unpack(processed["overview"].dropna()).itertuples():
            found[fix.icao24, fix.time_position] = fix.findings
    return new, found, (known.last_fixes.to_bytes(), known.tracks.to_bytes())


def batch_of(states, offsets):
    records = arrivals(*states)
    return records.assign(offset=offsets).sample(frac=1, random_state=0)


IN_ORDER = outcome(*(arrivals(*states) for states in BATCHES))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_neither_order_nor_repeats_within_a_batch_change_anything(data):
    batches = []
    for states in BATCHES:
        repeated = data.draw(st.lists(st.sampled_from(states), max_size=9))
        offsets = data.draw(st.permutations(range(len(states) + len(repeated))))
        batches.append(batch_of(states + repeated, offsets))
    assert outcome(*batches) == IN_ORDER
    assert sum(map(len, IN_ORDER[1].values())) > 20


def test_a_batch_delivered_again_later_adds_nothing():
    first, second = (arrivals(*states) for states in BATCHES)
    assert outcome(first, second, second, first) == IN_ORDER
