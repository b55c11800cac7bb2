"""Endings of the command line: whatever ends a training, what was trained is kept, and a sentence says where."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from small import assert_sentence, small_run

import microgpt.__main__ as cli
import microgpt.train as training
from microgpt import checkpoint
from microgpt.cli import saving
from microgpt.cli.output import JsonLines
from microgpt.cli.stopping import NAMES

ROOT = Path(__file__).parents[2]
FLAGS = ["--n_embd=4", "--n_head=2", "--block_size=4", "--num_steps=6", "--samples=2", "--json"]
PROGRAM = [sys.executable, "-m", "microgpt"]

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


def train(path: Path, *args: str) -> int:
    """The exit code of a small training that is saved."""
    return cli.main(["train", *FLAGS, "--save", str(path), *args])


def at_step(patch: Patch, number: int, act: Callable[[], object]) -> None:
    """Let something happen when this step has been shown."""
    show = JsonLines.step

    def step(self: JsonLines, step: training.Step) -> None:
        show(self, step)
        if step.step == number:
            act()

    patch.setattr(JsonLines, "step", step)


def in_step(patch: Patch, number: int, act: Callable[[], object]) -> None:
    """Let something happen in the middle of this step, when its gradients are known."""
    count, gradients = iter(range(1, 100)), training.gradients

    def known(*args: Any) -> Any:
        result = gradients(*args)
        if next(count) == number:
            act()
        return result

    patch.setattr(training, "gradients", known)


@pytest.fixture
def after_two(tmp_path: Path, monkeypatch: Patch, capsys: Capture) -> bytes:
    """The checkpoint of the same training after its second step."""
    path = tmp_path / "two.json"
    with monkeypatch.context() as patch:
        at_step(patch, 2, lambda: signal.raise_signal(signal.SIGINT))
        assert train(path) == 130
    capsys.readouterr()
    assert checkpoint.load(path).step == 2
    return path.read_bytes()


def fail(error: BaseException) -> Callable[[], None]:
    """What raises this."""

    def act() -> None:
        raise error

    return act


@pytest.mark.parametrize(("name", "code"), [(name, 128 + getattr(signal, name)) for name in NAMES])
def test_a_signal_ends_the_training_after_the_step_and_keeps_it(
    name: str, code: int, after_two: bytes, tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    path, before = tmp_path / "run.json", signal.getsignal(getattr(signal, name))
    in_step(monkeypatch, 2, lambda: signal.raise_signal(getattr(signal, name)))
    assert train(path) == code
    assert path.read_bytes() == after_two
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), "microgpt: stopped after step 2", f"saved to {path}")
    assert signal.getsignal(getattr(signal, name)) is before


def twice() -> None:
    """Two signals one after the other, and a third that nobody heeds any more."""
    signal.raise_signal(signal.SIGINT)
    try:
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.raise_signal(signal.SIGINT)


ENDINGS: dict[str, tuple[Callable[[], object], int, list[str]]] = {
    "a second Ctrl-C": (twice, 130, ["stopped after step 2"]),
    "a lack of memory": (fail(MemoryError()), 1, ["not enough memory", "stopped after step 2"]),
    "a loss that is no number": (fail(ArithmeticError()), 1, ["step 3: the loss", "stopped after step 2"]),
    "a fault of the program": (fail(KeyError("x")), 70, ["a fault of this program", "KeyError", "TRACEBACK=1", "2"]),
    "recursion": (fail(RecursionError("too deep")), 70, ["RecursionError: too deep", "stopped after step 2"]),
}


@pytest.mark.parametrize("kind", ENDINGS)
def test_what_breaks_a_step_off_leaves_the_run_as_it_was_before_that_step(
    kind: str, after_two: bytes, tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    path, (act, code, parts) = tmp_path / "run.json", ENDINGS[kind]
    in_step(monkeypatch, 3, act)
    assert train(path) == code
    assert path.read_bytes() == after_two
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), "microgpt:", *parts, f"saved to {path}")


def test_not_even_a_second_ctrl_c_leaves_a_step_half_done(
    after_two: bytes, tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    """Both come when Adam has moved its memory, but no parameter yet."""
    path, count, unflatten = tmp_path / "run.json", iter(range(1, 100)), training.unflatten

    def interrupted(*args: Any) -> Any:
        if next(count) == 2:
            twice()
        return unflatten(*args)

    monkeypatch.setattr(training, "unflatten", interrupted)
    assert train(path) == 130
    assert path.read_bytes() == after_two
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), "stopped after step 2", f"saved to {path}")


@pytest.mark.parametrize("error", [BrokenPipeError(32, "Broken pipe"), OSError(28, "No space left on device")])
def test_output_that_cannot_be_written_ends_the_training_and_keeps_it(
    error: OSError, after_two: bytes, tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            if '"step": 2' in self.getvalue():
                raise error

    path = tmp_path / "run.json"
    monkeypatch.setattr(sys, "stdout", Full())
    assert train(path) == 1
    assert path.read_bytes() == after_two
    why = "nobody reads" if isinstance(error, BrokenPipeError) else "No space left on device"
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), why, "stopped after step 2", f"saved to {path}")


def test_a_training_that_diverges_keeps_its_last_good_state(tmp_path: Path, capsys: Capture) -> None:
    """Adam had moved its memory when it was seen that a number is too large."""
    for autograd in ("vector", "scalar"):
        path = tmp_path / f"{autograd}.json"
        assert train(path, "--learning_rate=1e200", "--autograd", autograd) == 1
        err = capsys.readouterr().err.removesuffix("\n")
        assert_sentence(err, "step 2: the gradient of ", "] is the first", "stopped after step 1", f"saved to {path}")
        run = checkpoint.load(path)
        assert run.step == 1
        assert all(0 <= v < 1 for v in run.optimizer.v)


def test_a_signal_after_the_last_step_finds_it_saved(tmp_path: Path, monkeypatch: Patch, capsys: Capture) -> None:
    path = tmp_path / "run.json"
    monkeypatch.setattr(JsonLines, "samples", lambda *_: signal.raise_signal(signal.SIGTERM))
    assert train(path) == 143
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), "stopped after step 6", f"saved to {path}")
    assert checkpoint.load(path).step == 6


def test_nothing_is_saved_over_an_old_run_before_there_is_anything_new(
    after_two: bytes, tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    path, new = tmp_path / "two.json", tmp_path / "new.json"
    with monkeypatch.context() as patch:
        patch.setattr(training, "gradients", lambda *_: twice())
        assert train(new) == 130
    assert not new.exists()
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), "stopped before it began", "nothing to save")
    with monkeypatch.context() as patch:
        patch.setattr(training, "gradients", lambda *_: twice())
        assert cli.main(["train", "--json", "--resume", str(path), "--save", str(path)]) == 130
    assert_sentence(
        capsys.readouterr().err.removesuffix("\n"), "after step 2, where it began: there is nothing to save"
    )
    assert path.read_bytes() == after_two


def test_an_ending_that_nobody_foresaw_shows_where_it_came_from_when_asked(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    monkeypatch.setenv("MICROGPT_TRACEBACK", "1")
    in_step(monkeypatch, 3, fail(KeyError("x")))
    assert train(tmp_path / "run.json") == 70
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "train.py" in err


def test_a_run_is_saved_while_it_trains(tmp_path: Path, monkeypatch: Patch, capsys: Capture) -> None:
    path, held = tmp_path / "run.json", []
    monkeypatch.setattr(saving, "LEAST", 0)
    monkeypatch.setattr(saving, "RATIO", 0)
    in_step(monkeypatch, 4, lambda: held.append(checkpoint.load(path).step))
    assert train(path) == 0
    assert held == [3]
    assert capsys.readouterr().err == ""


def test_the_dearer_a_save_the_rarer_it_is_but_never_rarer_than_what_may_be_lost(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    now = 0.0
    monkeypatch.setattr(saving, "time", SimpleNamespace(monotonic=lambda: now))
    run = small_run()
    kept, save = saving.Saving(str(tmp_path / "run.json")), checkpoint.save

    def pause_after(cost: float) -> float:
        nonlocal now

        def slow(*args: Any) -> Any:
            nonlocal now
            now += cost
            return save(*args)

        monkeypatch.setattr(checkpoint, "save", slow)
        assert kept.save(run)
        began = now
        while not kept.is_due():
            now += 0.25
        return now - began

    assert pause_after(0.015) == pytest.approx(2, abs=0.3)
    assert pause_after(0.05) == pytest.approx(5, abs=0.3)
    assert pause_after(3) == pytest.approx(8, abs=0.3)


@pytest.fixture
def no_room(monkeypatch: Patch) -> None:
    """Let every save fail from the second on, and be tried after each step."""
    save, count = checkpoint.save, iter(range(100))

    def failing(*args: Any) -> Any:
        if next(count):
            raise OSError(28, "No space left on device")
        return save(*args)

    monkeypatch.setattr(checkpoint, "save", failing)
    monkeypatch.setattr(saving, "LEAST", 0)
    monkeypatch.setattr(saving, "RATIO", 0)


@pytest.mark.usefixtures("no_room")
def test_saving_that_fails_is_said_once_and_ends_neither_the_training_nor_the_samples(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "run.json"
    assert train(path) == 1
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[-1]).keys() == {"samples"}
    assert len(out.splitlines()) == 7
    first, last = err.splitlines()
    why = f"not saved to {path} (No space left on device; it holds step 1)"
    assert_sentence(first, "microgpt: step 2 is", why, "the training goes on")
    assert_sentence(last, "microgpt: trained to step 6", why)
    assert checkpoint.load(path).step == 1


@pytest.mark.needs("processes")
def test_a_file_that_may_not_grow_is_said_with_its_reason(tmp_path: Path) -> None:
    import resource  # not every Python has it: nor programs to limit

    path = tmp_path / "run.json"
    program = subprocess.run(
        [*PROGRAM, "train", *FLAGS, "--save", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )
    assert program.returncode == 1
    assert "samples" in program.stdout.splitlines()[-1]
    assert_sentence(program.stderr.removesuffix("\n"), "trained to step 6", f"not saved to {path} (File too large)")
    assert list(tmp_path.iterdir()) == []


FOREIGN = {
    "prose": (b"# My notes\n", "not a checkpoint"),
    "other JSON": (b'{"format": "another"}', "not a checkpoint"),
    "a damaged checkpoint": (b'{"format": "microgpt checkpoint", "version": 1, "ste', "not JSON"),
    "a newer checkpoint": (b'{"format": "microgpt checkpoint", "version": 2}', "version 1, not 2"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_no_checkpoint_is_never_overwritten(kind: str, tmp_path: Path, capsys: Capture) -> None:
    path, (content, part) = tmp_path / "mine", FOREIGN[kind]
    path.write_bytes(content)
    assert train(path) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert_sentence(
        err.removesuffix("\n"), "--save would overwrite", str(path), part, "delete it, or choose another name"
    )
    assert path.read_bytes() == content


def test_the_data_is_never_overwritten(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("emma\nava\n")
    assert train(path, "--data", str(path)) == 1
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), "--save would overwrite", "not a checkpoint")
    assert path.read_text() == "emma\nava\n"


def test_an_empty_file_is_written_and_a_checkpoint_only_if_it_is_gone_on_with_whatever_its_age(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "run.json"
    path.touch()
    assert train(path) == 0
    assert capsys.readouterr().err == ""
    old = json.loads(path.read_text())
    del old["sha256"]
    path.write_text(json.dumps(old, indent=2))
    assert train(path, "--seed=7") == 1
    assert "the checkpoint of another run (step 6 of 6)" in capsys.readouterr().err
    assert cli.main(["train", "--json", "--resume", str(path), "--save", str(path), "--num_steps=7"]) == 0
    assert checkpoint.load(path).step == 7
    assert "has no checksum" in capsys.readouterr().err


def test_a_file_that_became_another_while_the_run_trained_is_left_alone(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    path = tmp_path / "run.json"
    monkeypatch.setattr(saving, "LEAST", 0)
    monkeypatch.setattr(saving, "RATIO", 0)
    at_step(monkeypatch, 4, lambda: path.write_text("my notes"))
    assert train(path) == 1
    out, err = capsys.readouterr()
    assert "samples" in out.splitlines()[-1]
    first, last = err.splitlines()
    assert_sentence(first, "step 4 is not saved", str(path), "not a checkpoint")
    assert_sentence(last, "trained to step 6, not saved", str(path), "not a checkpoint")
    assert path.read_text() == "my notes"


def test_a_folder_that_went_away_is_made_again(tmp_path: Path, monkeypatch: Patch) -> None:
    path = tmp_path / "runs" / "run.json"
    path.parent.mkdir()
    at_step(monkeypatch, 4, path.parent.rmdir)
    assert train(path) == 0
    assert checkpoint.load(path).step == 6


def test_a_link_is_followed_and_a_link_to_itself_refused(tmp_path: Path, capsys: Capture) -> None:
    link, loop = tmp_path / "link", tmp_path / "loop"
    link.symlink_to("run.json")
    loop.symlink_to("loop")
    assert train(link) == 0
    assert link.is_symlink()
    assert checkpoint.load(tmp_path / "run.json").step == 6
    capsys.readouterr()
    assert train(loop) == 1
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), "--save", str(loop), "not a file")


def test_a_checkpoint_without_a_checksum_is_used_and_that_is_said(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "run.json"
    assert train(path) == 0
    expected = capsys.readouterr().out.splitlines()[-1]
    old = json.loads(path.read_text())
    del old["sha256"]
    path.write_text(json.dumps(old))
    assert cli.main(["sample", "--json", "--resume", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [expected]
    assert_sentence(err.removesuffix("\n"), f"microgpt: {path} has no checksum")


def test_a_checkpoint_with_a_digit_changed_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "run.json"
    assert train(path) == 0
    text = path.read_text()
    place = text.index('"m": [') + 10
    path.write_text(text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :])
    capsys.readouterr()
    assert cli.main(["sample", "--resume", str(path)]) == 1
    assert_sentence(capsys.readouterr().err.removesuffix("\n"), "this checkpoint is damaged", "SHA-256")


def by_shell(redirection: str, *args: str) -> subprocess.CompletedProcess[str]:
    """What the program says and returns, with its streams as a shell leaves them."""
    command = ["sh", "-c", f'exec "$@" {redirection}', "sh", *PROGRAM, *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.needs("processes")
def test_with_stdout_closed_a_run_is_trained_and_saved_and_nothing_else_begun(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    program = by_shell(">&-", "train", *FLAGS, "--save", str(path))
    assert program.returncode == 1
    assert_sentence(program.stderr.removesuffix("\n"), "stdout is closed", "stopped after step 6", f"saved to {path}")
    assert checkpoint.load(path).step == 6
    for args in (["train", *FLAGS], ["sample", "--resume", str(path)]):
        program = by_shell(">&-", *args)
        assert program.returncode == 1
        assert_sentence(program.stderr.removesuffix("\n"), "microgpt: wanted an output", "stdout is closed")


@pytest.mark.needs("processes")
def test_a_full_disk_under_stdout_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    for args in (["train", *FLAGS, "--save", str(path)], ["sample", "--resume", str(path)], ["--help"]):
        program = by_shell(">/dev/full", *args)
        assert program.returncode == 1
        assert_sentence(program.stderr.removesuffix("\n"), "microgpt: the output cannot be written (No space left")


@pytest.mark.needs("processes")
def test_with_stdin_and_stderr_closed_stdout_holds_only_what_it_should() -> None:
    program = by_shell("<&- 2>&-", "train", *FLAGS)
    assert program.returncode == 0
    assert len(list(map(json.loads, program.stdout.splitlines()))) == 7
    program = by_shell("<&- 2>&-", "train", "--n_head=3")
    assert (program.returncode, program.stdout) == (1, "")


@pytest.mark.needs("processes")
def test_no_file_is_taken_for_a_stream_that_is_closed() -> None:
    source = "import microgpt.__main__ as cli; cli._open_what_is_closed(); print(open('README.md').fileno())"
    command = ["sh", "-c", 'exec "$@" <&- 2>&-', "sh", sys.executable, "-c", source]
    program = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert int(program.stdout) > 2


PRESS_CTRL_C = """
import os, runpy, signal, sys

moment = sys.argv[1]
sys.addaudithook(lambda _, args: args and str(args[0]).endswith(moment) and os.kill(os.getpid(), signal.SIGINT))
sys.argv[1:] = ["train"]
runpy.run_module("microgpt", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("moment", ["microgpt.cli.program", "argparse", "microgpt.ops.vector", "census_names.txt"])
@pytest.mark.needs("processes")
def test_ctrl_c_while_it_starts_is_no_traceback(moment: str) -> None:
    """An audit hook presses it at the very moment at which a module is looked for or a file opened."""
    command = [sys.executable, "-c", PRESS_CTRL_C, moment]
    program = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (program.returncode, program.stderr) == (130, "")
