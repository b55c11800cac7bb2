"""What the article says of the parameters and of how they begin, against a run that is trained beside it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace

import pytest
from session import Session
from session.facts.writing import Facts

from microgpt.config import Config
from microgpt.data import documents, load
from microgpt.model import flatten
from microgpt.ops import vector
from microgpt.run import Run, start
from microgpt.train import gradients, train

OWN = "a\nbab\nabacus\n"
SHAPES = {
    "wte": (27, 16),
    "wpe": (16, 16),
    "lm_head": (27, 16),
    **{f"attn_w{each}": (16, 16) for each in "qkvo"},
    "mlp_fc1": (64, 16),
    "mlp_fc2": (16, 64),
}


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session()
    session.start("run")
    return session


@pytest.fixture(scope="module")
def facts(session: Session) -> Facts:
    """Before the first step."""
    return session.run_facts("run")


@pytest.fixture
def run() -> Run:
    return start(Config(), load("census"), vector)


def numbers(run: Run) -> list[float]:
    return flatten(run.params().values())


def steps(run: Run, count: int) -> Iterator[float]:
    """The losses of so many steps."""
    return (step.loss for _, step in zip(range(count), train(run)))


def test_the_matrices_have_the_shapes_of_the_model(facts: Facts) -> None:
    assert {name: facts[f"shape-{name}"] for name in SHAPES} == {
        name: f"{rows} \N{MULTIPLICATION SIGN} {columns}" for name, (rows, columns) in SHAPES.items()
    }
    assert facts["count-mlp_fc1"] == facts["count-mlp_fc2"] == "1,024"
    counts = [int(facts[f"count-{name}"].replace(",", "")) for name in SHAPES]
    assert sum(counts) == 4192
    assert facts["parameters"] == "4,192"


def test_the_loss_at_the_start_is_that_of_the_first_step(facts: Facts, run: Run) -> None:
    (loss,) = steps(run, 1)
    assert facts["first-loss"] == f"{loss:.2f}"
    assert facts["first-doc"] == f"“{run.docs[0]}”"


def test_the_same_numbers_ten_times_as_large_would_cost_much_more(facts: Facts, run: Run) -> None:
    louder = start(replace(Config(), init_std=0.8), load("census"), vector)
    assert numbers(louder) == pytest.approx([10 * each for each in numbers(run)])
    (loss,) = steps(louder, 1)
    assert facts["louder-loss"] == f"{loss:.2f}"
    assert loss > 10 * float(facts["first-loss"])
    assert facts["louder"] == "10"


def test_two_thirds_of_them_begin_within_the_spread(facts: Facts, run: Run) -> None:
    within = [abs(each) <= float(facts["spread"]) for each in numbers(run)]
    assert statistics.fmean(within) == pytest.approx(2 / 3, abs=0.03)


def test_what_is_typical_is_said_of_the_run_as_it_is_now(session: Session, facts: Facts, run: Run) -> None:
    assert facts["typical-now"] == "Before the first step they typically lie 0.08 from zero"
    session.train("run", steps=3)
    while session.slice("run", 1000)["more"]:
        pass
    list(steps(run, 3))
    typical = {name: statistics.fmean(x * x for row in rows for x in row) ** 0.5 for name, rows in run.params().items()}
    largest = max(typical.values())
    (name,) = (name for name, each in typical.items() if each == largest)
    everywhere = statistics.fmean(x * x for x in numbers(run)) ** 0.5
    assert session.run_facts("run")["typical-now"] == (
        f"After 3 steps they typically lie {everywhere:.2f} from zero, "
        f"those of {name.split('.')[-1]} the farthest: {largest:.2f}"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "The last 4 rows of wpe never change: no name is that long"),
        ("abcdefghijklmn\n", "The last row of wpe never changes: no name is that long"),
        ("abcdefghijklmno\na\n", "Every row of wpe is there for some name"),
        ("a" * 20 + "\n", "Every row of wpe is there for some name"),
    ],
)
def test_rows_that_no_document_comes_to_are_counted_and_stay_as_they_began(text: str | None, said: str) -> None:
    session = Session()
    session.start("run", text=text, data_name="own" if text else "census")
    assert session.run_facts("run")["idle-positions"] == said
    run = start(Config(), documents(text, "own") if text else load("census"), vector)
    before = run.params()["wpe"]
    longest = max(run.docs, key=len)
    run.docs = [longest, *run.docs]
    list(steps(run, 2))
    changed = [a != b for a, b in zip(before, run.params()["wpe"])]
    count = {"last 4": 12, "last r": 15}.get(said[4:10], 16)
    assert changed == [True] * count + [False] * (16 - count)


def test_all_of_this_is_said_of_data_of_the_readers_own(run: Run) -> None:
    session = Session()
    session.start("own", text=OWN, data_name="own")
    facts = session.run_facts("own")
    own = start(Config(), documents(OWN, "own"), vector)
    assert facts["shape-wte"] == facts["shape-lm_head"] == f"{own.tokenizer.vocab_size} \N{MULTIPLICATION SIGN} 16"
    (loss,) = steps(own, 1)
    assert (facts["first-doc"], facts["first-loss"]) == (f"“{own.docs[0]}”", f"{loss:.2f}")


# what the prose says of other beginnings


def with_all(run: Run, number: float) -> Run:
    """The run with one number for all its parameters."""
    run.state_dict = {
        name: vector.parameters([[number] * len(row) for row in rows]) for name, rows in run.params().items()
    }
    return run


def test_numbers_that_all_begin_at_zero_have_no_gradient(run: Run) -> None:
    run = with_all(run, 0.0)
    gradients(vector, run.config, run.state_dict, run.tokenizer.encode("bill"))
    assert set(flatten(map(vector.grad, run.state_dict.values()))) == {0.0}


def test_numbers_that_all_begin_alike_stay_alike_in_every_row(run: Run) -> None:
    run = with_all(run, 0.08)
    list(steps(run, 5))
    for rows in run.params().values():
        for row in rows:
            assert row == pytest.approx([row[0]] * len(row), rel=1e-9)
