"""What the article says of the run: its data, where its losses begin, stand and cannot come to, the command for it."""

from __future__ import annotations

import math
import shlex
from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest
from facts_of import STEPS, FactsOf
from session.facts.guesses import entropy

from microgpt.cli.arguments import parser
from microgpt.cli.commands import settings_given, started
from microgpt.data import census
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import start
from microgpt.settings import SETTINGS
from microgpt.train import train

OWN = "ada\nalan\nada\nannabellaannabellaanna\n"


@pytest.fixture(scope="module")
def run() -> FactsOf:
    return FactsOf()


def test_the_data_are_counted(run: FactsOf) -> None:
    facts = run.run()
    assert facts["data"] == "5,163 first names"
    assert facts["characters"] == "one of the letters a to z"
    assert (facts["vocabulary"], facts["bos"], facts["parameters"]) == ("27", "26", "4,192")
    assert facts["random-guess"] == "3.30"
    own = FactsOf(1, text=OWN, data_name="mine").run()
    assert own["data"] == "4 lines of your own text"
    assert own["characters"] == "one of 6 characters"
    assert own["vocabulary"] == "7"


def test_the_losses_are_those_that_training_yields(run: FactsOf) -> None:
    facts = run.run()
    steps = list(islice(train(start(replace(preset("microgpt"), num_steps=60), census(), vector)), STEPS))
    mean = sum(step.loss for step in steps) / STEPS
    assert facts["mean-loss"] == f"After {STEPS} steps, the mean loss of the last {STEPS} is {mean:.2f}"
    assert facts["first-doc"] == f"“{steps[0].doc}”"
    assert facts["first-loss"] == f"{steps[0].loss:.2f}"
    assert facts["step-line"] == f"step {STEPS:4d} /   60 | loss {steps[-1].loss:.4f}"


def test_before_training_the_first_names_lie_on_both_sides_of_a_random_guess(run: FactsOf) -> None:
    least, most = (float(each) for each in run.run()["untrained-span"].split() if each[0].isdigit())
    assert least <= float(run.run()["first-loss"]) <= most
    assert 3.0 < least < math.log(27) < most < 3.8


def test_what_no_model_can_save_is_the_entropy_of_the_documents(run: FactsOf) -> None:
    docs = census().docs
    shares = [count / len(docs) for count in Counter(doc[0] for doc in docs).values()]
    assert f"still pay {-sum(p * math.log(p) for p in shares):.2f} for the first letter" in run.run()["floor"]
    assert f"would pay {math.log(len(docs)):.2f} for a whole document" in run.run()["floor"]


def test_data_that_can_be_learned_by_heart_are_not_said_to_cost_anything() -> None:
    one = FactsOf(1, text="ada\nada\n", data_name="mine").run()
    assert one["floor"].endswith("learned by heart, it would cost nothing.")
    same = FactsOf(1, text=OWN, data_name="mine").run()
    assert same["floor"].startswith("In these documents the first letter is always “a”, which can be learned.")
    assert "would pay 1.04 for a whole document" in same["floor"]  # shares 1/2, 1/4, 1/4: 1.5 ln 2


def test_documents_that_differ_only_behind_the_block_are_one_to_the_model() -> None:
    text = f"{'a' * 16}b\n{'a' * 16}c\n"
    assert "only one document" in FactsOf(1, text=text, data_name="mine").run()["floor"]


def test_the_entropy_of_equal_shares_is_that_of_a_random_guess() -> None:
    assert entropy([1] * 27) == pytest.approx(math.log(27))


@pytest.mark.parametrize(
    "setup",
    [
        {},
        {"settings": {"seed": 7, "num_steps": 90, "temperature": 0.8}},
        {"settings": {"beta1": 0.5, "tied_head": True, "init_std": 0.1}},
    ],
)
def test_the_command_trains_the_very_run(setup: dict[str, dict[str, object]]) -> None:
    run = FactsOf(2, **setup)
    words = shlex.split(run.run()["command"])
    assert words[:4] == ["python3", "-m", "microgpt", "train"]
    args = parser().parse_args(words[3:])
    made = started(args, settings_given(args, SETTINGS))
    last = list(islice(train(made), 2))[-1]
    assert f"step    2 / {made.config.num_steps:4d} | loss {last.loss:.4f}" == run.run()["step-line"]


def test_a_run_on_a_text_says_which_file_the_command_reads() -> None:
    facts = FactsOf(1, text=OWN, data_name="mine").run()
    assert "--data names.txt" in facts["command"]
    assert facts["command-where"] == "In a clone of the project, with the text of this run in a file names.txt"


def test_a_run_whose_steps_were_changed_on_the_way_has_no_command_and_says_why() -> None:
    run = FactsOf(2)
    run.train(1, num_steps=70)
    assert run.run()["command"] == ""
    assert "no single command repeats it" in run.run()["no-command"]
    assert run.name("bill")["trace-command"] == ""


def test_a_run_that_holds_documents_out_tells_those_it_trains_on_and_begins_as_the_same_without(run: FactsOf) -> None:
    held = FactsOf(1, settings={"holdout": 0.99})  # so that not every letter is left in those that are trained on
    facts = held.run()
    assert facts["data"] == "52 first names"
    assert facts["vocabulary"] == "27"
    assert facts["command"].endswith("--num_steps 60 --holdout 0.99")
    assert held.name("emma")["name-untrained"] == run.name("emma")["name-untrained"]
