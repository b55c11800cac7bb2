"""A trained run, and what Python answers about it: its norms, and the past of a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from microgpt.adam import Adam, learning_rate_at
from microgpt.data import Data
from microgpt.model import flatten
from microgpt.observe.adam import norm
from microgpt.presets import preset
from microgpt.run import Run, autograd_for, start
from microgpt.train import crop, gradients, update_params

Json = Any
NAMES = ("abcdefghijklmnopqrstuvwxyz", "emma", "mia", "noah", "liam", "olivia", "ava", "zoe")
TRACK = ("value", "grad", "m", "sqrt_v", "update")


def trained(steps: int, preset_name: str = "microgpt", **settings: Any) -> tuple[Run, list[list[float]]]:
    """A run after so many steps, and the gradients of each."""
    config = replace(preset(preset_name), **settings)
    run = start(config, Data("names", NAMES), autograd_for(config))
    grads = []
    for _ in range(steps):
        tokens = crop(run.tokenizer.encode(run.docs[run.step % len(run.docs)]), run.config)
        gradients(run.ops, run.config, run.state_dict, tokens)
        grads.append(flatten([run.ops.grad(matrix) for matrix in run.state_dict.values()]))
        update_params(run, learning_rate_at(run.step, run.config.num_steps, run.config.learning_rate))
        run.step += 1
    return run, grads


def norms_of(header: Json, grads: list[list[float]]) -> Json:
    """The answer to `norms`."""
    parts = {m["name"]: (m["first"], m["first"] + m["rows"] * m["columns"]) for m in header["matrices"]}
    return {
        "steps": list(range(1, len(grads) + 1)),
        "matrices": {name: [norm(grad[a:b]) for grad in grads] for name, (a, b) in parts.items()},
        "all": [norm(grad) for grad in grads],
    }


def replay_of(header: Json, grads: list[list[float]], place: Sequence[int], what_if: Json = None) -> Json:
    """The answer to `replay`: the past of the parameter at (matrix, row, column), from its first value on."""
    m, row, column = place
    matrix = header["matrices"][m]
    i = matrix["first"] + row * matrix["columns"] + column
    config = header["config"]
    first = flatten(trained(0, **config)[0].params().values())[i]
    true = {"beta1": config["beta1"], "beta2": config["beta2"], "learning_rate": config["learning_rate"]}

    def replayed(settings: Json) -> Json:
        adam, data = Adam(1, settings["beta1"], settings["beta2"], config["eps"]), [first]
        past: dict[str, list[float]] = {name: [] for name in TRACK}
        for t, grad in enumerate(grads, start=1):
            before = data[0]
            lr_t = learning_rate_at(t - 1, config["num_steps"], settings["learning_rate"])
            adam.update(data, [grad[i]], lr_t, t)
            numbers = (data[0], grad[i], adam.m[0], adam.v[0] ** 0.5, before - data[0])
            for name, number in zip(TRACK, numbers):
                past[name].append(number)
        return past

    return {
        "matrix": matrix["name"],
        "row": row,
        "column": column,
        "steps": list(range(1, len(grads) + 1)),
        "true": replayed(true),
        "what_if": what_if and replayed(what_if),
        "settings": what_if,
    }


def digits(x: float, sign: bool = False) -> str:
    """A number as the view writes it, found by another way."""
    size = abs(x)
    if x == 0:
        return "0"
    if size < 1e-4 or size >= 1e5:
        mantissa, exponent = f"{x:.3e}".split("e")
        text = f"{mantissa}e{int(exponent):+d}"
    else:
        text = f"{x:.4g}" if size >= 1000 else f"{x:#.4g}"
    return ("+" if sign and x > 0 else "") + text.replace("-", "\u2212")
