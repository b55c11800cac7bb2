"""What takes how long: every function returns plain numbers, and runs under CPython and Pyodide alike.

Everything that is compared is timed in turns, in one process, and the least time of the turns counts, which other
programs disturbed least. Seconds of processor time (in a browser the clock's, there is no other) and bytes.
"""

from __future__ import annotations

import gc
import json
import math
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from itertools import islice
from operator import mul
from typing import Any

from microgpt.config import Config
from microgpt.data import load
from microgpt.model import empty_cache, gpt
from microgpt.observe.trace import trace
from microgpt.ops import plain, scalar, vector
from microgpt.ops.protocol import Autograd
from microgpt.run import Run, start
from microgpt.sample import sample_tokens
from microgpt.train import garbage_collection_held, gradients, train, update_params, zero_grad

CONFIGS = {
    "default": Config(),
    "2 layers": Config(n_layer=2),
    "n_embd 32": Config(n_embd=32),
}
LETTERS = (4, 8, 16)  # of the documents; a prediction each, and one for the end
USUAL_LETTERS = 6  # about the mean of the built-in names
WARM_STEPS = 300  # until relu is as quiet as it stays


def times(cases: dict[str, Callable[[], object]], turns: int) -> dict[str, float]:
    """The least seconds that each case took, the cases taking turns."""
    least = dict.fromkeys(cases, float("inf"))
    for _ in range(turns):
        for name, case in cases.items():
            began = time.process_time()
            case()
            least[name] = min(least[name], time.process_time() - began)
    return least


def yardstick(turns: int = 20) -> float:
    """Seconds for one dot product of 16 numbers: math.sumprod, or before Python 3.12 sum(map(mul, ...))."""
    rng = random.Random(1)
    x, y = ([rng.random() for _ in range(16)] for _ in range(2))
    sumprod: Callable[[Any, Any], float] = getattr(math, "sumprod", lambda x, y: sum(map(mul, x, y)))

    def thousand() -> None:
        for _ in range(1000):
            sumprod(x, y)

    return times({"sumprod": thousand}, turns)["sumprod"] / 1000


def document(run: Run, letters: int) -> list[int]:
    """The token ids of a document of this many letters, made of the run's own."""
    text = "".join(run.docs)[:letters]
    return run.tokenizer.encode(text)[: run.config.block_size + 1]


def warm_run(ops: Autograd, config: Config, steps: int) -> Run:
    """A run on the built-in names, trained with vectors for some steps and then handed to ops."""
    data = load("census")
    trained = start(config, data, vector)
    for _, _step in zip(range(steps), train(trained)):
        pass
    run = start(config, data, ops)
    for name, rows in trained.params().items():
        ops.assign(run.state_dict[name], [list(row) for row in rows])
    run.optimizer.m, run.optimizer.v, run.step = trained.optimizer.m[:], trained.optimizer.v[:], trained.step
    return run


def step(run: Run, tokens: list[int]) -> None:
    """One training step, as train() takes it."""
    with garbage_collection_held():
        gradients(run.ops, run.config, run.state_dict, tokens)
        update_params(run, 1e-4)


def sample_token(run: Run, tokens: list[int]) -> None:
    """The forward passes of sampling a document: as many tokens as it has letters, and the end."""
    params = run.params()
    keys, values = empty_cache(run.config), empty_cache(run.config)
    for pos_id, token_id in enumerate(tokens[:-1]):
        logits = gpt(plain, run.config, params, token_id, pos_id, keys, values)
        plain.softmax(plain.scale(logits, 0.5))


def steps_by_config(turns: int = 5, warm_steps: int = WARM_STEPS) -> dict[str, dict[str, float]]:
    """Per config: seconds a training step of a usual document takes each autograd, and a sampled token."""
    found = {}
    for name, config in CONFIGS.items():
        slow, fast = warm_run(scalar, config, warm_steps), warm_run(vector, config, warm_steps)
        tokens = document(fast, USUAL_LETTERS)
        found[name] = times({"scalar": partial(step, slow, tokens)}, turns)
        quick = times(
            {"vector": partial(step, fast, tokens), "sampled": partial(sample_token, fast, tokens)}, turns * 20
        )
        count = len(tokens) - 1
        found[name] |= {
            "vector": quick["vector"],
            "token trained": quick["vector"] / count,
            "token sampled": quick["sampled"] / count,
        }
    return found


def steps_by_length(turns: int = 3, warm_steps: int = WARM_STEPS) -> dict[int, dict[str, float]]:
    """Per number of letters: seconds a training step takes each autograd, at the default config."""
    config = Config()
    now, fast = warm_run(scalar, config, warm_steps), warm_run(vector, config, warm_steps)
    found = {}
    for letters in LETTERS:
        tokens = document(fast, letters)
        found[letters] = times({"scalar": partial(step, now, tokens)}, turns)
        found[letters] |= times({"vector": partial(step, fast, tokens)}, turns * 20)
    return found


def steps_by_age(turns: int = 60, ages: tuple[int, ...] = (0, WARM_STEPS)) -> dict[int, float]:
    """Per number of steps trained: seconds a vector step takes, which falls as relu grows quiet."""
    found = {}
    for age in ages:
        run = warm_run(vector, Config(), age)
        tokens = document(run, USUAL_LETTERS)
        found[age] = times({"vector": partial(step, run, tokens)}, turns)["vector"]
    return found


def phases(turns: int = 100, warm_steps: int = WARM_STEPS) -> dict[str, float]:
    """Seconds of the parts of a vector step."""
    run = warm_run(vector, Config(), warm_steps)
    tokens = document(run, USUAL_LETTERS)
    least: dict[str, float] = {}

    def lap(name: str, began: float) -> None:
        least[name] = min(least.get(name, float("inf")), time.process_time() - began)

    for _ in range(turns):
        with garbage_collection_held():
            began = time.process_time()
            keys, values = empty_cache(run.config), empty_cache(run.config)
            losses = []
            for pos_id, token_id in enumerate(tokens[:-1]):
                logits = gpt(vector, run.config, run.state_dict, token_id, pos_id, keys, values)
                losses.append(vector.cross_entropy(vector.softmax(logits), tokens[pos_id + 1]))
            loss = vector.mean(losses)
            lap("forward", began)
            began = time.process_time()
            loss.backward()
            lap("backward", began)
            began = time.process_time()
            grads = [vector.grad(matrix) for matrix in run.state_dict.values()]
            lap("weight gradients", began)
            began = time.process_time()
            data = [x for matrix in run.state_dict.values() for row in vector.data(matrix) for x in row]
            grad = [x for rows in grads for row in rows for x in row]
            joined = time.process_time()
            run.optimizer.update_folded(data, grad, 1e-4, run.step + 1)
            lap("Adam", joined)
        zero_grad(run)
    return least


def memory(letters: int = USUAL_LETTERS) -> dict[str, dict[str, int]]:
    """Per autograd: bytes held between two steps by the model and its optimizer, and at most during a step."""
    found = {}
    engines: dict[str, Autograd] = {"scalar": scalar, "vector": vector}
    for name, ops in engines.items():
        gc.collect()
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        run = warm_run(ops, Config(), 0)
        tokens = document(run, letters)
        run.docs = []
        step(run, tokens)
        gc.collect()
        rest, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        step(run, tokens)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        found[name] = {"rest": rest - before, "peak": peak - before}
    return found


def sampling() -> float:
    """Seconds to sample 20 documents from a run of 300 steps, with everything that sampling does."""
    run = warm_run(vector, Config(), WARM_STEPS)
    rng = random.Random(1)
    return times({"20": lambda: [list(sample_tokens(run, rng)) for _ in range(20)]}, 3)["20"]


def everything(turns: int = 5) -> dict[str, Any]:
    """All of the above."""
    return {
        "python": sys.version.split()[0],
        "platform": sys.platform,
        "yardstick": yardstick(),
        "configs": steps_by_config(turns),
        "lengths": steps_by_length(max(2, turns // 2)),
        "ages": steps_by_age(),
        "phases": phases(),
        "memory": memory(),
        "20 samples": sampling(),
        "yardstick again": yardstick(),
    }


def bare_loop(steps: int) -> float:
    """Seconds that so many steps of training take when nobody looks."""
    run = start(Config(num_steps=steps), load("census"), vector)
    began = time.perf_counter()
    for _ in train(run):
        pass
    return time.perf_counter() - began


class Bare:
    """A training of the default run that nobody looks at, a few steps at a time."""

    def __init__(self, num_steps: int) -> None:
        self._run = start(Config(num_steps=num_steps), load("census"), vector)
        self._steps = train(self._run)

    def began_with(self) -> str:
        """All that another program needs to train the same, as JSON."""
        run = self._run
        docs = [run.tokenizer.encode(doc) for doc in run.docs]
        return json.dumps({"params": run.params(), "docs": docs, "config": asdict(run.config)})

    def losses(self, steps: int) -> str:
        """Train so many more steps; their losses, as JSON."""
        return json.dumps([step.loss for step in islice(self._steps, steps)])


def traces(turns: int = 3, doc: str = "sophia") -> dict[str, float]:
    """Seconds of one scalar training step on a name, and of tracing it with its graph; how large that graph is."""
    run = warm_run(scalar, Config(), WARM_STEPS)
    tokens = run.tokenizer.encode(doc)
    found = times({"scalar step": partial(step, run, tokens), "trace": partial(trace, run, doc)}, turns)
    return {**found, **trace(run, doc).header["graph"]}
