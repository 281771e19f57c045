import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from ml.tracks.new_fixes import DUPLICATE, LATE, NEW, LastFixes, sort_out_new

FIXES = st.lists(
    st.tuples(st.sampled_from(["000001", "4b1814", "ffffff"]), st.integers(0, 5), st.integers(0, 5)), max_size=40
)


def frame(fixes):
    columns = ["icao24", "last_contact", "time_position"]
    return pd.DataFrame(fixes, columns=columns).astype({"last_contact": "int64", "time_position": "int64"})


def one_by_one(fixes):
    """The definition, record by record: a record is new if it is later than all earlier ones of its aircraft."""
    newest = {}
    kinds = []
    for icao24, contact, position in fixes:
        last = newest.get(icao24)
        moment = (contact, position)
        kinds.append(NEW if last is None or moment > last else DUPLICATE if moment == last else LATE)
        newest[icao24] = moment if last is None else max(last, moment)
    return kinds


@given(FIXES, st.integers(0, 40))
def test_sort_out_new_agrees_with_the_definition_wherever_a_batch_ends(fixes, cut):
    fixes = [(icao24, contact + 1, position) for icao24, contact, position in fixes]
    first, known = sort_out_new(frame(fixes[:cut]), LastFixes.none())
    second, _ = sort_out_new(frame(fixes[cut:]), LastFixes.from_bytes(known.to_bytes()))
    assert [*first, *second] == one_by_one(fixes)


def test_a_new_position_with_the_same_contact_is_new():
    kinds, _ = sort_out_new(frame([("4b1814", 100, 90), ("4b1814", 100, 95)]), LastFixes.none())
    assert kinds.tolist() == [NEW, NEW]


def test_moments_of_this_century_are_distinguished_to_the_second():
    late_2037 = 2**31 - 2
    kinds, _ = sort_out_new(frame([("4b1814", late_2037, late_2037), ("4b1814", late_2037 + 1, 0)]), LastFixes.none())
    assert kinds.tolist() == [NEW, NEW]


def test_state_takes_twelve_bytes_an_aircraft():
    _, known = sort_out_new(frame([("4b1814", 1, 1), ("ffffff", 1, 1), ("4b1814", 2, 2)]), LastFixes.none())
    assert len(known.to_bytes()) == 24
    assert np.all(np.diff(known.addresses.astype(int)) > 0)
