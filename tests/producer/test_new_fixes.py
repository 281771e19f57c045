from hypothesis import given
from hypothesis import strategies as st

from producer.new_fixes import FORGET_AFTER_S, NewFixes


def state(icao24="3c6444", time_position=100, last_contact=101):
    return {"icao24": icao24, "time_position": time_position, "last_contact": last_contact}


def publish(fixes, states, *, poll_time=1_000):
    new = fixes.select(states, poll_time=poll_time)
    fixes.remember(new)
    return new


def test_a_repeated_fix_is_published_once():
    fixes = NewFixes()
    assert publish(fixes, [state()]) == [state()]
    assert publish(fixes, [state()]) == []


def test_a_newer_contact_is_a_new_fix_even_at_the_same_position():
    fixes = NewFixes()
    publish(fixes, [state()])
    assert publish(fixes, [state(last_contact=102)]) == [state(last_contact=102)]


def test_a_fix_that_was_not_acknowledged_is_selected_again():
    fixes = NewFixes()
    first, second = state("aaaaaa"), state("bbbbbb")
    fixes.remember(fixes.select([first, second], poll_time=1_000)[:1])
    assert publish(fixes, [first, second]) == [second]


def test_a_fix_twice_in_one_answer_is_one():
    assert publish(NewFixes(), [state(), state(), state(last_contact=102)]) == [state(), state(last_contact=102)]


def test_aircraft_of_more_than_an_hour_ago_are_forgotten():
    fixes = NewFixes()
    publish(fixes, [state("aaaaaa"), state("bbbbbb")], poll_time=1_000)
    publish(fixes, [state("aaaaaa")], poll_time=1_000 + FORGET_AFTER_S)
    assert len(fixes) == 2
    publish(fixes, [], poll_time=1_001 + FORGET_AFTER_S)
    assert len(fixes) == 1
    assert publish(fixes, [state("bbbbbb")], poll_time=1_002 + FORGET_AFTER_S) == [state("bbbbbb")]


def test_an_aircraft_that_keeps_repeating_its_fix_is_not_forgotten():
    fixes = NewFixes()
    for poll_time in range(0, 3 * FORGET_AFTER_S, 600):
        assert len(publish(fixes, [state()], poll_time=poll_time)) == (1 if poll_time == 0 else 0)


fix = st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.integers(0, 2))


@given(st.lists(st.lists(fix, max_size=4), max_size=8))
def test_no_fix_is_published_twice_in_a_row_and_none_is_lost(answers):
    fixes, published, expected = NewFixes(), [], []
    for poll_time, answer in enumerate(answers):
        published += publish(fixes, [state(*each) for each in answer], poll_time=poll_time)
        for each in answer:
            before = [other for other in expected if other["icao24"] == each[0]]
            if not before or before[-1] != state(*each):
                expected.append(state(*each))
    assert published == expected
