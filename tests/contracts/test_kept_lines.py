"""Dates found in the text of lines; that readers find the right files by them is tested with the readers."""

from contracts.kept_lines import arrivals_in, poll_times_in

REJECTED = b'{"problem":"p","arrived_at":"2026-09-21T15:00:01.250Z","raw":"{\\"poll_time\\":7}"}\n'


def test_poll_times_are_found_once_each():
    assert poll_times_in(b'{"poll_time":17,"a":1}\n{"a":1,"poll_time": 18}\n{"poll_time":17}\n') == {17, 18}


def test_a_number_that_is_cut_off_is_no_poll_time():
    assert poll_times_in(b'{"poll_time":179000') == set()


def test_the_raw_value_of_a_rejected_message_has_no_poll_time():
    assert poll_times_in(REJECTED) == set()


def test_arrivals_are_epoch_seconds_and_others_are_left_out():
    assert arrivals_in(REJECTED + b'{"arrived_at":"yesterday"}\n') == {1_790_002_801.25}
