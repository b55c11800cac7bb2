"""What cannot be a run: the form says why before it is started, starting and the command line say the same, and the run
that is there stays. The least that can be one is trained.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest
from page_side import SMALL, Wire

from microgpt.__main__ import main

Json = dict[str, Any]

SETTINGS = {
    "a rate that is no number": ("learning_rate", "nan", "learning_rate must be a finite number, not nan"),
    "a negative rate": ("learning_rate", "-0.1", "learning_rate must be 0 or more, not -0.1"),
    "an endless rate": ("learning_rate", "inf", "learning_rate must be a finite number, not inf"),
    "no vector": ("n_embd", "0", "n_embd must be at least 1, not 0"),
    "too long a vector": ("n_embd", "4096", "n_embd must be at most 1024, not 4096"),
    "heads that do not divide it": ("n_head", "3", "n_embd must be a multiple of n_head, not 16 with 3 heads"),
    "no step": ("num_steps", "0", "num_steps must be at least 1, not 0"),
    "a beta of 1": ("beta1", "1", "beta1 must be at least 0 and below 1, not 1.0"),
}
DOCUMENTS = {
    "nothing": ("", "wanted at least one line of text, but all 0 characters are blank"),
    "blanks": (" \n\t\n", "wanted at least one line of text, but all 4 characters are blank"),
    "a binary file": ("PK\3\4\0\0", "line 1: wanted text, but there is a NUL character (a binary file?)"),
    "a whole book in a line": ("a" * 100_001, "line 1: wanted documents of at most 100,000 characters, one a line"),
}
LEAST = {"one document": "ada\n", "one character": "a\naa\naaa\n", "one document of one character": "a\n"}
CHARACTERS = "\n".join(map(chr, range(0x4E00, 0x4E00 + 10_000)))


@pytest.fixture
def wire() -> Wire:
    """A page with a run."""
    wire = Wire()
    wire.start()
    return wire


@pytest.mark.parametrize("kind", SETTINGS)
def test_a_setting_that_cannot_be_is_refused_in_one_sentence_everywhere(
    wire: Wire, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name, typed, said = SETTINGS[kind]
    before = wire.ask("describe")
    told = wire.ask("prospect", settings={name: typed})
    assert (list(told["problems"].values()), told["problem"], told["num_params"]) == ([said], "", None)
    assert wire.complaint("start", settings={name: typed}) == said
    assert wire.ask("probe", settings={name: typed})["steps"] == 0
    assert wire.ask("describe") == before
    assert main(["train", f"--{name}={typed}"]) == 1
    assert capsys.readouterr().err == f"microgpt: {said}\n"


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents_that_cannot_be_learned_from_are_refused_in_one_sentence_everywhere(
    wire: Wire, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, said = DOCUMENTS[kind]
    before = wire.ask("describe")
    own = {"data_name": "your own", "text": text}
    told = wire.ask("prospect", **own)
    assert told["problems"] == {}
    assert said in told["problem"]
    assert wire.complaint("start", **own) == told["problem"]
    assert wire.ask("reading", **own) == {"refused": told["problem"]}
    assert wire.ask("describe") == before
    path = tmp_path / "own.txt"
    path.write_text(text)
    assert main(["train", "--data", str(path)]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("kind", LEAST)
def test_the_least_that_can_be_learned_from_is_trained_in_the_page_as_by_the_command_line(
    wire: Wire, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.txt"
    path.write_text(LEAST[kind])
    wire.ask("start", run="least", data_name="your own", text=LEAST[kind], settings=SMALL)
    assert wire.ask("prospect", data_name="your own", text=LEAST[kind])["problem"] == ""
    losses = [each["loss"] for each in wire.events(run="least") if "loss" in each]
    assert len(losses) == 12
    assert all(map(math.isfinite, losses))
    assert main(["train", "--data", str(path), "--num_steps", "3"]) == 0
    assert "sample  1:" in capsys.readouterr().out


def test_nothing_is_left_to_train_on_is_said_beside_what_holds_it_out(wire: Wire) -> None:
    told = wire.ask("prospect", data_name="your own", text="ada", settings={"holdout": "0.5"})
    said = "holdout must leave documents to train on, but with 0.5 of 1 document none is left"
    assert told["problems"] == {"holdout": said}


def test_ten_thousand_characters_are_a_vocabulary_that_is_counted_before_it_is_there(wire: Wire) -> None:
    told = wire.ask("prospect", data_name="your own", text=CHARACTERS)
    assert (told["problem"], told["num_params"]) == ("", 2 * 10_001 * 16 + 16 * 16 + 12 * 16 * 16)
    [remark] = [each for each in wire.ask("reading", text=CHARACTERS)["remarks"] if "10,000" in each]
    assert "has a row" in remark


def test_a_checkpoint_of_another_vocabulary_is_refused_and_the_run_stays(wire: Wire) -> None:
    wire.ask("start", run="other", data_name="your own", text="dora\ngus")
    checkpoint = wire.ask("checkpoint", run="other")["text"]
    before = wire.ask("describe")
    said = wire.complaint("restore", checkpoint=checkpoint, data_name="your own", text="ada\nbea")
    assert re.fullmatch(r"the checkpoint was trained on your own \(.*\): wanted the same documents, not those .*", said)
    assert wire.ask("describe") == before
