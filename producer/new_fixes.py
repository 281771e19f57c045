"""Selects new fixes: OpenSky repeats an aircraft's last fix for minutes, with its two timestamps unchanged."""

from collections.abc import Iterable

from contracts.state_vector import StateVector

FORGET_AFTER_S = 3_600
"""An aircraft that was in no answer for this long (by poll time) is forgotten, which bounds the memory."""

Fix = tuple[int | None, int | None]
"""(time_position, last_contact) of a state."""


class NewFixes:
    """Remembers the last published fix of each aircraft."""

    def __init__(self) -> None:
        self._published: dict[str, Fix] = {}
        self._seen_at: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._seen_at)

    def select(self, states: Iterable[StateVector], *, poll_time: int) -> list[StateVector]:
        """Return the states whose fix differs from the aircraft's previous one in this answer, else its last published.

        states: all states of one answer, in its order. poll_time: time of the answer, epoch s.
        """
        in_this_answer: dict[str, Fix] = {}
        new: list[StateVector] = []
        for state in states:
            icao24, fix = state["icao24"], (state["time_position"], state["last_contact"])
            if fix != in_this_answer.get(icao24, self._published.get(icao24)):
                new.append(state)
            in_this_answer[icao24] = fix
        self._seen_at |= dict.fromkeys(in_this_answer, poll_time)
        self._forget(poll_time)
        return new

    def remember(self, published: Iterable[StateVector]) -> None:
        """Note the states that the broker acknowledged; all others are selected again."""
        self._published |= {state["icao24"]: (state["time_position"], state["last_contact"]) for state in published}

    def _forget(self, poll_time: int) -> None:
        for icao24 in [icao24 for icao24, seen in self._seen_at.items() if poll_time - seen > FORGET_AFTER_S]:
            del self._seen_at[icao24]
            self._published.pop(icao24, None)
