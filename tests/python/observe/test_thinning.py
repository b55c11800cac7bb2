"""Thinning: what is kept lies evenly over all steps, and is never more than it may be."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from microgpt.observe.thinning import Thinned


@dataclass(frozen=True)
class Note:
    """Something of so many bytes."""

    step: int
    nbytes: int = 10


@given(st.integers(1, 5), st.integers(2, 9), st.integers(0, 120), st.integers(0, 200))
def test_what_stays_is_even_and_within_its_bounds(spacing: int, most: int, most_bytes: int, last: int) -> None:
    thinned: Thinned[Note] = Thinned(spacing, most, most_bytes)
    for step in range(last + 1):
        said = thinned.keep(step, lambda step=step: Note(step))  # type: ignore[misc]
        assert said == (step in thinned.kept)
        assert list(thinned.kept) == list(range(0, step + 1, thinned.spacing))
        assert len(thinned.kept) <= most
        assert thinned.nbytes == 10 * len(thinned.kept) <= max(most_bytes, 20)
    assert all(note.step == step for step, note in thinned.kept.items())
    assert thinned.spacing in {spacing * 2**doublings for doublings in range(9)}


def test_nothing_is_made_of_a_step_whose_turn_has_not_come() -> None:
    made = []
    thinned: Thinned[Note] = Thinned(3, 4)
    for step in range(7):
        thinned.keep(step, lambda step=step: made.append(step) or Note(step))  # type: ignore[func-returns-value, misc]
    assert made == [0, 3, 6]


def test_what_is_let_go_at_once_is_not_said_to_be_kept() -> None:
    """Of 0, 1 and 2, one too many, 0 and 2 stay; of 0, 2, 4, again one too many, 0 and 4; of 0, 4, 8 and so on."""
    thinned: Thinned[Note] = Thinned(1, 2)
    assert [thinned.keep(step, lambda: Note(0)) for step in range(5)] == [True, True, True, False, True]
    assert Thinned[Note](1, 1).keep(0, lambda: Note(0))
