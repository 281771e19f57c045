from hypothesis import given
from hypothesis import strategies as st

from notifications.allowance import HourlyAllowance


@given(st.integers(1, 5), st.lists(st.integers(0, 2_000), max_size=60))
def test_no_hour_has_more_messages_than_allowed_and_none_is_refused_needlessly(most, steps):
    allowance = HourlyAllowance(most)
    now = 0
    sent = []
    for step in steps:
        now += step
        within_the_hour = [at for at in sent if at > now - 3_600]
        assert allowance.has_room(now) == (len(within_the_hour) < most)
        if allowance.has_room(now):
            allowance.use(now)
            sent.append(now)
