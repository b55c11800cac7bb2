"""`microgpt compare`: what it prints and keeps, and that no run that has ended is lost, whatever ends the program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from comparing import AtOnce
from small import assert_sentence

import microgpt.__main__ as cli
from microgpt.cli import comparing
from microgpt.cli.progress import Bar, Progress, progress
from microgpt.compare import results
from microgpt.compare.plan import Task
from microgpt.compare.trial import Outcome

pytestmark = pytest.mark.needs("cores")

ROOT = Path(__file__).parents[2]
SMALL = ["--data=elements", "--n_embd=4", "--n_head=2", "--block_size=4", "--num_steps=6", "--samples=3"]
SEEDS = ["--vary", "seed=1,2,3"]

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Where the results are kept."""
    return str(tmp_path / "runs.jsonl")


@pytest.fixture
def at_once(monkeypatch: Patch) -> Callable[[Callable[[Task], None]], list[AtOnce]]:
    """Have the runs trained in this process, after what is done before each; gives the executors."""

    def replace(before: Callable[[Task], None] = lambda _task: None) -> list[AtOnce]:
        made: list[AtOnce] = []

        @contextmanager
        def processes(jobs: int) -> Iterator[Executor]:
            made.append(AtOnce(before))
            yield made[-1]

        monkeypatch.setattr(comparing, "processes", processes)
        return made

    return replace


def compared(*args: str) -> int:
    """The exit code."""
    return cli.main(["compare", *args])


def kept(path: str) -> list[Outcome]:
    return list(results.read(path)[1].values())


def test_what_differs_is_told_in_a_row_with_its_spread_over_the_seeds(capsys: Capture, path: str) -> None:
    flags = [*SMALL, "--vary", "n_head=1,2", *SEEDS, "--holdout=0.1", "--jobs=2", "--save", path]
    assert compared(*flags) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert err == ""
    assert lines[0] == f"6 runs; 2 at a time, each kept in {path} as it ends"
    assert sorted(line.partition(" ")[0] for line in lines[1:7]) == [f"{i}/6" for i in range(1, 7)]
    table = lines.index("") + 1
    assert lines[table].split() == ["parameters", "ms/step", "last-100", "loss", "held-out", "loss", "runs"]
    for line, label in zip(lines[table + 1 :], ("n_head=1", "n_head=2")):
        cells = line.split()
        assert cells[0] == label
        assert cells[4] == cells[7] == "\N{PLUS-MINUS SIGN}"
        assert cells[-1] == "3"
        mine = [each for each in kept(path) if each.task.config.n_head == int(label[-1])]
        assert float(cells[3]) == pytest.approx(sum(each.last_loss or 0 for each in mine) / 3, abs=1e-4)
    names = lines.index("names invented at the end, of the first seed that came to it")
    first = next(each for each in kept(path) if (each.task.config.n_head, each.task.config.seed) == (1, 1))
    assert lines[names + 1].split() == ["n_head=1", *first.samples]


def test_json_has_a_line_for_each_run_and_then_the_table(capsys: Capture, path: str, at_once: Any) -> None:
    at_once()
    assert compared(*SMALL, *SEEDS, "--json", "--save", path) == 0
    *runs, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert sorted(each["run"]["task"]["config"]["seed"] for each in runs) == [1, 2, 3]
    [row] = last["table"]
    assert (row["label"], sorted(row["seeds"]), row["last_loss"]["runs"]) == ("unchanged", [1, 2, 3], 3)


def test_the_picture_is_an_svg_with_a_curve_for_each_row(
    capsys: Capture, path: str, at_once: Any, tmp_path: Path
) -> None:
    at_once()
    target = tmp_path / "curves.svg"
    assert compared(*SMALL, "--change", "activation=relu2", "--save", path, "--picture", str(target)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"the curves are in {target}"
    svg = ElementTree.fromstring(target.read_text())
    assert len([each for each in svg.iter() if each.get("class") == "curve"]) == 2


def test_a_run_that_diverges_is_a_row_that_says_so(capsys: Capture, path: str, at_once: Any) -> None:
    at_once()
    assert compared(*SMALL, "--vary", "learning_rate=0.01,1e200", "--save", path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (
        "2/2 learning_rate=1e+200: diverged at step 2" in lines
        or "1/2 learning_rate=1e+200: diverged at step 2" in lines
    )
    why = "its loss, a gradient or a parameter was no number to go on with"
    assert f"learning_rate=1e+200 diverged at step 2: {why}" in lines
    assert next(line for line in lines if line.startswith("learning_rate=1e+200  ")).endswith("1, diverged")


def test_what_cannot_be_is_skipped_in_a_sentence_and_the_rest_is_trained(
    capsys: Capture, path: str, at_once: Any
) -> None:
    at_once()
    assert compared(*SMALL, "--vary", "n_head=2,3", *SEEDS, "--save", path) == 0
    out, err = capsys.readouterr()
    assert_sentence(err.strip(), "microgpt: n_head=3 is skipped: n_embd must be a multiple of n_head")
    assert out.startswith("3 runs;")


MISTAKES: dict[str, tuple[list[str], list[str]]] = {
    "no setting": (["--vary", "dropout=0.1"], ["no setting is called 'dropout'"]),
    "no values": (["--vary", "n_head"], ["wanted a setting and its values"]),
    "a value that cannot be": (["--vary", "n_layer=1,0"], ["n_layer must be at least 1"]),
    "nothing that can be": (["--vary", "n_head=3"], ["at least one run that can be"]),
    "a setting twice": (["--vary", "n_head=1", "--change", "n_head=2"], ["n_head is in more"]),
    "no jobs": (["--jobs=0"], ["--jobs must be a whole number from 1", "0"]),
    "jobs that are no number": (["--jobs=all"], ["--jobs", "all"]),
    "no such data": (["--data=missing.txt"], ["no data is called", "missing.txt"]),
    "nowhere to keep": (["--save=FOLDER/missing/x"], ["cannot be kept", "FOLDER/missing/x"]),
    "nowhere to draw": (["--picture=FOLDER/missing/x.svg"], ["--picture", "FOLDER/missing/x.svg"]),
    "nothing to go on with": (["--resume=FOLDER/missing"], ["FOLDER/missing: cannot be read"]),
    "a plan beside a plan": (
        ["--resume=FOLDER/x", "--vary", "n_head=1"],
        ["--resume goes on with the plan in its file"],
    ),
    "a preset beside a plan": (["--resume=FOLDER/x", "--preset=first"], ["--resume goes on with the plan in its file"]),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_one_sentence_before_anything_is_trained_or_written(
    kind: str, capsys: Capture, tmp_path: Path, monkeypatch: Patch, at_once: Any
) -> None:
    made = at_once()
    monkeypatch.chdir(tmp_path)
    args, parts = ([each.replace("FOLDER", str(tmp_path)) for each in some] for some in MISTAKES[kind])
    assert compared(*args) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert_sentence(err.removesuffix("\n"), "microgpt:", *parts)
    assert made == []
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_before_is_not_overwritten(capsys: Capture, path: str, at_once: Any) -> None:
    at_once()
    Path(path).write_text("mine")
    assert compared(*SMALL, "--save", path) == 1
    assert_sentence(capsys.readouterr().err.strip(), "already something at", path, "--resume")
    assert Path(path).read_text() == "mine"


def test_a_worker_that_is_killed_costs_only_the_runs_that_had_not_ended(
    capsys: Capture, path: str, at_once: Any
) -> None:
    times = iter(range(10))

    def kill_once(task: Task) -> None:
        if task.config.seed == 2 and next(times) == 0:
            raise BrokenProcessPool("killed")

    made = at_once(kill_once)
    code = compared(*SMALL, *SEEDS, "--save", path)
    out, err = capsys.readouterr()
    if code == 0:  # unless it was the first that was heard of
        assert_sentence(err.strip(), "a worker was killed", "begins anew")
        assert "3/3 " in out
        again = [task.config.seed for task in made[1].given]
        assert 2 in again
        assert sorted(each.task.config.seed for each in kept(path)) == [1, 2, 3]


def test_a_run_that_kills_every_worker_ends_it_in_a_sentence(capsys: Capture, path: str, at_once: Any) -> None:
    def kill(task: Task) -> None:
        raise BrokenProcessPool("killed")

    at_once(kill)
    assert compared(*SMALL, *SEEDS, "--save", path) == 1
    err = capsys.readouterr().err.strip().splitlines()[-1]
    assert_sentence(
        err, "a worker was killed", "0 of 3 runs", path, f"compare --resume {path} goes on with the 3 missing"
    )


def test_what_a_run_raises_is_told_at_the_end_and_tried_again_by_resuming(
    capsys: Capture, path: str, at_once: Any
) -> None:
    def fail(task: Task) -> None:
        if task.config.seed == 2:
            raise MemoryError("no room")

    at_once(fail)
    assert compared(*SMALL, *SEEDS, "--save", path) == 1
    out, err = capsys.readouterr()
    assert "seed=2: failed (no room)" in out
    assert_sentence(err.strip(), "2 of 3 runs are kept", "goes on with the 1 missing", "MemoryError: no room")
    made = at_once()
    assert compared("--resume", path) == 0
    out = capsys.readouterr().out
    assert out.startswith("3 runs, 2 of them there already;")
    assert [task.config.seed for task in made[0].given] == [2]
    assert compared("--resume", path) == 0
    assert len(made) == 1  # nothing is left to train
    assert capsys.readouterr().out.splitlines()[2:] == out.splitlines()[3:]


def test_documents_that_have_changed_are_not_gone_on_with(
    capsys: Capture, path: str, at_once: Any, tmp_path: Path
) -> None:
    at_once()
    data = tmp_path / "words.txt"
    data.write_text("one\ntwo\n")
    assert compared(*SMALL, "--data", str(data), "--save", path) == 0
    data.write_text("one\ntwo\nthree\n")
    assert compared("--resume", path) == 1
    assert_sentence(capsys.readouterr().err.strip(), path, "wanted the documents", "have changed")


@contextmanager
def program(path: str, longer: int) -> Iterator[subprocess.Popen[str]]:
    """The command as a program of its own, on two short runs, of which one has ended, and two longer ones."""
    flags = [*SMALL, "--vary", f"num_steps=50,{longer}", "--vary", "seed=1,2", "--jobs=2", "--save", path]
    command = [sys.executable, "-m", "microgpt", "compare", *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            while not (line := process.stdout.readline()).startswith("1/4"):
                assert line, process.stderr and process.stderr.read()
            yield process
        finally:
            process.kill()


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a program has started which train."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            is_worker = b"spawn_main" in (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == process.pid and is_worker:
            found.append(int(status.parent.name))
    return found


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_ends_it_at_once_with_all_its_workers_and_keeps_what_has_ended(name: str, path: str) -> None:
    number = getattr(signal, name)
    with program(path, longer=100_000_000) as process:
        workers = workers_of(process)
        assert len(workers) == 2
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    there = len(kept(path))
    assert process.returncode == 128 + number
    assert there in (1, 2)
    be = "is" if there == 1 else "are"
    assert_sentence(
        err.strip(), f"microgpt: stopped; {there} of 4 runs {be} kept in {path}", f"the {4 - there} missing"
    )
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]


def test_a_worker_that_is_really_killed_is_replaced(path: str) -> None:
    with program(path, longer=2000) as process:
        os.kill(workers_of(process)[0], signal.SIGKILL)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert_sentence(err.strip(), "microgpt: a worker was killed; what is missing begins anew")
    assert len(kept(path)) == 4


def test_somebody_who_watches_gets_a_bar_where_tqdm_is_installed(monkeypatch: Patch, capsys: Capture) -> None:
    class Shown:
        def __init__(self, total: int, initial: int, **options: object) -> None:
            self.told: list[object] = [total, initial]

        def set_postfix_str(self, text: str, refresh: bool) -> None:
            self.told.append(text)

        def update(self) -> None:
            self.told.append("on")

        def close(self) -> None:
            self.told.append("end")

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setitem(sys.modules, "tqdm", types.SimpleNamespace(tqdm=Shown))
    with progress(2, 3, as_json=False) as shown:
        shown.ended("seed=3: loss 2.5")
    assert isinstance(shown, Bar)
    assert shown.bar.told == [3, 2, "seed=3: loss 2.5", "on", "end"]
    assert capsys.readouterr().out == ""
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with progress(2, 3, as_json=False) as shown:
        shown.ended("seed=3: loss 2.5")
    assert type(shown) is Progress
    assert capsys.readouterr().out == "3/3 seed=3: loss 2.5\n"
