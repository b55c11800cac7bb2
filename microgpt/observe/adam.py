"""Adam's update of one step, term by term: what its five lines go through, and what they come to.

adam_terms() has, for every parameter, the columns adam_*: before, grad, m_before, v_before, m, v, m_hat, v_hat,
direction (m_hat / (sqrt(v_hat) + eps)), update (lr_t * direction, which is taken off) and after. Where plain SGD trains
there are before, grad, update (lr_t * grad) and after.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import mul
from typing import Any

from microgpt.adam import learning_rate_at
from microgpt.config import Config
from microgpt.optimizer import Optimizer
from microgpt.sgd import SGD

MOST_POINTS = 201  # of a curve


def adam_terms(
    adam: Optimizer, data: Iterable[float], grad: Sequence[float], lr_t: float, t: int
) -> dict[str, array[float]]:
    """The columns of the update that `adam` would do next; it and the data stay as they are."""
    before = list(data)
    after, work = list(before), adam.copy()
    work.update(after, grad, lr_t, t)
    if isinstance(adam, SGD):
        return _as_columns({"before": before, "grad": grad, "update": [lr_t * g for g in grad], "after": after})
    m_hat = [m / (1 - adam.beta1**t) for m in work.m]
    v_hat = [v / (1 - adam.beta2**t) for v in work.v]
    columns = {
        "before": before,
        "grad": grad,
        "m_before": adam.m,
        "v_before": adam.v,
        "m": work.m,
        "v": work.v,
        "m_hat": m_hat,
        "v_hat": v_hat,
        "direction": [m / (v**0.5 + adam.eps) for m, v in zip(m_hat, v_hat)],
        "update": [lr_t * m / (v**0.5 + adam.eps) for m, v in zip(m_hat, v_hat)],
        "after": after,
    }
    return _as_columns(columns)


def _as_columns(columns: Mapping[str, Iterable[float]]) -> dict[str, array[float]]:
    return {f"adam_{name}": array("d", numbers) for name, numbers in columns.items()}


def summary(grad: Sequence[float], update: Sequence[float]) -> dict[str, Any]:
    """Of some parameters: the norm of their gradient, and the shares of them that it and Adam agree about.

    with: moved the way that lowers this loss, against the gradient; against: the other way, on the strength of earlier
    gradients; adrift: moved on their strength alone, for this step gave none; unmoved: no update.
    """
    agreed = Counter(map(_agreement, grad, update))
    names = ("with", "against", "adrift", "unmoved")
    return {"grad_norm": norm(grad), "moved": {name: agreed[name] / len(update) for name in names}}


def _agreement(g: float, u: float) -> str:
    if u == 0:
        return "unmoved"
    if g == 0:
        return "adrift"
    return "with" if (g > 0) == (u > 0) else "against"


def corrections(config: Config, t: int) -> dict[str, float]:
    """The numbers in Adam's five lines that are the same for every parameter in step t.

    t, and for each beta: beta1_rest (1 - beta1), beta1_correction (1 - beta1**t, which divides m) and beta1_factor
    (what it is multiplied by then). Plain SGD has no beta.
    """
    numbers: dict[str, float] = {"t": t}
    betas = {"beta1": config.beta1, "beta2": config.beta2} if config.optimizer == "adam" else {}
    for name, beta in betas.items():
        correction = 1 - beta**t
        numbers |= {f"{name}_rest": 1 - beta, f"{name}_correction": correction, f"{name}_factor": 1 / correction}
    return numbers


def norm(numbers: Sequence[float]) -> float:
    """The Euclidean length of numbers taken as one vector."""
    return math.sqrt(sum(map(mul, numbers, numbers)))


def curves(config: Config) -> dict[str, list[float]]:
    """Over training: the steps (from 1), what beta1 and beta2 have m and v multiplied by, and the learning rate.

    m_hat = m * beta1_factor, v_hat = v * beta2_factor; a factor is 1 / (1 - beta ** step). Plain SGD has none.
    """
    steps = list(_spread(config.num_steps))
    told = {
        "steps": [float(step) for step in steps],
        "learning_rate": [learning_rate_at(step - 1, config.num_steps, config.learning_rate) for step in steps],
    }
    if config.optimizer == "adam":
        told["beta1_factor"] = [1 / (1 - config.beta1**step) for step in steps]
        told["beta2_factor"] = [1 / (1 - config.beta2**step) for step in steps]
    return told


def _spread(last: int) -> Iterator[int]:
    """Steps from 1 to the last, denser at the start, where the factors change fast."""
    step = 0
    for i in range(MOST_POINTS):
        at = max(step + 1, round(last * (i / (MOST_POINTS - 1)) ** 2))
        if at > last:
            return
        step = at
        yield step
