"""Training and sampling equal what the reference programs print: to the last bit with the libm that they had too."""

from __future__ import annotations

import gc
import json
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from microgpt.data import load
from microgpt.ops.protocol import Rows
from microgpt.presets import preset
from microgpt.run import start
from microgpt.sample import samples
from microgpt.train import crop, gradients, train

ALWAYS = 100  # steps compared in every run of the tests
FOLDER = Path(__file__).parents[1] / "golden"
GOLDEN = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
SHORT = [name for name, golden in GOLDEN.items() if len(golden["losses"]) == ALWAYS]
LONG = [name for name in GOLDEN if name not in SHORT]
WITH_GRADIENTS = [name for name, golden in GOLDEN.items() if "grad_sums_step1" in golden]


class Recording:
    """What a reference program printed, and a run of ours that goes on when more of it is wanted."""

    def __init__(self, golden: dict[str, Any], data_name: str) -> None:
        self.golden = golden
        config = replace(preset(golden["preset"]), num_steps=golden["settings"]["num_steps"])
        assert golden["settings"].items() <= {**config.to_dict(), "data": golden["settings"]["data"]}.items()
        self.run = start(config, load(data_name))
        self.training = train(self.run)
        self.trained: list[float] = []  # the loss of every step so far

    def losses(self, num_steps: int) -> Iterator[tuple[float, float]]:
        """The losses of the first steps, of ours and of the reference: ours trains no further than is asked for."""
        for step, expected in enumerate(self.golden["losses"][:num_steps]):
            if step == len(self.trained):
                gc.disable()  # a graph has no cycles: the collector finds nothing in it, and takes a third of the time
                try:
                    self.trained.append(next(self.training).loss)
                finally:
                    gc.enable()
            yield self.trained[step], expected

    def assert_ends_as_recorded(self) -> None:
        """Go on to the last step, and compare everything there."""
        for loss, expected in self.losses(len(self.golden["losses"])):
            assert loss == expected
        params = self.run.params()
        assert {name: abs_sum(rows) for name, rows in params.items()} == self.golden["param_abs_sums_end"]
        if "param_first_rows_end" in self.golden:
            assert {name: rows[0] for name, rows in params.items()} == self.golden["param_first_rows_end"]
        assert samples(self.run, self.run.config.num_samples) == self.golden["samples"]


def data_of(golden: dict[str, Any]) -> str:
    """Where the documents of a recording are; without them its test is skipped."""
    if golden["settings"]["data"] == "census_names.txt":
        return "census"
    if not os.environ.get("MICROGPT_NAMES"):
        pytest.skip("MICROGPT_NAMES is not set: it names the file of 32,033 names that this recording was made with")
    return os.environ["MICROGPT_NAMES"]


@pytest.fixture(scope="module")
def recording() -> Callable[[str], Recording]:
    """The recording of this name: each is trained once, however many tests look at it."""
    return cache(lambda name: Recording(GOLDEN[name], data_of(GOLDEN[name])))


def row_sum(rows: Rows) -> float:
    """The sum of a matrix, rounded once a row and once at the end."""
    return math.fsum(math.fsum(row) for row in rows)


def abs_sum(rows: Rows) -> float:
    """The sum of a matrix's absolute values, rounded once."""
    return math.fsum(abs(x) for row in rows for x in row)


def test_there_is_a_recording_of_both_presets_on_both_data_sets() -> None:
    assert sorted(GOLDEN) == ["first_census", "first_names", "microgpt_census", "microgpt_names"]


@pytest.mark.parametrize("name", GOLDEN)
def test_the_first_losses_are_those_of_the_reference_with_any_libm(
    name: str, recording: Callable[[str], Recording]
) -> None:
    for loss, expected in recording(name).losses(20):
        assert loss == pytest.approx(expected, rel=1e-14)


@pytest.mark.needs("this libm")
@pytest.mark.parametrize("name", GOLDEN)
def test_the_first_hundred_losses_equal_the_reference(name: str, recording: Callable[[str], Recording]) -> None:
    for loss, expected in recording(name).losses(ALWAYS):
        assert loss == expected


@pytest.mark.needs("this libm")
@pytest.mark.parametrize("name", SHORT)
def test_a_hundred_steps_end_at_the_samples_and_parameters_of_the_reference(
    name: str, recording: Callable[[str], Recording]
) -> None:
    recording(name).assert_ends_as_recorded()


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_every_step_to_the_end_its_samples_and_parameters_equal_the_reference(
    name: str, recording: Callable[[str], Recording]
) -> None:
    recording(name).assert_ends_as_recorded()


@pytest.mark.needs("this libm")
@pytest.mark.parametrize("name", WITH_GRADIENTS)
def test_the_gradients_of_the_first_step_equal_the_reference(name: str) -> None:
    run = start(preset(GOLDEN[name]["preset"]), load(data_of(GOLDEN[name])))
    gradients(run.ops, run.config, run.state_dict, crop(run.tokenizer.encode(run.docs[0]), run.config))
    grads = {param: run.ops.grad(matrix) for param, matrix in run.state_dict.items()}
    assert {param: row_sum(rows) for param, rows in grads.items()} == GOLDEN[name]["grad_sums_step1"]
    assert {param: abs_sum(rows) for param, rows in grads.items()} == GOLDEN[name]["grad_abs_sums_step1"]
