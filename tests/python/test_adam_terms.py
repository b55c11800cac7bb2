"""Adam's terms: whom the update agrees with, and the numbers that all parameters share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from microgpt.adam_terms import corrections, curves, summary
from microgpt.presets import preset


def test_a_parameter_moves_with_its_gradient_against_it_without_one_or_not_at_all() -> None:
    """The update is taken off: with g > 0 an update > 0 lowers the loss. |(3, 0, -4)| = 5."""
    made = summary([3.0, 0.0, -4.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0, -1.0])
    assert made["grad_norm"] == 5
    assert made["moved"] == {"with": 1 / 5, "against": 1 / 5, "adrift": 2 / 5, "unmoved": 1 / 5}


def test_the_shares_of_those_that_moved_add_up_to_one() -> None:
    moved = summary([1.0, -1.0, 0.0, 2.0], [1.0, 1.0, 0.0, 0.0])["moved"]
    assert sum(moved.values()) == 1


def test_the_corrections_of_the_second_step_by_hand() -> None:
    """beta1 = 0.5, beta2 = 0.75: 1 - 0.25 = 0.75 and 1 - 0.5625 = 0.4375."""
    made = corrections(replace(preset("microgpt"), beta1=0.5, beta2=0.75), 2)
    assert made == {
        "t": 2,
        "beta1_rest": 0.5,
        "beta1_correction": 0.75,
        "beta1_factor": pytest.approx(4 / 3),
        "beta2_rest": 0.25,
        "beta2_correction": 0.4375,
        "beta2_factor": pytest.approx(16 / 7),
    }


def test_a_steps_corrections_lie_on_the_curves() -> None:
    config = preset("microgpt")
    drawn = curves(config)
    for i in (0, 7, len(drawn["steps"]) - 1):
        made = corrections(config, int(drawn["steps"][i]))
        assert (made["beta1_factor"], made["beta2_factor"]) == (drawn["beta1_factor"][i], drawn["beta2_factor"][i])
