"""The command line: what it prints, what it refuses in one sentence, and what Ctrl-C leaves."""

from __future__ import annotations

import json
import os
import pty
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small import assert_sentence

import microgpt.__main__ as cli
from microgpt import checkpoint
from microgpt.cli.arguments import parser
from microgpt.cli.output import NEWNESS_TEXT, JsonLines
from microgpt.cli.stopping import Stopped, Stopping
from microgpt.config import Config
from microgpt.data import load
from microgpt.observe.generation import score
from microgpt.observe.newness import newness
from microgpt.presets import PRESETS, preset
from microgpt.run import start
from microgpt.sample import sample_tokens, samples
from microgpt.settings import SETTINGS, written
from microgpt.train import train

ROOT = Path(__file__).parents[2]
SMALL = ["--n_embd", "4", "--n_head", "2", "--block_size", "4"]
PROGRAM = [sys.executable, "-m", "microgpt"]

Capture = pytest.CaptureFixture[str]


def run_program(*args: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """What the program says and returns, when it is started from the repository root."""
    return subprocess.run([*PROGRAM, *args], cwd=ROOT, capture_output=True, text=True, timeout=60, **options)


def succeeds(capsys: Capture, *args: str) -> list[str]:
    """The lines that the program prints in this process when all is well."""
    code = cli.main(list(args))
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return out.splitlines()


def complaint(capsys: Capture, *args: str) -> str:
    """The sentence on stderr when it is not, with nothing printed before it."""
    try:
        code = cli.main(list(args))
    except SystemExit as stop:  # argparse's way
        code = stop.code if isinstance(stop.code, int) else -1
    out, err = capsys.readouterr()
    assert out == ""
    assert code in (1, 2)
    assert err.startswith("microgpt")
    assert err.endswith("\n")
    assert_sentence(err.removesuffix("\n"))
    return err.removesuffix("\n")


@pytest.mark.parametrize("name", PRESETS)
def test_training_prints_what_the_reference_prints(name: str, capsys: Capture) -> None:
    config = replace(preset(name), n_embd=4, n_head=2, num_steps=3, num_samples=11)
    run = start(config, load("census"))
    losses = [step.loss for step in train(run)]
    invented = samples(run, 11)

    lines = succeeds(capsys, "train", "--preset", name, "--n_embd=4", "--n_head=2", "--num_steps=3", "--samples=11")
    assert lines == [
        "num docs: 5163",
        f"vocab size: {27 if name == 'microgpt' else 28}",
        f"num params: {run.num_params}",
        *(["autograd: scalar (a backward pass at each position needs one node per number)"] if name == "first" else []),
        *[f"step    {n} /    3 | loss {loss:.4f}" for n, loss in enumerate(losses, start=1)],
        "--- inference (new, hallucinated names) ---",
        *[f"sample {n:2d}: {text}" for n, text in enumerate(invented, start=1)],
    ]
    assert lines[-1].startswith("sample 11: ")


def test_json_is_one_object_a_line_with_losses_in_full(capsys: Capture) -> None:
    run = start(replace(preset("first"), n_embd=4, num_steps=3, num_samples=2), load("census"))
    losses = [step.loss for step in train(run)]
    lines = succeeds(capsys, "train", "--json", "--preset", "first", "--n_embd=4", "--num_steps=3", "--samples=2")
    *steps, last = map(json.loads, lines)
    assert [step["step"] for step in steps] == [1, 2, 3]
    assert [step["loss"] for step in steps] == losses
    assert last == {"samples": samples(run, 2)}


def test_the_autograd_is_the_quickest_that_the_config_can_train_with(capsys: Capture, tmp_path: Path) -> None:
    """With a backward pass at each position that is the scalar one, which is said if nobody asked for it."""
    path = str(tmp_path / "first.json")
    flags = ["--n_embd=4", "--n_head=2", "--num_steps=2", "--samples=1"]

    def used(*args: str) -> set[str]:
        return {json.loads(line)["autograd"] for line in succeeds(capsys, "train", "--json", *args)[:-1]}

    assert used(*flags) == used(*flags, "--autograd=vector") == {"vector"}
    assert used(*flags, "--preset=first") == used(*flags, "--preset=first", "--autograd=scalar") == {"scalar"}
    assert used(*flags, "--preset=first", "--save", path)
    assert used("--resume", path, "--num_steps=3") == {"scalar"}

    def said(*args: str) -> bool:
        return any(line.startswith("autograd: scalar") for line in succeeds(capsys, "train", *args))

    assert said(*flags, "--preset=first")
    assert said("--resume", path, "--num_steps=3")
    assert not said(*flags, "--preset=first", "--autograd=scalar")
    assert not said(*flags)
    assert not said(*flags, "--autograd=scalar")


def test_the_vector_autograd_is_refused_where_it_cannot_train(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "first.json")
    succeeds(capsys, "train", "--preset=first", "--n_embd=4", "--num_steps=1", "--samples=1", "--save", path)
    for args in (["train", "--preset=first"], ["train", "--resume", path], ["trace", "--preset=first"]):
        assert_sentence(complaint(capsys, *args, "--autograd=vector"), "wanted the scalar autograd", "not the vector")


def test_the_defaults_are_those_of_the_published_program() -> None:
    args = parser().parse_args(["train"])
    given = {name: getattr(args, name) for name in SETTINGS}
    assert set(given.values()) == {None}
    assert args.preset is args.data is args.save is args.resume is None
    assert args.json is False


def test_flags_are_taken_with_hyphens_and_with_underscores(capsys: Capture) -> None:
    values = {"n_embd": "6", "n_layer": "2", "n_head": "3", "block_size": "4", "num_steps": "2"}
    values |= {"learning_rate": "0.02", "seed": "7", "temperature": "0.8", "samples": "3"}
    underscores = [f"--{name}={value}" for name, value in values.items()]
    hyphens = [f"--{name.replace('_', '-')}={value}" for name, value in values.items()]
    assert underscores != hyphens
    assert succeeds(capsys, "train", *underscores) == succeeds(capsys, "train", *hyphens)


def test_every_flag_changes_its_setting(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    flags: dict[str, Any] = {
        "n_embd": 6,
        "n_layer": 2,
        "n_head": 3,
        "block_size": 4,
        "special_tokens": "bos_eos",
        "tied_head": True,
        "position_embedding": False,
        "norm": "layernorm",
        "norm_embedding": False,
        "attention": False,
        "mlp": False,
        "residual": False,
        "activation": "gelu",
        "wrap_positions": True,
        "init_std": 0.5,
        "zero_init_outputs": True,
        "crop": "tokens",
        "backward": "position",
        "optimizer": "sgd",
        "num_steps": 2,
        "learning_rate": 0.02,
        "beta1": 0.5,
        "beta2": 0.6,
        "eps": 1e-7,
        "seed": 7,
        "holdout": 0.1,
        "temperature": 0.8,
        "top_k": 3,
        "num_samples": 1,
    }
    assert all(getattr(Config(), name) != value for name, value in flags.items())
    assert flags.keys() == SETTINGS.keys()
    given = [f"{SETTINGS[name].flag}={written(value)}" for name, value in flags.items()]
    succeeds(capsys, "train", "--save", str(path), *given)
    assert checkpoint.load(path).config == Config(**flags)


def test_any_text_file_is_data(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "poems.txt"
    path.write_bytes("\ufeff\u6f22\u5b57\r\n\r\n\N{PARTY POPPER}\r\n".encode())
    lines = succeeds(capsys, "train", "--data", str(path), *SMALL, "--num_steps=1", "--samples=1")
    assert lines[:2] == ["num docs: 2", "vocab size: 4"]


def test_no_samples_can_be_asked_for(capsys: Capture) -> None:
    assert succeeds(capsys, "train", *SMALL, "--num_steps=1", "--samples=0")[-1].startswith("---")


def test_sampling_a_checkpoint_gives_the_samples_that_training_printed(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "run.json")
    lines = succeeds(capsys, "train", *SMALL, "--num_steps=4", "--samples=6", "--save", path)
    expected = lines[lines.index("--- inference (new, hallucinated names) ---") :]
    assert succeeds(capsys, "sample", "--resume", path) == expected
    assert succeeds(capsys, "sample", "--resume", path, "--samples", "2") == expected[:3]
    assert json.loads(succeeds(capsys, "sample", "--resume", path, "--json")[0])["samples"] == [
        line.partition(": ")[2] for line in expected[1:]
    ]


def test_sampling_with_a_seed_begins_the_stream_anew(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "run.json")
    trained = succeeds(capsys, "train", *SMALL, "--num_steps=2", "--samples=6", "--save", path)[-6:]
    one, again, other = (succeeds(capsys, "sample", "--resume", path, "--seed", seed)[1:] for seed in "112")
    assert one == again
    assert one != other
    assert one != trained


def test_sampling_draws_from_the_likeliest_tokens_and_begins_as_asked(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "run.json")
    succeeds(capsys, "train", *SMALL, "--num_steps=2", "--samples=1", "--save", path)
    flags = ["sample", "--resume", path, "--seed=5", "--temperature=3", "--samples=9", "--json"]

    def named(*more: str) -> list[str]:
        names: list[str] = json.loads(succeeds(capsys, *flags, *more)[0])["samples"]
        return names

    run = checkpoint.load(path)
    for top_k in (1, 3):
        rng = random.Random(5)
        expected = [run.tokenizer.decode(sample_tokens(run, rng, 3.0, top_k=top_k)) for _ in range(9)]
        assert named(f"--top-k={top_k}") == named(f"--top_k={top_k}") == expected
    assert named() == named("--top-k=0") == named("--top-k=10000") != named("--top-k=3")
    assert len(set(named("--top-k=1"))) == 1
    assert all(name.startswith("bo") for name in named("--begin=bo"))
    named_lines = succeeds(capsys, *flags[:-1], "--begin=bo")
    assert [line.partition(": ")[2] for line in named_lines[1:]] == named("--begin=bo")


def test_words_are_scored_letter_by_letter(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "run.json")
    succeeds(capsys, "train", *SMALL, "--num_steps=2", "--samples=1", "--save", path)
    run = checkpoint.load(path)
    as_json = [json.loads(line) for line in succeeds(capsys, "score", "--resume", path, "--json", "ava", "zoe")]
    assert as_json == [score(run, "ava"), score(run, "zoe")]
    lines = succeeds(capsys, "score", "--resume", path, "ava")
    assert lines[0] == "'ava'"
    assert len(lines) == 1 + 4 + 1
    for line, letter in zip(lines[1:-1], as_json[0]["letters"], strict=True):
        share, log_prob = f"{100 * letter['prob']:.3f} %", f"{letter['log_prob']:.4f}"
        assert line.split() == [run.tokenizer.tokens[letter["token"]], *share.split(), "log-probability", log_prob]
    assert f"1 in {as_json[0]['one_in']:,.0f}, log-probability {as_json[0]['log_prob']:.4f}" in lines[-1]


def test_of_each_name_and_word_it_is_said_whether_it_is_in_the_data(capsys: Capture, tmp_path: Path) -> None:
    path, data = str(tmp_path / "run.json"), tmp_path / "words.txt"
    data.write_text("ana\nbo\nava\n")
    succeeds(capsys, "train", *SMALL, f"--data={data}", "--num_steps=2", "--samples=1", "--save", path)
    run = checkpoint.load(path)
    checkpoint.give_data(run, load(str(data)))
    asked = ["score", "--resume", path, f"--data={data}", *run.docs, "bav"]
    assert [json.loads(line)["newness"] for line in succeeds(capsys, *asked, "--json")] == [
        "read",
        "read",
        "unread",
        "new",
    ]
    lines = succeeds(capsys, *asked)
    assert [line.strip() for line in lines if "the data" in line] == [
        "in the data, and the model has read it",
        "in the data, and the model has read it",
        "in the data, but the model has not read it",
        "new: not in the data",
    ]
    sampled = ["sample", "--resume", path, f"--data={data}", "--samples=60", "--temperature=0.3", "--begin=b"]
    found = json.loads(succeeds(capsys, *sampled, "--json")[0])
    assert found["newness"] == [newness(run)(name) for name in found["samples"]]
    printed = succeeds(capsys, *sampled)[1:]
    assert [line.partition(": ")[2].split("  (")[0] for line in printed] == found["samples"]
    assert [line.split("  ")[-1] for line in printed] == [f"({NEWNESS_TEXT[each]})" for each in found["newness"]]
    assert len(set(found["newness"])) > 1
    other = tmp_path / "other.txt"
    other.write_text("zoe\n")
    assert "was trained on" in complaint(capsys, "score", "--resume", path, f"--data={other}", "bo")


def test_sampling_leaves_the_checkpoint_as_it_is(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    succeeds(capsys, "train", *SMALL, "--num_steps=1", "--samples=1", "--save", str(path))
    before = path.read_bytes()
    succeeds(capsys, "sample", "--resume", str(path), "--seed=3", "--temperature=2", "--samples=3")
    assert path.read_bytes() == before


def test_a_resumed_run_ends_where_an_unbroken_one_ends(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C comes while the third of eight steps is shown."""
    begun, done = str(tmp_path / "begun.json"), str(tmp_path / "done.json")
    flags = [*SMALL, "--num_steps=8", "--samples=3", "--json"]
    unbroken = succeeds(capsys, "train", *flags, "--save", done)

    show = JsonLines.step

    def show_and_interrupt(self: Any, step: Any) -> None:
        show(self, step)
        if step.step == 3:
            signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(JsonLines, "step", show_and_interrupt)
        assert cli.main(["train", *flags, "--save", begun]) == 130
    out, err = capsys.readouterr()
    assert out.splitlines() == unbroken[:3]
    assert_sentence(err.removesuffix("\n"), "microgpt: stopped after step 3", f"saved to {begun}")

    assert succeeds(capsys, "train", "--resume", begun, "--json", "--save", begun) == unbroken[3:]
    assert Path(begun).read_bytes() == Path(done).read_bytes()


def test_a_resumed_run_can_be_given_more_steps_and_another_rate(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "run.json")
    succeeds(capsys, "train", *SMALL, "--num_steps=2", "--samples=1", "--save", path)
    lines = succeeds(capsys, "train", "--resume", path, "--num_steps=4", "--learning_rate=0.5", *SMALL)
    assert [line[:16] for line in lines if line.startswith("step")] == ["step    3 /    4", "step    4 /    4"]


def test_ctrl_c_means_after_training_what_it_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Stopping():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_stops_at_once() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Stopping() as stopping:
        stopping.after_step()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(Stopped):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


@contextmanager
def endless_training(*args: str) -> Iterator[subprocess.Popen[str]]:
    """The program at its first step of far too many; killed at the end if it is still there."""
    command = [*PROGRAM, "train", *SMALL, "--num_steps=1000000", *args]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            while not process.stdout.readline().startswith("step"):
                assert process.poll() is None
            yield process
        finally:
            process.kill()


def interrupted(*args: str) -> tuple[int, str]:
    """Press Ctrl-C after the first step; the exit code and stderr."""
    with endless_training(*args) as process:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        return process.returncode, err.removesuffix("\n")


@pytest.mark.needs("processes")
def test_ctrl_c_leaves_a_checkpoint_that_goes_on(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    code, err = interrupted("--save", str(path))
    assert code == 130
    run = checkpoint.load(path)
    assert run.step >= 1
    assert_sentence(err, f"microgpt: stopped after step {run.step}", f"saved to {path}")
    assert len(succeeds(capsys, "sample", "--resume", str(path))) == 21


@pytest.mark.needs("processes")
def test_ctrl_c_without_save_says_that_nothing_is_kept() -> None:
    code, err = interrupted()
    assert code == 130
    assert_sentence(err, "microgpt: stopped after step", "not saved", "--save FILE")


BRIEFLY = ["train", *SMALL, "--num_steps=1"]
MISTAKES: dict[str, tuple[list[str], list[str]]] = {
    "neither on nor off": (["train", "--tied_head=maybe"], ["tied_head must be on or off", "'maybe'"]),
    "none of the choices": (["train", "--activation=tanh"], ["activation must be one of relu", "'tanh'"]),
    "another activation": (
        ["train", "--resume=FOLDER/run.json", "--activation=relu2"],
        ["activation is relu", "relu2"],
    ),
    "another head": (["train", "--resume=FOLDER/run.json", "--tied_head=on"], ["tied_head is off", "cannot become on"]),
    "no command": ([], ["train|sample"]),
    "an unknown command": (["learn"], ["learn"]),
    "an unknown flag": (["train", "--dropout=0.1"], ["--dropout"]),
    "an unknown preset": (["train", "--preset=second"], ["second", "microgpt", "first"]),
    "words for a number": (["train", "--n_embd=many"], ["n_embd", "many"]),
    "a fraction for a whole number": (["train", "--num-steps=2.5"], ["num_steps must be a whole number", "2.5"]),
    "a seed below zero": (["train", "--seed=-1"], ["seed must be 0 or more", "-1"]),
    "no steps": (["train", "--num_steps=0"], ["num_steps must be at least 1", "0"]),
    "heads that do not fit": (["train", "--n_head=3"], ["n_embd must be a multiple of n_head", "16", "3"]),
    "no temperature": (["train", "--temperature=0"], ["temperature must be above 0", "0"]),
    "a rate that is no number": (["train", "--learning_rate=nan"], ["learning_rate must be a finite number", "nan"]),
    "samples below zero": (["train", "--samples=-3"], ["num_samples must be 0 or more", "-3"]),
    "a block too short": (["train", "--preset=first", "--block_size=1"], ["block_size must be at least 2", "1"]),
    "missing data": (
        ["train", "--data=missing.txt"],
        ["missing.txt", "wanted census, elements", "makemore or the path"],
    ),
    "nameless data": (["train", "--data="], ["''", "wanted census, elements", "makemore or the path"]),
    "data that is no text": (["train", "--data=FOLDER/binary"], ["FOLDER/binary", "line 2", "UTF-8"]),
    "empty data": (["train", "--data=FOLDER/empty"], ["FOLDER/empty", "at least one line"]),
    "a missing checkpoint": (["train", "--resume=missing.json"], ["missing.json", "cannot be read"]),
    "a nameless checkpoint": (["train", "--resume="], ["cannot be read"]),
    "no checkpoint": (["train", "--resume=FOLDER/binary"], ["FOLDER/binary", "wanted a checkpoint"]),
    "nothing to sample": (["sample"], ["--resume"]),
    "a missing checkpoint to sample": (["sample", "--resume=missing.json"], ["missing.json", "cannot be read"]),
    "a folder to sample": (["sample", "--resume=FOLDER"], ["FOLDER", "cannot be read"]),
    "a damaged checkpoint": (["sample", "--resume=FOLDER/cut.json"], ["FOLDER/cut.json", "wanted a checkpoint"]),
    "a sample's seed below zero": (["sample", "--resume=FOLDER/run.json", "--seed=-1"], ["seed must be 0 or more"]),
    "a sample without temperature": (
        ["sample", "--resume=FOLDER/run.json", "--temperature=0"],
        ["temperature must be"],
    ),
    "a share of a token": (["sample", "--resume=FOLDER/run.json", "--top-k=0.5"], ["top_k must be a whole number"]),
    "fewer tokens than none": (
        ["sample", "--resume=FOLDER/run.json", "--top-k=-1"],
        ["top_k must be 0 or more, not -1"],
    ),
    "a beginning in another script": (
        ["sample", "--resume=FOLDER/run.json", "--begin=\u00c9"],
        ["'\u00c9' in '\u00c9' is not among", "characters of the data"],
    ),
    "a beginning without room": (
        ["sample", "--resume=FOLDER/run.json", f"--begin={'a' * 30}"],
        ["wanted a beginning of at most", "not 30"],
    ),
    "nothing to score": (["score", "--resume=FOLDER/run.json"], ["WORD"]),
    "a word in capitals": (["score", "--resume=FOLDER/run.json", "Emma"], ["'E' in 'Emma' is not among"]),
    "a word without room": (["score", "--resume=FOLDER/run.json", "a" * 30], ["a word of at most", "not 30"]),
    "a preset beside a checkpoint": (["train", "--resume=FOLDER/run.json", "--preset=first"], ["--preset", "--resume"]),
    "another model": (["train", "--resume=FOLDER/run.json", "--n_layer=2"], ["n_layer is 1", "cannot become 2"]),
    "another seed": (["train", "--resume=FOLDER/run.json", "--seed=1"], ["seed is 42", "cannot become 1"]),
    "fewer steps than done": (["train", "--resume=FOLDER/run.json", "--num_steps=1"], ["num_steps", "2 steps", "1"]),
    "other data": (["train", "--resume=FOLDER/run.json", "--data=FOLDER/names"], ["same documents", "FOLDER/names"]),
    "saving to a folder": ([*BRIEFLY, "--save=FOLDER"], ["--save", "FOLDER", "not a file"]),
    "saving nowhere": ([*BRIEFLY, "--save="], ["--save", "''"]),
    "saving to a missing folder": ([*BRIEFLY, "--save=FOLDER/missing/run.json"], ["--save", "missing/run.json"]),
    "saving below a file": ([*BRIEFLY, "--save=FOLDER/names/run.json"], ["--save", "names/run.json"]),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files to be mistaken about."""
    folder = tmp_path_factory.mktemp("files")
    run = start(replace(preset("microgpt"), n_embd=4, num_steps=2), load("census"))
    list(train(run))
    checkpoint.save(run, folder / "run.json")
    (folder / "cut.json").write_text((folder / "run.json").read_text()[:-100])
    (folder / "names").write_text("emma\nava\n")
    (folder / "empty").touch()
    (folder / "binary").write_bytes(b"\x7fELF\n\xff\xfe\n")
    return folder


REFUSED = {  # by the system, before there is a file
    "saving where nothing can be written": ([*BRIEFLY, "--save=/proc/run.json"], ["--save", "/proc/run.json"]),
    "saving to too long a name": ([*BRIEFLY, "--save=FOLDER/" + "x" * 300], ["--save", "xxx"]),
}


@pytest.mark.needs("files as on a disk")
@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_the_system_refuses_is_a_mistake(kind: str, folder: Path, capsys: Capture) -> None:
    args, parts = REFUSED[kind]
    path = args[-1].replace("FOLDER", str(folder))
    assert_sentence(complaint(capsys, *args[:-1], path), "microgpt", *parts)


@pytest.mark.needs("threads")  # one says what is waited for: a folder is no file either
def test_data_that_is_a_folder_is_a_mistake(tmp_path: Path, capsys: Capture) -> None:
    assert_sentence(complaint(capsys, "train", f"--data={tmp_path}"), "microgpt", str(tmp_path), "cannot be read")


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_one_sentence_before_any_training(kind: str, folder: Path, capsys: Capture) -> None:
    args, parts = MISTAKES[kind]

    def here(text: str) -> str:
        return text.replace("FOLDER", str(folder))

    before = sorted(folder.iterdir())
    assert_sentence(complaint(capsys, *map(here, args)), "microgpt", *map(here, parts))
    assert sorted(folder.iterdir()) == before


@pytest.mark.needs("named pipes")
def test_saving_to_what_is_no_file_is_a_mistake_too(tmp_path: Path, capsys: Capture) -> None:
    pipe = tmp_path / "pipe"  # stands for /dev/null and the like, which saving must not replace
    os.mkfifo(pipe)
    assert_sentence(complaint(capsys, *BRIEFLY, f"--save={pipe}"), "microgpt", "--save", str(pipe), "not a file")
    assert list(tmp_path.iterdir()) == [pipe]
    assert pipe.is_fifo()


@pytest.mark.needs("processes")
def test_a_mistake_has_exit_code_1_or_2_and_no_traceback() -> None:
    wrong_value, wrong_flag = run_program("train", "--n_head=3"), run_program("train", "--heads=3")
    assert (wrong_value.returncode, wrong_flag.returncode) == (1, 2)
    for program in (wrong_value, wrong_flag):
        assert program.stdout == ""
        assert_sentence(program.stderr.removesuffix("\n"), "microgpt")


def test_training_that_diverges_ends_in_a_sentence(capsys: Capture) -> None:
    assert cli.main(["train", *SMALL, "--learning_rate=1e200", "--num_steps=9"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1].startswith("step    1 /    9 | loss ")
    assert_sentence(err.removesuffix("\n"), "microgpt: step 2:", "no longer a finite number", "1e+200")


def test_samples_that_cannot_be_drawn_end_in_a_sentence(capsys: Capture, folder: Path) -> None:
    assert cli.main(["sample", "--resume", str(folder / "run.json"), "--temperature=1e-310"]) == 1
    _, err = capsys.readouterr()
    assert_sentence(err.removesuffix("\n"), "microgpt:", "no longer finite", "temperature")


def test_data_that_moved_can_be_named_anew(capsys: Capture, tmp_path: Path) -> None:
    names, moved, path = tmp_path / "names.txt", tmp_path / "moved.txt", str(tmp_path / "run.json")
    names.write_text("emma\nava\n")
    succeeds(capsys, "train", "--data", str(names), *SMALL, "--num_steps=1", "--samples=1", "--save", path)
    names.rename(moved)
    assert_sentence(complaint(capsys, "train", "--resume", path), "no data is called", str(names))
    assert succeeds(capsys, "train", "--resume", path, "--data", str(moved), "--num_steps=2")[0] == "num docs: 2"


@pytest.mark.needs("processes")
def test_it_runs_with_nothing_installed() -> None:
    """No site-packages, no environment: python -S -E, from the repository root."""
    command = [sys.executable, "-S", "-E", "-m", "microgpt", "train", *SMALL, "--num_steps=1", "--samples=1"]
    program = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (program.returncode, program.stderr) == (0, "")
    assert program.stdout.startswith("num docs: 5163\n")


@pytest.mark.needs("processes")
def test_the_same_seed_prints_the_same_whatever_the_hash_seed() -> None:
    one, other = (
        run_program(
            "train", *SMALL, "--num_steps=2", "--samples=3", "--json", env=os.environ | {"PYTHONHASHSEED": seed}
        )
        for seed in "12"
    )
    assert one.returncode == 0
    assert one.stdout == other.stdout


@pytest.mark.needs("processes")
def test_an_output_that_knows_no_emoji_gets_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "party.txt"
    path.write_text("\N{PARTY POPPER}" * 4 + "\n", encoding="utf-8")
    flags = [*SMALL, "--num_steps=1", "--samples=5"]
    program = run_program("train", "--data", str(path), *flags, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (program.returncode, program.stderr) == (0, "")
    assert "\\U0001f389" in program.stdout


@pytest.mark.needs("processes")
def test_a_reader_who_goes_away_gets_no_traceback() -> None:
    with endless_training() as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(timeout=60) == 1
        err = process.stderr.read().removesuffix("\n")
        assert_sentence(err, "microgpt: nobody reads the output", "stopped after step", "not saved", "--save FILE")


def on_a_terminal(*args: str) -> str:
    """What the program writes to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([*PROGRAM, *args], cwd=ROOT, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # Linux's way to say that nobody has the other end open
                break
            if not chunk:
                break
            written += chunk
        os.close(ours)
        assert process.wait(timeout=60) == 0
    return written.decode()


@pytest.mark.needs("terminals")
def test_a_terminal_gets_one_line_that_keeps_up_with_the_training() -> None:
    lines = on_a_terminal("train", *SMALL, "--num_steps=5", "--samples=2").split("\r\n")
    assert lines[:3] == ["num docs: 5163", "vocab size: 27", "num params: 424"]
    progress = lines[3].split("\r")
    assert progress[0] == ""
    assert re.fullmatch(r"step    1 /    5 \| loss \d\.\d{4}\x1b\[K", progress[1])
    for number, line in enumerate(progress[2:], start=2):
        pattern = rf"step    {number} /    5 \| loss \d\.\d{{4}} \| \d+\.\d ms/step \| \d+:\d\d left\x1b\[K"
        assert re.fullmatch(pattern, line)
    assert progress[-1].endswith("0:00 left\x1b[K")
    assert len(progress) == 6
    assert lines[4] == "--- inference (new, hallucinated names) ---"
    assert len(lines[5:]) == 3  # two samples, and the end of the last line


@pytest.mark.needs("terminals")
def test_json_on_a_terminal_is_still_json() -> None:
    lines = on_a_terminal("train", *SMALL, "--num_steps=2", "--samples=1", "--json").split("\r\n")
    assert [next(iter(json.loads(line))) for line in lines[:-1]] == ["step", "step", "samples"]


def test_help_lists_every_flag(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["train", "--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    for flag in ("preset", "data", "n_embd", "n-embd", "n_layer", "n_head", "block_size", "num_steps", "learning_rate"):
        assert f"--{flag}" in text
    for flag in ("seed", "temperature", "samples", "save", "resume", "json"):
        assert f"--{flag}" in text
