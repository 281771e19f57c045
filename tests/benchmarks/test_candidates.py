"""The candidates of the throughput bench, some of which need a library that may be absent."""

from dataclasses import replace

from benchmarks.candidates import CANDIDATES


def test_a_candidate_whose_library_is_absent_says_so_in_one_line():
    candidate = replace(CANDIDATES["Bytewax"], needs="no_such_library")
    assert candidate.left_out.startswith("left out: no_such_library is not installed")
    assert "\n" not in candidate.left_out


def test_candidates_that_need_nothing_more_are_never_left_out():
    assert [name for name, each in CANDIDATES.items() if each.needs is None and each.left_out] == []


def test_every_candidate_says_what_it_lacks():
    assert all(each.words and each.lacks for each in CANDIDATES.values())
