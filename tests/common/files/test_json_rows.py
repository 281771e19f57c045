import json

import numpy as np
import pytest

from common.files.json_rows import json_objects


def test_rows_are_json_objects_with_members_in_the_order_of_the_columns():
    rows = json_objects({"b": np.array([1, 2]), "a": ["x,y", 'say "hi" %s'], "flag": np.array([True, False])})
    assert rows == ['{"b":1,"a":"x,y","flag":true}', '{"b":2,"a":"say \\"hi\\" %s","flag":false}']


def test_unknown_values_are_null():
    column = np.array([None, "x"], object)
    assert [*map(json.loads, json_objects({"n": np.array([np.nan, 0.5]), "t": column}))] == [
        {"n": None, "t": None},
        {"n": 0.5, "t": "x"},
    ]


def test_a_mapping_is_an_object_within_the_row():
    rows = json_objects({"id": np.array([7]), "rates": {"up": np.array([0.25]), "aside": np.array([np.nan])}})
    assert rows == ['{"id":7,"rates":{"up":0.25,"aside":null}}']


def test_lists_stay_lists():
    assert json_objects({"rules": [[], ["low_altitude"]]}) == ['{"rules":[]}', '{"rules":["low_altitude"]}']


def test_a_per_cent_sign_in_a_name_is_a_character():
    assert json_objects({"100%": np.array([1])}) == ['{"100%":1}']


def test_every_second_row_of_an_array_is_taken_as_it_is():
    assert json_objects({"n": np.arange(4)[::2]}) == ['{"n":0}', '{"n":2}']


@pytest.mark.parametrize("values", [np.array([]), np.array([], object), []])
def test_no_rows_give_no_texts(values):
    assert json_objects({"n": values}) == []


def test_columns_of_different_lengths_are_an_error():
    with pytest.raises(ValueError, match="zip"):
        json_objects({"a": np.arange(2), "b": np.arange(3)})
