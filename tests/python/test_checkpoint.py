"""Checkpoints: training goes on to the last bit, and no file that is not one passes for one."""

from __future__ import annotations

import json
import math
import os
import random
import reprlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small import ABLATIONS, NAMES, assert_sentence, small_run, state

from microgpt import checkpoint
from microgpt.checkpoint import CheckpointError
from microgpt.config import Config
from microgpt.data import Data
from microgpt.divergence import TrainingDiverged
from microgpt.presets import PRESETS
from microgpt.run import Run
from microgpt.sample import SamplingFailed, samples
from microgpt.stored import YOUNGER
from microgpt.train import train

Stored = dict[str, Any]


def trained(name: str = "microgpt", steps: int = 3, **settings: Any) -> Run:
    """A small run after some steps."""
    run = small_run(name, **settings)
    for step in train(run):
        if step.step == steps:
            break
    return run


CHECKED = checkpoint.to_json(trained(n_embd=2))


def unchecked(text: str) -> str:
    """A checkpoint as from before there was a checksum: what is wrong in it, every entry has to tell by itself."""
    stored = json.loads(text)
    del stored["sha256"]
    return json.dumps(stored)


TEXT = unchecked(CHECKED)


def damaged(edit: Callable[[Stored], object]) -> str:
    """A good checkpoint's text after an edit."""
    stored = json.loads(TEXT)
    edit(stored)
    return json.dumps(stored)


def refusal(text: str) -> str:
    """The sentence with which a text is refused."""
    with pytest.raises(CheckpointError) as error:
        checkpoint.from_json(text, name="runs/mine.json")
    assert str(error.value).startswith("runs/mine.json: ")
    assert_sentence(str(error.value))
    return str(error.value)


@pytest.mark.parametrize("name", PRESETS)
def test_fifty_steps_then_fifty_more_from_a_file_equal_a_hundred_to_the_last_bit(name: str, tmp_path: Path) -> None:
    whole = small_run(name, num_steps=100)
    steps = list(train(whole))

    path = tmp_path / "run.json"
    checkpoint.save(trained(name, steps=50, num_steps=100), path)
    resumed = checkpoint.load(path)
    checkpoint.give_data(resumed, NAMES)
    assert resumed.step == 50
    assert list(train(resumed)) == steps[50:]
    assert state(resumed) == state(whole)
    assert samples(resumed, 5) == samples(whole, 5)
    assert state(resumed) == state(whole)


@pytest.mark.parametrize("name", PRESETS)
def test_a_checkpoint_holds_everything_but_the_documents(name: str) -> None:
    run = trained(name)
    resumed = checkpoint.from_json(checkpoint.to_json(run))
    assert state(resumed) == state(run)
    assert resumed.config == run.config
    assert resumed.tokenizer.tokens == run.tokenizer.tokens
    assert (resumed.data_name, resumed.data_digest) == (run.data_name, run.data_digest)
    assert resumed.docs == []
    checkpoint.give_data(resumed, NAMES)
    assert resumed.docs == run.docs


@pytest.mark.parametrize("ablation", ABLATIONS, ids=str)
def test_a_model_that_lacks_a_part_goes_on_from_its_checkpoint(ablation: dict[str, Any]) -> None:
    whole = small_run(**ablation)
    steps = list(train(whole))
    resumed = checkpoint.from_json(checkpoint.to_json(trained(steps=4, **ablation)))
    checkpoint.give_data(resumed, NAMES)
    assert resumed.config == whole.config
    assert list(train(resumed)) == steps[4:]
    assert state(resumed) == state(whole)


@pytest.mark.parametrize("came", range(len(YOUNGER)))
def test_a_checkpoint_from_before_a_setting_came_is_of_the_model_that_there_was(came: int) -> None:
    """From before all of them, and from between two times at which some came."""
    later = set().union(*YOUNGER[came:])

    def make_older(stored: Stored) -> None:
        for name in later:
            del stored["config"][name]

    run = checkpoint.from_json(damaged(make_older))
    assert state(run) == state(checkpoint.from_json(TEXT))
    assert run.config == checkpoint.from_json(TEXT).config
    assert all(getattr(run.config, name) == getattr(Config(), name) for name in later)


def test_a_checkpoint_is_text_for_any_characters_and_the_same_twice() -> None:
    run = small_run(
        data=Data("names \N{PARTY POPPER}", ("\u6f22\u5b57", "e\N{COMBINING ACUTE ACCENT}\N{PARTY POPPER}"))
    )
    text = checkpoint.to_json(run)
    assert text.isascii()
    assert checkpoint.to_json(checkpoint.from_json(text)) == text
    assert checkpoint.from_json(text).tokenizer.characters == run.tokenizer.characters


def test_a_checkpoint_can_sample_without_its_documents() -> None:
    run = trained()
    resumed = checkpoint.from_json(checkpoint.to_json(run))
    assert samples(resumed, 4) == samples(run, 4)


def test_a_finished_run_is_a_checkpoint_too() -> None:
    run = small_run()
    list(train(run))
    resumed = checkpoint.from_json(checkpoint.to_json(run))
    checkpoint.give_data(resumed, NAMES)
    assert list(train(resumed)) == []


def test_other_documents_are_refused() -> None:
    run = checkpoint.from_json(TEXT)
    with pytest.raises(CheckpointError) as error:
        checkpoint.give_data(run, Data("others", (*NAMES.docs, "zoe")))
    assert_sentence(str(error.value), "trained on names", NAMES.digest[:8], "same documents", "others")
    assert run.docs == []


def test_the_same_documents_from_another_file_are_taken() -> None:
    run = checkpoint.from_json(TEXT)
    checkpoint.give_data(run, Data("a copy", NAMES.docs))
    assert sorted(run.docs) == sorted(NAMES.docs)


def test_a_checkpoint_cut_off_anywhere_is_refused() -> None:
    for end in [*range(0, len(TEXT), len(TEXT) // 200), len(TEXT) - 1]:
        assert "not JSON" in refusal(TEXT[:end])


NO_CHECKPOINT = {
    "empty": ("", "not JSON"),
    "prose": ("emma\nava\n", "not JSON"),
    "a list": ("[]", "format"),
    "a number": ("42", "format"),
    "a string": ('"microgpt checkpoint"', "format"),
    "null": ("null", "format"),
    "not a number": ("NaN", "format"),
    "an empty object": ("{}", "format"),
    "another format": ('{"format": "another", "version": 1}', "format"),
    "a format that is no string": ('{"format": ["microgpt checkpoint"]}', "format"),
    "two checkpoints": (TEXT + TEXT, "not JSON"),
    "a BOM before it": ("\ufeff" + TEXT, "not JSON"),
    "Python, not JSON": (repr(json.loads(TEXT)), "not JSON"),
    "a number of 5000 digits": (TEXT.replace('"step": 3', '"step": ' + "9" * 5000), "not JSON"),
    "lists too deep for the parser": ("[" * 200_000, "nested too deeply"),
    "objects too deep for the parser": ('{"format":' * 200_000, "nested too deeply"),
    "lists too deep for the parser of a browser": ("[ " * 300 + "] " * 300, "nested too deeply"),
}


@pytest.mark.parametrize("kind", NO_CHECKPOINT)
def test_a_text_that_is_no_checkpoint_is_refused(kind: str) -> None:
    text, part = NO_CHECKPOINT[kind]
    assert_sentence(refusal(text), "wanted a checkpoint", part)


@pytest.mark.parametrize("version", [0, 2, 99, 10**400, "1", None, [1]])
def test_another_version_is_refused(version: Any) -> None:
    assert_sentence(refusal(damaged(lambda s: s.update(version=version))), "version 1", "not", repr(version)[:8])


@pytest.mark.parametrize("key", json.loads(TEXT))
def test_a_missing_entry_is_refused(key: str) -> None:
    assert key in refusal(damaged(lambda s: s.pop(key)))


@pytest.mark.parametrize("key", json.loads(TEXT))
@pytest.mark.parametrize("junk", [None, True, 0.5, "text", -1, [[]], {"a": 1}, [None], math.nan])
def test_an_entry_of_another_kind_is_refused(key: str, junk: Any) -> None:
    sentence = refusal(damaged(lambda s: s.update({key: junk})))
    assert key in sentence or (key == "data" and "name must be" in sentence)


NOT_A_NUMBER: list[Any] = [
    None,
    True,
    "1",
    "1" * 100_000,
    [1],
    [0] * 100_000,
    {},
    math.nan,
    math.inf,
    -math.inf,
    10**400,
    -(10**400),
]


@pytest.mark.parametrize("setting", [name for name in json.loads(TEXT)["config"] if {name} not in YOUNGER])
def test_a_missing_setting_is_refused(setting: str) -> None:
    """Its default would go on with another training than the one begun; one that came alone is missing before that."""
    assert_sentence(refusal(damaged(lambda s: s["config"].pop(setting))), "damaged", "config", setting)


@pytest.mark.parametrize("x", NOT_A_NUMBER, ids=reprlib.repr)
def test_a_parameter_or_moment_that_is_no_finite_number_is_refused(x: Any) -> None:
    def in_params(stored: Stored) -> None:
        stored["params"]["layer0.mlp_fc2"][1][7] = x

    def in_m(stored: Stored) -> None:
        stored["m"][-1] = x

    def in_v(stored: Stored) -> None:
        stored["v"][0] = x

    assert_sentence(refusal(damaged(in_params)), "damaged", "layer0.mlp_fc2", "finite numbers")
    assert_sentence(refusal(damaged(in_m)), "damaged", "m must be", "finite numbers")
    assert_sentence(refusal(damaged(in_v)), "damaged", "v must be", "finite numbers")


def test_a_second_moment_below_zero_is_refused() -> None:
    """Adam takes its square root."""
    assert_sentence(refusal(damaged(lambda s: s["v"].__setitem__(3, -1e-9))), "v must be", "0 or more", "-1e-09")


WRONG_SHAPES: dict[str, Callable[[Stored], object]] = {
    "a row less": lambda s: s["params"]["wte"].pop(),
    "a row more": lambda s: s["params"]["wte"].append([0.0, 0.0]),
    "a number less": lambda s: s["params"]["wpe"][0].pop(),
    "a number more": lambda s: s["params"]["wpe"][0].append(0.0),
    "a row that is a number": lambda s: s["params"]["wpe"].__setitem__(0, 0.0),
    "a row that is text": lambda s: s["params"]["wpe"].__setitem__(0, "ab"),
    "a matrix that is an object": lambda s: s["params"].update(wpe={}),
    "no rows": lambda s: s["params"].update(wpe=[]),
    "a matrix less": lambda s: s["params"].pop("lm_head"),
    "a matrix more": lambda s: s["params"].update(bias=[[0.0]]),
    "a matrix by another name": lambda s: s["params"].update(head=s["params"].pop("lm_head")),
    "no matrices": lambda s: s["params"].clear(),
    "matrices in another order": lambda s: s["params"].update(wte=s["params"].pop("wte")),
    "m too short": lambda s: s["m"].pop(),
    "v too long": lambda s: s["v"].append(0.0),
    "a character less": lambda s: s["characters"].pop(),
    "a character more": lambda s: s["characters"].append("z"),
    "another config": lambda s: s["config"].update(n_embd=4, n_head=2),
    "a layer more in the config": lambda s: s["config"].update(n_layer=2),
    "a billion layers in the config": lambda s: s["config"].update(n_layer=10**9),
    "more layers than there are atoms": lambda s: s["config"].update(n_layer=10**400),
    "another head in the config": lambda s: s["config"].update(tied_head=True),
    "another block in the config": lambda s: s["config"].update(block_size=10**400),
}


@pytest.mark.parametrize("kind", WRONG_SHAPES)
def test_parameters_that_do_not_fit_the_config_are_refused(kind: str) -> None:
    assert "damaged" in refusal(damaged(WRONG_SHAPES[kind]))


OTHER_DAMAGE: dict[str, tuple[Callable[[Stored], object], str]] = {
    "an unknown setting": (lambda s: s["config"].update(dropout=0.1), "dropout"),
    "an impossible setting": (lambda s: s["config"].update(temperature=-1), "temperature"),
    "an infinite setting": (lambda s: s["config"].update(beta1=math.inf), "beta1"),
    "a huge setting": (lambda s: s["config"].update(eps=10**400), "eps"),
    "a setting that is a list": (lambda s: s["config"].update(activation=["relu"]), "activation"),
    "characters that are several": (lambda s: s["characters"].__setitem__(0, "ab"), "characters"),
    "characters that are none": (lambda s: s["characters"].__setitem__(0, ""), "characters"),
    "characters that are numbers": (lambda s: s["characters"].__setitem__(0, 7), "characters"),
    "characters twice": (lambda s: s["characters"].__setitem__(0, s["characters"][1]), "characters"),
    "characters unsorted": (lambda s: s["characters"].reverse(), "characters"),
    "half of a surrogate pair": (lambda s: s["characters"].__setitem__(-1, "\ud83d"), "characters"),
    "a step before the first": (lambda s: s.update(step=-1), "step"),
    "a step after the last": (lambda s: s.update(step=9), "step"),
    "a step beyond counting": (lambda s: s.update(step=10**400), "step"),
    "half a step": (lambda s: s.update(step=2.5), "step"),
    "a nameless data set": (lambda s: s["data"].pop("name"), "name"),
    "data without a digest": (lambda s: s["data"].update(sha256=None), "sha256"),
    "an empty random stream": (lambda s: s.update(rng=[]), "rng"),
    "a short random stream": (lambda s: s["rng"][1].pop(), "rng"),
    "a random stream of text": (lambda s: s["rng"].__setitem__(1, "abc"), "rng"),
    "a random stream without numbers": (lambda s: s["rng"].__setitem__(1, None), "rng"),
    "a random stream of fractions": (lambda s: s["rng"][1].__setitem__(0, 0.5), "rng"),
    "a random stream with a huge number": (lambda s: s["rng"][1].__setitem__(0, 10**400), "rng"),
    "a random stream with a negative number": (lambda s: s["rng"][1].__setitem__(0, -1), "rng"),
    "a random stream past its end": (lambda s: s["rng"][1].__setitem__(624, 625), "rng"),
    "a random stream of another version": (lambda s: s["rng"].__setitem__(0, 99), "rng"),
    "a random stream with text in reserve": (lambda s: s["rng"].__setitem__(2, "1.0"), "rng"),
    "a random stream with not-a-number in reserve": (lambda s: s["rng"].__setitem__(2, math.nan), "rng"),
}


@pytest.mark.parametrize("kind", OTHER_DAMAGE)
def test_other_damage_is_refused_by_name(kind: str) -> None:
    edit, part = OTHER_DAMAGE[kind]
    assert_sentence(refusal(damaged(edit)), "this checkpoint is damaged:", part)


@pytest.mark.parametrize("key", ["version", "config", "characters", "step", "params", "m", "rng"])
@pytest.mark.parametrize("depth", [5, 300, 900, 3_000, 9_000, 50_000])
def test_junk_nested_to_any_depth_is_refused(key: str, depth: int) -> None:
    """Just below the depth that the parser refuses, showing the value is what could go wrong."""
    junk = "[" * depth + "]" * depth
    before, after = json.dumps(json.loads(TEXT) | {key: "JUNK"}).split('"JUNK"')
    refusal(before + junk + after)
    refusal(before + f'[{{"a": {junk}}}]' + after)


@pytest.mark.parametrize("depth", [5, 300, 900, 3_000, 9_000])
def test_junk_nested_to_any_depth_in_the_place_of_a_number_is_refused(depth: int) -> None:
    before, after = damaged(lambda s: s["m"].__setitem__(0, "JUNK")).split('"JUNK"')
    refusal(before + "[" * depth + "]" * depth + after)


def test_whole_numbers_among_the_parameters_are_read_as_floats() -> None:
    run = checkpoint.from_json(damaged(lambda s: s["params"]["wte"].__setitem__(0, [1, -2])))
    assert repr(run.params()["wte"][0]) == "[1.0, -2.0]"


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from([10**400, -(10**400), 1e308, 5e-324, 1e-310, "", "relu", "bos", "\ud800", 2**32]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def outcome(text: str) -> Run | str:
    """The run stored in a text, or the sentence with which it is refused."""
    try:
        return checkpoint.from_json(text, name="mine")
    except CheckpointError as error:
        return str(error)


def use(run: Run) -> str | None:
    """Train and sample a little; the sentence with which that ends, if it does."""
    run.docs = list(NAMES.docs)
    try:
        for _ in zip(train(run), range(2)):
            pass
        samples(run, 2, random.Random(1))
    except (TrainingDiverged, SamplingFailed) as error:
        return str(error)
    return None


@given(path=st.lists(st.integers(0), min_size=1, max_size=6), value=junk)
@example(path=[2, 18], value=1e-310)  # a temperature that cannot be divided by
@settings(max_examples=400)
def test_any_one_change_is_refused_or_leaves_a_run_that_works(path: list[int], value: Any) -> None:
    """Walk down the stored tree by these numbers, and put junk there."""
    stored: Any = json.loads(TEXT)
    place: Any = stored
    for depth, number in enumerate(path, start=1):
        key = list(place)[number % len(place)] if isinstance(place, dict) else number % len(place)
        if depth == len(path) or not isinstance(place[key], (dict, list)) or not place[key]:
            place[key] = value
            break
        place = place[key]
    run = outcome(json.dumps(stored))
    if isinstance(run, str):
        assert_sentence(run, "mine: ")
        return
    assert state(checkpoint.from_json(checkpoint.to_json(run))) == state(run)
    sentence = use(run)
    if sentence is not None:
        assert_sentence(sentence)


@given(position=st.integers(0, len(CHECKED) - 1), bit=st.integers(0, 7))
@settings(max_examples=300)
def test_a_checkpoint_in_which_a_bit_has_turned_over_is_refused(position: int, bit: int) -> None:
    content = bytearray(CHECKED.encode())
    content[position] ^= 1 << bit
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return  # refused before anybody reads it
    refusal(text)


def test_every_bit_of_the_checksum_counts() -> None:
    """Its name, too: as an entry of another name it would check nothing."""
    for position in range(CHECKED.rindex(', "sha256"'), len(CHECKED)):
        for bit in range(7):
            refusal(CHECKED[:position] + chr(ord(CHECKED[position]) ^ 1 << bit) + CHECKED[position + 1 :])


def test_a_checkpoint_that_was_written_anew_by_another_program_is_refused() -> None:
    """Which may have rounded its numbers: 1.0 is 1 to some."""
    for text in (json.dumps(json.loads(CHECKED), indent=1), json.dumps(json.loads(CHECKED), separators=(",", ":"))):
        assert_sentence(refusal(text), "damaged", "sha256 must be the last entry")


def test_an_entry_that_nobody_knows_is_refused() -> None:
    assert_sentence(refusal(damaged(lambda s: s.update(sha265="0" * 64))), "no entry is called 'sha265'")


def test_a_checkpoint_says_whether_it_has_a_checksum_and_is_read_without() -> None:
    assert checkpoint.is_checked(CHECKED)
    assert checkpoint.is_checked(CHECKED + "\n")  # as an editor leaves it
    assert not checkpoint.is_checked(TEXT)
    assert not checkpoint.is_checked("")
    one, other, third = map(checkpoint.from_json, (CHECKED, CHECKED + "\n", TEXT))
    assert state(one) == state(other) == state(third)
    assert checkpoint.is_checked(checkpoint.to_json(third))


@pytest.mark.needs("named pipes")
def test_what_has_no_end_or_nobody_writes_is_refused_without_waiting(tmp_path: Path) -> None:
    pipe, empty = tmp_path / "pipe", tmp_path / "empty"
    os.mkfifo(pipe)
    empty.touch()
    for path, part in ((pipe, "nothing in it"), (empty, "nothing in it"), (Path("/dev/zero"), "brace")):
        with pytest.raises(CheckpointError) as error:
            checkpoint.load(path)
        assert_sentence(str(error.value), f"{path}: wanted a checkpoint", part)


def test_a_file_longer_than_any_checkpoint_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.json"
    path.write_text(CHECKED)
    monkeypatch.setattr(checkpoint, "MOST_CHECKPOINT_BYTES", len(CHECKED))
    assert checkpoint.load(path).step == 3
    monkeypatch.setattr(checkpoint, "MOST_CHECKPOINT_BYTES", len(CHECKED) - 1)
    with pytest.raises(CheckpointError) as error:
        checkpoint.load(path)
    assert_sentence(str(error.value), f"{path}: wanted a checkpoint of at most", "longer")


@pytest.mark.needs("named pipes")
def test_a_pipe_is_read_to_its_end_however_slow_its_writer(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    descriptor = os.open(pipe, os.O_RDWR)  # so that neither end waits for the other to be opened

    def write() -> None:
        time.sleep(0.05)
        with open(pipe, "wb") as file:
            os.close(descriptor)
            for start in range(0, len(CHECKED), 5000):
                file.write(CHECKED[start : start + 5000].encode())
                file.flush()
                time.sleep(0.001)

    with ThreadPoolExecutor() as pool:
        writing = pool.submit(write)
        assert checkpoint.load(pipe).step == 3
        writing.result()


def test_loading_names_the_file_that_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    for content in (b"", b"[]", TEXT.encode()[:-5], b"\xff\xfe" + TEXT.encode("utf-16-le"), TEXT.encode("utf-16")):
        path.write_bytes(content)
        with pytest.raises(CheckpointError) as error:
            checkpoint.load(path)
        assert_sentence(str(error.value), f"{path}: wanted a checkpoint")


def test_loading_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.json", tmp_path / ("x" * 300)):
        with pytest.raises(CheckpointError) as error:
            checkpoint.load(path)
        assert_sentence(str(error.value), f"{path}: cannot be read")


@pytest.mark.parametrize("where", ["wte", "m", "v"])
def test_a_run_that_has_diverged_cannot_be_stored(where: str, tmp_path: Path) -> None:
    run, path = trained(), tmp_path / "run.json"
    checkpoint.save(run, path)
    stored = path.read_bytes()
    if where == "wte":
        run.ops.assign(run.state_dict["wte"], [[math.inf for _ in row] for row in run.params()["wte"]])
    else:
        getattr(run.optimizer, where)[0] = math.nan
    with pytest.raises(CheckpointError) as error:
        checkpoint.save(run, path)
    assert_sentence(str(error.value), "finite", "diverged")
    assert path.read_bytes() == stored


def test_saving_replaces_the_old_file_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.json"
    checkpoint.save(small_run(), path)
    old = path.read_bytes()
    seen: list[tuple[bytes, bytes]] = []
    replace = os.replace

    def watched(source: Any, target: Any) -> None:
        seen.append((Path(source).read_bytes(), Path(target).read_bytes()))
        replace(source, target)

    monkeypatch.setattr(os, "replace", watched)
    checkpoint.save(trained(), path)
    assert seen == [(path.read_bytes(), old)]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_saving_that_fails_leaves_the_old_file_and_nothing_beside_it(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.json"
    checkpoint.save(small_run(), path)
    old = path.read_bytes()

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(type(error)):
        checkpoint.save(trained(), path)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_saving_makes_the_folder_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "today" / "run.json"
    checkpoint.save(small_run(), path)
    assert checkpoint.load(path).step == 0


def test_saving_where_no_folder_can_be_is_an_error_of_the_system(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    with pytest.raises(OSError, match="file"):
        checkpoint.save(small_run(), file / "run.json")
    assert file.read_text() == "not a folder"


@pytest.mark.parametrize(
    ("key", "number", "parts"),
    [
        ("m", 1e308, ["m must be at most 1.5e+154 in size", "1e+308"]),
        ("m", -1e155, ["m must be at most 1.5e+154 in size", "-1e+155"]),
        ("v", 1.7e308, ["v must add up to a finite number", "1.7e+308"]),
    ],
)
def test_moments_that_no_training_leaves_are_refused(key: str, number: float, parts: list[str]) -> None:
    """A step on them could come to its end only half: they would be one step on, the parameters not."""
    stored = json.loads(checkpoint.to_json(trained()))
    del stored["sha256"]
    stored[key][:2] = [number, number]
    with pytest.raises(CheckpointError) as caught:
        checkpoint.from_json(json.dumps(stored))
    assert_sentence(str(caught.value), "this checkpoint is damaged", *parts)
