from itertools import chain, pairwise

from hypothesis import given
from hypothesis import strategies as st

from common.grouping import groups_within


@given(st.lists(st.integers(0, 30)), st.integers(1, 40))
def test_groups_keep_the_order_and_the_bound_and_are_as_large_as_may_be(sizes, most):
    groups = [*groups_within(sizes, int, most=most)]
    assert [*chain(*groups)] == sizes
    assert all(groups)
    assert all(sum(group) <= most or len(group) == 1 for group in groups)
    assert all(sum(group) + following[0] > most for group, following in pairwise(groups))
