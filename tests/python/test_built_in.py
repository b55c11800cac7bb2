"""The lists that come with the package: what they hold, and that each can be trained on."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from small import small_config

from microgpt import data
from microgpt.data import built_in, load
from microgpt.lists import BUILT_IN
from microgpt.ops import vector
from microgpt.run import start
from microgpt.train import train

FOLDER = Path(data.__file__).parent / "data"

# how many documents there are, and how many different characters
COUNTED = {
    "census": (5163, 26),
    "elements": (118, 24),
    "capitals": (195, 61),
    "dinosaurs": (200, 25),
    "gods": (160, 61),
    "modules": (192, 32),
    "places": (234, 65),
}


def test_every_list_is_counted_here_and_every_file_is_a_list() -> None:
    assert list(COUNTED) == list(BUILT_IN)
    assert {each.file for each in BUILT_IN.values()} == {path.name for path in FOLDER.glob("*.txt")}


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_list_is_sorted_without_repetition_in_composed_form(name: str) -> None:
    content = (FOLDER / BUILT_IN[name].file).read_text(encoding="utf-8")
    lines = content.splitlines()
    assert content == "\n".join(lines) + "\n"
    assert lines == sorted(set(lines))
    assert all(line == line.strip() and unicodedata.is_normalized("NFC", line) for line in lines)
    assert built_in(name).docs == load(name).docs == tuple(lines)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_list_has_as_many_documents_and_characters_as_is_said_of_it(name: str) -> None:
    read = load(name)
    assert (len(read.docs), len(read.characters)) == COUNTED[name]
    assert BUILT_IN[name].what.startswith(f"{len(read.docs):,} ")


@pytest.mark.parametrize("name", [name for name in BUILT_IN if name != "census"])
def test_the_provenance_of_a_list_is_written_beside_it(name: str) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(rf"\| `{name}\.txt` \| (\d+) [^|]+\| [^|]{{20,}}\|", readme)
    assert rows == [str(COUNTED[name][0])]


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_model_trains_on_each_list(name: str) -> None:
    run = start(small_config(num_steps=5), load(name), vector)
    assert run.tokenizer.vocab_size == COUNTED[name][1] + 1
    assert [step.step for step in train(run)] == [1, 2, 3, 4, 5]
