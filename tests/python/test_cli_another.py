"""Another run in the way of the command line: whose checkpoint it is, is known, and nobody's is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from small import assert_sentence, small_run

import microgpt.__main__ as cli
from microgpt import checkpoint
from microgpt.cli import output, saving, stopping
from microgpt.cli.output import JsonLines
from microgpt.cli.saving import Saving, ended
from microgpt.files import PART
from microgpt.run import Run
from microgpt.train import train as steps_of

ROOT = Path(__file__).parents[2]
FLAGS = ["--n_embd=4", "--n_head=2", "--block_size=4", "--num_steps=6", "--samples=2", "--json"]

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


def train(path: Path, *args: str) -> int:
    """The exit code of a small training that is saved."""
    return cli.main(["train", *FLAGS, "--save", str(path), *args])


def trained(steps: int, **settings: Any) -> Run:
    """A small run after so many steps of eight."""
    run = small_run(**settings)
    for _ in zip(range(steps), steps_of(run)):
        pass
    return run


def said(capsys: Capture) -> str:
    """The one sentence on stderr, without anything on stdout."""
    out, err = capsys.readouterr()
    assert out == ""
    return err.removesuffix("\n")


def test_the_checkpoint_of_another_run_is_not_overwritten(tmp_path: Path, capsys: Capture) -> None:
    path, other = tmp_path / "my run.json", tmp_path / "other.json"
    checkpoint.save(trained(3), path)
    checkpoint.save(trained(2, seed=7), other)
    before = path.read_bytes()
    for args in ([], ["--resume", str(other)]):
        assert train(path, *args) == 1
        parts = ["--save would overwrite", str(path), "the checkpoint of another run (step 3 of 8)"]
        assert_sentence(said(capsys), *parts, f"--resume '{path}'", "delete it, or choose another name")
        assert path.read_bytes() == before


@pytest.mark.needs("hard links")
def test_a_run_goes_on_in_the_file_it_comes_from_by_whatever_name(tmp_path: Path, capsys: Capture) -> None:
    path, link, hard = tmp_path / "run.json", tmp_path / "link", tmp_path / "hard"
    assert train(path) == 0
    link.symlink_to(path)
    os.link(path, hard)
    for steps, name in (("7", path), ("8", link), ("9", path)):
        assert cli.main(["train", "--json", "--resume", str(path), "--save", str(name), f"--num_steps={steps}"]) == 0
        assert checkpoint.load(path).step == int(steps)
    assert cli.main(["train", "--json", "--resume", str(link), "--save", str(hard)]) == 1
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), "--save would overwrite", str(hard), "step 6 of 6")


@pytest.fixture
def after_each_step(monkeypatch: Patch) -> None:
    """Let a run be saved after each step."""
    monkeypatch.setattr(saving, "LEAST", 0)
    monkeypatch.setattr(saving, "RATIO", 0)


@pytest.mark.usefixtures("after_each_step")
def test_two_trainings_that_save_to_the_same_file_do_not_overwrite_each_other(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    """The other one starts before this one has saved, and trains to its end in the middle of this one's first step."""
    path, show, others = tmp_path / "run.json", JsonLines.step, []

    def step(self: JsonLines, step: Any) -> None:
        show(self, step)
        if not others:
            others.append(0)
            others.append(train(path, "--seed=7"))

    monkeypatch.setattr(JsonLines, "step", step)
    assert train(path) == 1
    out, err = capsys.readouterr()
    assert others == [0, 0]
    assert checkpoint.load(path).config.seed == 7
    assert len(out.splitlines()) == 14  # the samples of both
    first, last = err.splitlines()
    what = f"not saved to {path}: it is now the checkpoint of another run (step 6 of 6)"
    assert_sentence(first, "microgpt: step 1 is", what, "the training goes on")
    assert_sentence(last, "microgpt: trained to step 6", what)


def test_what_another_run_writes_while_the_last_samples_are_printed_is_seen(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    path = tmp_path / "run.json"
    monkeypatch.setattr(JsonLines, "samples", lambda *_: checkpoint.save(trained(2), path))
    assert train(path) == 1
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), f"not saved to {path}", "another run (step 2 of 8)")
    assert checkpoint.load(path).step == 2


@pytest.mark.usefixtures("after_each_step")
def test_a_file_that_is_only_touched_or_copied_is_still_the_run_s_own(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    path, show = tmp_path / "run.json", JsonLines.step

    def step(self: JsonLines, step: Any) -> None:
        show(self, step)
        if step.step == 3:
            os.utime(path, (1, 1))
        if step.step == 4:
            copy = tmp_path / "copy"
            copy.write_bytes(path.read_bytes())
            copy.replace(path)

    monkeypatch.setattr(JsonLines, "step", step)
    assert train(path) == 0
    assert checkpoint.load(path).step == 6
    assert capsys.readouterr().err == ""


@pytest.mark.needs("exact times of files")
def test_another_file_of_the_same_size_is_told_apart(tmp_path: Path) -> None:
    path, run = tmp_path / "run.json", trained(3)
    kept = Saving(str(path))
    assert kept.save(run)
    other = path.read_bytes().replace(b'"seed": 42', b'"seed": 41')
    path.write_bytes(other)
    assert not kept.save(run)
    assert path.read_bytes() == other


def nothing(path: Path) -> None:
    """Leave the file as it is."""


def notes(path: Path) -> None:
    """Put a text in its place."""
    path.write_text("my notes")


def half(path: Path) -> None:
    """Put half of a checkpoint in its place."""
    path.write_text('{"format": "microgpt checkpoint", ')


def folder(path: Path) -> None:
    """Put a folder in its place."""
    path.unlink(missing_ok=True)
    path.mkdir()


def another(path: Path) -> None:
    """Put the checkpoint of another run in its place."""
    checkpoint.save(trained(2, seed=7), path)


def gone(path: Path) -> None:
    """Take it away."""
    path.unlink(missing_ok=True)


# what has come to be there; whether this run has saved before; whether the disk is full: what is said of it
NO_ROOM = "not saved to FILE (No space left on device{})"
OUTCOMES = [
    (nothing, False, False, "saved to FILE"),
    (nothing, False, True, NO_ROOM.format("")),
    (nothing, True, False, "saved to FILE"),
    (nothing, True, True, NO_ROOM.format("; it holds step 1")),
    (gone, True, False, "saved to FILE"),
    (gone, True, True, NO_ROOM.format("")),
    *(
        (act, before, False, f"not saved to FILE: it is now {what}")
        for before in (False, True)
        for act, what in (
            (notes, "a file that is not a checkpoint"),
            (half, "a file that begins as a checkpoint but is none (wanted a checkpoint, but this is not JSON (*))"),
            (folder, "something that is not a file"),
            (another, "the checkpoint of another run (step 2 of 8)"),
        )
    ),
    *((act, before, True, NO_ROOM.format("")) for before in (False, True) for act in (notes, half, folder, another)),
]


@pytest.mark.parametrize(("act", "before", "full", "expected"), OUTCOMES)
def test_what_became_of_a_save_is_said_as_it_is(
    act: Any, before: bool, full: bool, expected: str, tmp_path: Path, monkeypatch: Patch
) -> None:
    path, run = tmp_path / "run.json", trained(1)
    kept = Saving(str(path))
    if before:
        assert kept.save(run)
    steps = steps_of(run)
    next(steps)
    act(path)
    if full:

        def no_room(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", no_room)
    beginning, _, end = expected.replace("FILE", str(path)).partition("*")
    phrase = ended(kept, run, 0)
    assert phrase.startswith(f"stopped after step 2, {beginning}")
    assert phrase.endswith(end)
    assert phrase == f"stopped after step 2, {kept.outcome()}"
    assert kept.save(run) == (not full and expected == "saved to FILE")


def test_a_resumed_run_that_cannot_be_written_elsewhere_says_so(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    path, other = tmp_path / "run.json", tmp_path / "other.json"
    assert train(path) == 0
    capsys.readouterr()

    def samples(self: JsonLines, run: Run) -> None:
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(JsonLines, "samples", samples)
    monkeypatch.setattr(checkpoint, "save", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert cli.main(["train", "--json", "--resume", str(path), "--save", str(other)]) == 143
    assert_sentence(said(capsys), "stopped after step 6", f"not saved to {other} (No space left on device)")


def test_every_signal_that_ends_a_program_is_one_that_stops_a_training() -> None:
    """But those that a program makes itself when it is broken, or that nobody can heed."""
    own = {"SIGILL", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV", "SIGTRAP", "SIGSYS", "SIGKILL", "SIGPIPE", "SIGXFSZ"}
    rare = {"SIGVTALRM", "SIGPROF", "SIGIO", "SIGPWR", "SIGSTKFLT", "SIGEMT", "SIGLOST", "SIGINFO"}
    harmless = {"SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGWINCH"}
    known = {member.name for member in signal.Signals if not member.name.startswith("SIGRT")}
    assert known - own - rare - harmless == set(stopping.NAMES) & known


@pytest.mark.needs("processes")
def test_what_a_killed_program_left_beside_the_file_is_removed_and_nothing_else(tmp_path: Path) -> None:
    source = (
        "import os, signal; from microgpt.files import write_atomically\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"write_atomically({str(tmp_path / 'run.json')!r}, b'half')"
    )
    assert subprocess.run([sys.executable, "-c", source], cwd=ROOT).returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".run.json.")
    young, others = tmp_path / f".run.json.young{PART}", tmp_path / f".other.json.abcdefgh{PART}"
    mine, swap, held = tmp_path / ".run.json.mine", tmp_path / ".run.json.swp", tmp_path / f".run.json.held{PART}"
    for path in (young, others, mine, swap, held):
        path.write_text("x")
    for path in (left, others, mine, swap, held):
        os.utime(path, (time.time() - 100,) * 2)
    lock = (
        "import fcntl, sys; f = open(sys.argv[1]); fcntl.flock(f, fcntl.LOCK_EX); print('locked', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", lock, str(held)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        Saving(str(tmp_path / "run.json"))
        assert set(tmp_path.iterdir()) == {young, others, mine, swap, held}
        holder.communicate("\n")


@pytest.mark.needs("named pipes")
def test_a_pipe_that_nobody_writes_to_yet_is_waited_for_and_that_is_said(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setattr(output, "PATIENCE", 0.05)

    def write() -> None:
        time.sleep(0.3)
        with open(pipe, "w") as file:
            file.write("emma\nava\n")

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    assert cli.main(["train", *FLAGS, "--data", str(pipe)]) == 0
    writer.join()
    out, err = capsys.readouterr()
    assert len(list(map(json.loads, out.splitlines()))) == 7
    assert_sentence(err.removesuffix("\n"), f"microgpt: waiting for {pipe}")
