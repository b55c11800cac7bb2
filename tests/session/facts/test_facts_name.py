"""What the article says of the name: its tokens, what it costs, which guesses in it were dear."""

from __future__ import annotations

import math
import shlex

import pytest
from facts_of import NAMES, STEPS, FactsOf

from microgpt.cli.arguments import parser
from microgpt.data import census
from microgpt.ops import scalar
from microgpt.presets import preset
from microgpt.run import Run, start
from microgpt.train import predictions

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def run() -> FactsOf:
    return FactsOf()


@pytest.fixture(scope="module")
def facts(run: FactsOf) -> dict[str, dict[str, str]]:
    return {name: run.name(name) for name in NAMES}


def losses_of(run: Run, name: str) -> list[float]:
    """By the other autograd, without a trace."""
    tokens = [26, *(LETTERS.index(letter) for letter in name), 26][:17]
    return [each.data for each in predictions(scalar, run.config, run.state_dict, tokens)]  # type: ignore[arg-type]


def trained(run: FactsOf) -> Run:
    plain = run.session._runs.get("r").run.copy()
    plain.use(scalar)
    return plain


@pytest.mark.parametrize("name", NAMES)
def test_a_name_costs_the_mean_of_its_guesses(run: FactsOf, facts: dict[str, dict[str, str]], name: str) -> None:
    losses = losses_of(trained(run), name)
    mean = sum(losses) / len(losses)
    assert facts[name]["name-loss"] == f"{mean:.2f}"
    assert facts[name]["name-loss-long"] == f"{mean:.6f}"
    assert facts[name]["name-dearest-loss"] == f"{max(losses):.2f}"
    assert facts[name]["name-cheapest-loss"] == f"{min(losses):.2f}"
    assert facts[name]["name-dearest-p"] == f"{100 * math.exp(-max(losses)):.0f}\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize("name", NAMES)
def test_the_dearest_guess_is_named_by_its_letter_and_the_one_before(
    run: FactsOf, facts: dict[str, dict[str, str]], name: str
) -> None:
    losses = losses_of(trained(run), name)
    at = losses.index(max(losses))
    came = f"“{name[at]}”" if at < len(name) else "the end"
    where = f"after “{name[at - 1]}”" if at else "at the beginning"
    assert facts[name]["name-dearest"] == f"{came} {where}"


def test_tokens_stand_between_two_bos(facts: dict[str, dict[str, str]]) -> None:
    assert facts["bill"]["name-tokens"] == "BOS b i l l BOS"
    assert facts["bill"]["name-ids"] == "26 1 8 11 11 26"
    assert facts["q"]["name-tokens"] == "BOS q BOS"
    assert facts["q"]["step"] == str(STEPS + 1)
    assert facts["q"]["steps"] == "60"


def test_a_name_that_is_longer_than_the_block_is_said_to_be_cut(facts: dict[str, dict[str, str]]) -> None:
    assert facts["bill"]["name-room"] == "“bill” makes 5 predictions, and fits"
    assert facts["q"]["name-room"] == "“q” makes 2 predictions, and fits"
    long = facts["maximilianalexanders"]["name-room"]
    assert "would make 21 predictions: only the first 16 are made" in long


@pytest.mark.parametrize("name", NAMES)
def test_before_training_a_name_costs_what_the_first_parameters_make_of_it(
    facts: dict[str, dict[str, str]], name: str
) -> None:
    losses = losses_of(start(preset("microgpt"), census(), scalar), name)
    assert facts[name]["name-untrained"] == f"{sum(losses) / len(losses):.2f}"


@pytest.mark.parametrize("name", ["bill", "-o", "a b"])
def test_the_command_of_the_trace_is_one_that_the_terminal_takes(name: str) -> None:
    run = FactsOf(2, text="bill\n-o\na b\n", data_name="mine", settings={"seed": 7})
    command = run.name(name)["trace-command"]
    words = shlex.split(command)
    assert words[:4] == ["python3", "-m", "microgpt", "trace"]
    args = parser().parse_args(words[3:])
    assert (args.doc, args.step, args.seed, args.num_steps, args.data) == (name, 3, "7", "60", "names.txt")
