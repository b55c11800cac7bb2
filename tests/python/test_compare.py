"""Comparison: which runs a plan has, what comes of each, and what is told of those that differ in their seed alone."""

from __future__ import annotations

import contextlib
import pickle
import re
import subprocess
import sys
import time
import types
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import pytest
from comparing import DATA, SMALL, AtOnce, outcome, plan_of, tasks_of
from small import assert_sentence

from microgpt.compare import engine
from microgpt.compare.engine import WorkersLost, outcomes
from microgpt.compare.plan import Plan, Task, label_of, planned, values_of
from microgpt.compare.processes import processes
from microgpt.compare.summary import rows
from microgpt.compare.trial import Outcome, curve_of, trained
from microgpt.config import ConfigError
from microgpt.data import DataError
from microgpt.held_out import loss_on
from microgpt.ops import vector
from microgpt.run import start
from microgpt.sample import samples
from microgpt.settings import SETTINGS, written
from microgpt.train import train

pytestmark = pytest.mark.needs("cores")

ROOT = Path(__file__).parents[2]


def labels(plan: Plan) -> list[str]:
    return [label_of(settings) for settings in tasks_of(plan).values()]


def test_what_is_varied_makes_every_combination_with_the_seeds_side_by_side() -> None:
    plan = plan_of(vary={"seed": [1, 2], "n_head": [1, 2], "n_layer": [1, 2]})
    assert labels(plan) == [f"n_head={h} n_layer={i} seed={s}" for h in (1, 2) for i in (1, 2) for s in (1, 2)]
    assert [task.config.seed for task in tasks_of(plan)] == [1, 2] * 4


def test_what_is_changed_is_changed_alone_beside_what_stays() -> None:
    plan = plan_of(change={"n_head": [1], "tied_head": [True]}, vary={"seed": [1, 2]})
    assert labels(plan) == [
        "seed=1",
        "seed=2",
        "n_head=1 seed=1",
        "n_head=1 seed=2",
        *["tied_head=on seed=1"],
        *["tied_head=on seed=2"],
    ]
    for task, settings in tasks_of(plan).items():
        assert task.config == replace(SMALL, **settings)


def test_the_same_run_is_trained_once() -> None:
    assert len(tasks_of(plan_of(change={"n_head": [2, 1, 1]}))) == 2  # 2 is what it is already


def test_every_setting_can_be_varied_by_name() -> None:
    for name, setting in SETTINGS.items():
        assert values_of(f"{name}={written(setting.default)}") == (name, (setting.default,))
    assert values_of("n-head = 1, 2,4") == ("n_head", (1, 2, 4))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("n_head", ["wanted a setting and its values", "n_head"]),
        ("n_head=", ["wanted a setting and its values"]),
        ("n_head=1,,2", ["n_head must be a whole number", "''"]),
        ("n_head=0", ["n_head must be at least 1", "0"]),
        ("learning_rate=nan", ["learning_rate must be a finite number"]),
        ("dropout=0.1", ["no setting is called 'dropout'", "n_head"]),
    ],
)
def test_values_that_cannot_be_are_refused(text: str, parts: list[str]) -> None:
    with pytest.raises(ConfigError) as error:
        values_of(text)
    assert_sentence(str(error.value), *parts)


def test_what_does_not_go_together_is_skipped_with_a_sentence() -> None:
    tasks, skipped = planned(plan_of(vary={"n_head": [1, 3], "n_embd": [4, 6]}), DATA)
    assert len(tasks) == 3
    [(settings, why)] = skipped
    assert settings == {"n_head": 3, "n_embd": 4}
    assert_sentence(why, "n_embd must be a multiple of n_head", "4 with 3 heads")


def test_a_plan_of_which_nothing_can_be_is_refused() -> None:
    with pytest.raises(ConfigError) as error:
        tasks_of(plan_of(vary={"n_head": [3]}))
    assert_sentence(str(error.value), "wanted at least one run that can be", "n_embd must be a multiple")
    with pytest.raises(ConfigError) as error:
        tasks_of(plan_of(vary={"n_embd": [1024], "n_layer": [1000]}))
    assert_sentence(str(error.value), "at least one run that can be", "memory")


def test_a_setting_that_is_named_twice_and_too_many_runs_are_refused() -> None:
    with pytest.raises(ConfigError) as error:
        plan_of(vary={"n_head": [1]}, change={"n_head": [2]})
    assert_sentence(str(error.value), "n_head is in more")
    with pytest.raises(ConfigError) as error:
        plan_of(vary={"seed": range(1000), "num_steps": range(1, 200)})
    assert_sentence(str(error.value), "at most 100,000 runs", "199,000")


def test_a_run_of_a_comparison_is_the_run_that_the_command_line_trains() -> None:
    [task] = tasks_of(plan_of(replace(SMALL, holdout=0.2, num_steps=150)))
    run = start(task.config, DATA, vector)
    losses = [step.loss for step in train(run)]
    came = trained(task)
    assert came.last_loss == fmean(losses[-100:])
    assert came.held_out_loss == loss_on(run, run.held_out)
    assert [step for step, _ in came.held_out] == list(range(15, 151, 15))
    assert came.samples == samples(run, 3)
    assert (came.num_params, came.step, came.failure) == (run.num_params, 150, "")
    assert came.ms_per_step is not None
    assert came.ms_per_step > 0
    assert len(came.curve) == 75
    assert came.curve[1] == (3.5, fmean(losses[2:4]))


def test_the_points_of_a_curve_are_means_of_equally_many_steps_and_of_what_is_left() -> None:
    assert curve_of([1.0, 2.0]) == [(1.0, 1.0), (2.0, 2.0)]
    assert curve_of([]) == []
    points = curve_of([float(i) for i in range(1, 204)])
    assert len(points) == 68
    assert points[0] == (2.0, 2.0)
    assert points[-1] == (202.5, 202.5)


def test_a_python_without_a_clock_of_its_threads_trains_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    [task] = tasks_of(plan_of(SMALL))
    with_clock = trained(task)
    monkeypatch.delattr(time, "thread_time")
    without = trained(task)
    assert without.ms_per_step
    assert replace(without, ms_per_step=None) == replace(with_clock, ms_per_step=None)


def test_a_run_that_diverges_is_an_outcome_that_says_so() -> None:
    [task] = tasks_of(plan_of(replace(SMALL, learning_rate=1e200)))
    came = trained(task)
    assert_sentence(came.failure, "step 2", "no longer a finite number")
    assert (came.step, came.last_loss, came.held_out_loss, came.samples) == (1, None, None, [])


def test_documents_that_have_changed_are_refused() -> None:
    [task] = tasks_of(plan_of())
    with pytest.raises(DataError) as error:
        trained(replace(task, data_digest="0" * 64))
    assert_sentence(str(error.value), "elements", "have changed")


def test_whatever_executor_is_given_the_outcomes_are_the_same() -> None:
    tasks = tasks_of(plan_of(vary={"seed": [1, 2]}))
    expected = {task: trained(task) for task in tasks}

    def numbers(came: Outcome) -> Outcome:
        return replace(came, ms_per_step=None)

    with ThreadPoolExecutor(2) as threads, processes(1) as own:
        for executor in (AtOnce(), threads, own):
            found = dict(outcomes(tasks, executor))
            assert {task: numbers(came) for task, came in found.items()} == {
                task: numbers(came) for task, came in expected.items()
            }


def test_what_a_run_raises_is_told_and_stops_no_other() -> None:
    tasks = tasks_of(plan_of(vary={"seed": [1, 2, 3]}))

    def fail(task: Task) -> None:
        if task.config.seed == 2:
            raise MemoryError("no room")

    came = dict(outcomes(tasks, AtOnce(fail)))
    assert [type(each) for each in came.values()].count(Outcome) == 2
    assert isinstance(next(each for task, each in came.items() if task.config.seed == 2), MemoryError)


def test_an_executor_that_breaks_is_told_apart_from_a_run_that_fails() -> None:
    tasks = tasks_of(plan_of(vary={"seed": [1, 2]}))

    def broken(task: Task) -> None:
        if task.config.seed == 2:
            raise BrokenProcessPool("a process was killed")

    found = outcomes(tasks, AtOnce(broken))
    with pytest.raises(WorkersLost):
        dict(found)


def test_what_has_not_begun_is_called_off_when_nobody_asks_any_more() -> None:
    class Never(Executor):
        def __init__(self) -> None:
            self.futures: list[Future[Outcome]] = []

        def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[Outcome]:  # type: ignore[override]
            self.futures.append(Future())
            if len(self.futures) == 1:
                self.futures[0].set_result(outcome(args[0]))  # type: ignore[arg-type]
            return self.futures[-1]

    executor = Never()
    found = outcomes(tasks_of(plan_of(vary={"seed": [1, 2, 3]})), executor)
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert [future.cancelled() for future in executor.futures] == [False, True, True]


def test_a_task_is_small_to_send() -> None:
    [task] = tasks_of(plan_of())
    assert pickle.loads(pickle.dumps(task)) == task
    assert len(pickle.dumps(task)) < 2000


WATCHED = """
import os, signal, sys, time
from microgpt.compare.processes import processes

if __name__ == "__main__":
    with processes(1) as executor:
        print(executor.submit(os.getpid).result(), flush=True)
        executor.submit(time.sleep, 600)
        time.sleep(600)
"""


def test_workers_end_when_the_program_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "watched.py"
    script.write_text(WATCHED)
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)}
    ) as program:
        assert program.stdout is not None
        worker = int(program.stdout.readline())
        program.kill()
    for _ in range(200):
        if not is_alive(worker):
            break
        time.sleep(0.05)
    assert not is_alive(worker)


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and it is more than the remains of one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_runs_that_differ_in_their_seed_alone_are_one_row() -> None:
    tasks = tasks_of(plan_of(vary={"n_head": [1, 2], "seed": [1, 2, 3]}))
    losses = iter([2.0, 2.5, 3.0, 1.0, 1.0, None])
    found = {
        task: outcome(task, loss := next(losses), held_out=[(6, loss)], failure="" if loss else "it diverged")
        for task in tasks
    }
    one, two = rows(tasks, found)
    assert (one.label, one.seeds, one.num_params, one.ms_per_step) == ("n_head=1", [1, 2, 3], 100, 1.5)
    assert one.last_loss is not None
    assert one.held_out_loss == one.last_loss
    assert (one.last_loss.mean, one.last_loss.deviation, one.last_loss.runs) == (2.5, stdev([2.0, 2.5, 3.0]), 3)
    assert two.last_loss is not None
    assert (two.last_loss.mean, two.last_loss.deviation, two.last_loss.runs) == (1.0, 0.0, 2)
    assert (one.diverged, two.diverged) == ([], [7])


def test_a_change_is_told_against_the_unchanged_run_of_the_same_seed() -> None:
    tasks = tasks_of(plan_of(change={"n_head": [1]}, vary={"seed": [1, 2, 3]}))
    losses = iter([2.0, 2.5, 3.0, 2.1, 2.7, None])
    found = {task: outcome(task, next(losses)) for task in tasks}
    base, changed = rows(tasks, found)
    assert base.difference is None
    assert changed.difference is not None
    assert (changed.difference.mean, changed.difference.runs) == (pytest.approx(0.15), 2)
    held = {task: replace(each, held_out=[(6, 2 * each.last_loss)]) for task, each in found.items() if each.last_loss}
    _, changed = rows(tasks, held)
    assert changed.difference is not None
    assert changed.difference.mean == pytest.approx(0.3)
    first = next(task for task in tasks if task.config.n_head == 1)
    infinite = {**held, first: replace(held[first], held_out=[(6, None)])}
    _, changed = rows(tasks, infinite)
    assert changed.difference is not None
    assert (changed.difference.mean, changed.difference.runs) == (pytest.approx(0.4), 1), "of held-out losses alone"
    alone = tasks_of(plan_of(vary={"n_head": [1, 2]}))
    assert [row.difference for row in rows(alone, {task: outcome(task) for task in alone})] == [None, None]


def test_a_row_of_one_run_has_no_spread_and_one_that_has_not_ended_is_no_row() -> None:
    tasks = tasks_of(plan_of(vary={"n_head": [1, 2]}))
    first = next(iter(tasks))
    [row] = rows(tasks, {first: outcome(first)})
    assert row.last_loss is not None
    assert row.last_loss.deviation is None
    assert rows(tasks, {}) == []


def test_the_executor_of_the_machine_is_one_of_processes() -> None:
    with processes(1) as executor:
        assert isinstance(executor, ProcessPoolExecutor)


def test_the_example_for_other_executors_does_what_is_said_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a cluster that is none, and runs that are not trained."""
    text = (ROOT / "docs" / "compare.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)

    class Client(contextlib.nullcontext[Any]):
        def __init__(self, address: str) -> None:
            super().__init__(self)

        def get_executor(self, pure: bool) -> Executor:
            return AtOnce()

    monkeypatch.setitem(sys.modules, "distributed", types.SimpleNamespace(Client=Client))
    monkeypatch.setattr(engine, "trained", outcome)
    exec(example, {})
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["n_head=1", "n_head=2", "n_head=4"]
