"""The file of a comparison: every run that has ended is in it, whatever happened then; nothing else passes for one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from comparing import SMALL, outcome, plan_of, tasks_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small import assert_sentence

from microgpt.compare import results
from microgpt.compare.results import ResultsError

PLAN = plan_of(vary={"n_head": [1, 2], "learning_rate": [0.01], "seed": [1, 2]}, change={"activation": ["relu2"]})
TASKS = list(tasks_of(PLAN))


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A file with a plan and two runs."""
    name = str(tmp_path / "runs.jsonl")
    results.begin(name, PLAN)
    for task in TASKS[:2]:
        results.append(name, outcome(task, held_out=[(6, None), (6, 2.25)], held_out_documents=3))
    return name


def refusal(path: str) -> str:
    with pytest.raises(ResultsError) as error:
        results.read(path)
    assert_sentence(str(error.value), path)
    return str(error.value)


def test_what_is_written_is_read(path: str) -> None:
    plan, found = results.read(path)
    assert plan == PLAN
    assert list(found.values()) == [
        outcome(task, held_out=[(6, None), (6, 2.25)], held_out_documents=3) for task in TASKS[:2]
    ]
    assert list(found) == TASKS[:2]


@pytest.mark.parametrize("cut", [1, 20, 300])
def test_half_a_line_is_let_go_and_the_next_run_begins_a_new_one(path: str, cut: int) -> None:
    content = Path(path).read_bytes()
    Path(path).write_bytes(content[:-cut])
    _, found = results.read(path)
    assert list(found) == TASKS[:1]
    results.append(path, outcome(TASKS[2]))
    assert list(results.read(path)[1]) == [TASKS[0], TASKS[2]]


@pytest.mark.parametrize("content", ["a text without an end", "a text,\nand more of it", '{"format": "x"}\nhalf'])
def test_another_file_is_refused_and_left_as_it_is(content: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(content)
    assert_sentence(refusal(str(path)), "line 1: wanted the plan of a comparison", repr(content.split("\n")[0])[:9])
    assert path.read_text() == content


def test_a_plan_without_the_end_of_its_line_is_gone_on_with(tmp_path: Path) -> None:
    path = str(tmp_path / "runs.jsonl")
    results.begin(path, PLAN)
    Path(path).write_bytes(Path(path).read_bytes()[:-1])
    assert results.read(path) == (PLAN, {})
    results.append(path, outcome(TASKS[0]))
    assert list(results.read(path)[1]) == TASKS[:1]


def test_a_file_that_is_there_is_never_overwritten(path: str) -> None:
    before = Path(path).read_bytes()
    with pytest.raises(ResultsError) as error:
        results.begin(path, PLAN)
    assert_sentence(str(error.value), "already something at", path, "--resume", "--save")
    assert Path(path).read_bytes() == before


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ResultsError) as error:
        results.begin(str(tmp_path / "missing" / "runs.jsonl"), PLAN)
    assert_sentence(str(error.value), "cannot be kept", "No such file")
    assert_sentence(refusal(str(tmp_path / "missing.jsonl")), "cannot be read", "No such file")


def edited(path: str, number: int, edit: Callable[[dict[str, Any]], object]) -> None:
    lines = Path(path).read_text().splitlines()
    entry = json.loads(lines[number])
    edit(entry)
    lines[number] = json.dumps(entry)
    Path(path).write_text("\n".join(lines) + "\n")


DAMAGE: dict[str, tuple[int, Callable[[dict[str, Any]], object], list[str]]] = {
    "another format": (0, lambda plan: plan.update(format="x"), ["line 1: wanted the plan of a comparison"]),
    "no base": (0, lambda plan: plan["plan"].pop("base"), ["line 1", "KeyError"]),
    "a base that cannot be": (0, lambda plan: plan["plan"]["base"].update(n_head=3), ["line 1", "multiple of n_head"]),
    "a name that is a number": (0, lambda plan: plan["plan"].update(data_name=3), ["line 1", "wanted a text"]),
    "no task": (1, lambda run: run["run"].pop("task"), ["line 2: wanted what came of a run"]),
    "a config that cannot be": (1, lambda run: run["run"]["task"]["config"].update(n_layer=0), ["line 2", "n_layer"]),
    "a loss that is a word": (2, lambda run: run["run"].update(last_loss="low"), ["line 3", "wanted a number", "low"]),
    "a curve that is none": (2, lambda run: run["run"].update(curve=[3]), ["line 3"]),
    "an entry that nobody knows": (2, lambda run: run["run"].update(magic=1), ["line 3", "magic"]),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_file_that_is_damaged_is_refused_by_line(kind: str, path: str) -> None:
    number, edit, parts = DAMAGE[kind]
    edited(path, number, edit)
    assert_sentence(refusal(path), path, *parts)


def test_results_from_before_a_setting_was_there_have_its_default(path: str) -> None:
    edited(path, 0, lambda plan: plan["plan"]["base"].pop("holdout"))
    edited(path, 1, lambda run: run["run"]["task"]["config"].pop("holdout"))
    plan, found = results.read(path)
    assert plan == PLAN
    assert list(found) == TASKS[:2]


@settings(deadline=None, max_examples=500)
@given(content=st.binary() | st.text().map(str.encode) | st.integers(0, 3000))
def test_any_bytes_are_read_or_refused_in_a_sentence(
    content: bytes | int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / "any.jsonl"
    path.unlink(missing_ok=True)
    if isinstance(content, int):  # a good file, cut off
        results.begin(str(path), plan_of(SMALL))
        results.append(str(path), outcome(TASKS[0]))
        content = path.read_bytes()[:content]
    path.write_bytes(content)
    try:
        plan, _ = results.read(str(path))
    except ResultsError as error:
        assert_sentence(str(error), str(path))
    else:
        assert plan == plan_of(SMALL)
