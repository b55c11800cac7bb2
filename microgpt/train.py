"""Training: document after document, forward, loss, backward, Adam."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from microgpt.adam import learning_rate_at
from microgpt.config import Config
from microgpt.divergence import diverged
from microgpt.model import StateDict, T, Tap, empty_cache, flatten, gpt, no_tap, param_shapes, unflatten
from microgpt.ops.protocol import Autograd, Loss, Operations
from microgpt.run import Run

# A gradient or a learning rate beyond this may take Adam out of the numbers half-way through its memory: it is let go
# there on a copy. On every step that would cost a fifth of its time.
WILD = 1e100


@dataclass(frozen=True)
class Step:
    """What one training step did, in plain numbers."""

    step: int  # counted from 1
    num_steps: int
    doc: str
    tokens: list[int]  # the last one is only predicted
    losses: list[float]  # of each prediction: -log(probability of the token that came)
    loss: float  # their mean
    learning_rate: float
    gradient: list[float] = field(repr=False)  # of the loss, by every parameter in flat order


def train(run: Run) -> Iterator[Step]:
    """Train a run to the end of its config's num_steps, yielding after each step; pause by not asking for the next.

    Nothing of the computation graph is alive at a yield. Raises TrainingDiverged when the loss, a gradient or a
    parameter is no longer a finite number; the run then stands where it did before that step.
    """
    config = run.config
    if not run.docs:
        raise ValueError("wanted a run with documents to train on, but it has none")
    while run.step < config.num_steps:
        doc = run.docs[run.step % len(run.docs)]
        tokens = crop(run.tokenizer.encode(doc), config)
        lr_t = learning_rate_at(run.step, config.num_steps, config.learning_rate)
        loss = math.nan  # until there is one
        try:
            with garbage_collection_held(), taken_apart(run.ops) as tap:
                losses, loss = gradients(run.ops, config, run.state_dict, tokens, tap)
                gradient = update_params(run, lr_t)
                run.step += 1  # in the same breath: whoever interrupts a step finds it done or not begun
        except (ArithmeticError, ValueError) as error:  # math.log(0.0) is a ValueError
            divergence = diverged(run, lr_t, loss, flatten(map(run.ops.grad, run.state_dict.values())))
            zero_grad(run)
            raise divergence from error
        yield Step(run.step, config.num_steps, doc, tokens, losses, loss, lr_t, gradient)


@contextmanager
def garbage_collection_held() -> Iterator[None]:
    """No search for reference cycles: a computation graph has none, and while it grows the search costs much time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def taken_apart(ops: Autograd) -> Iterator[Tap]:
    """A tap for one pass, whose graph is taken apart at the end, however it ends."""
    made: list[Any] = []

    def kept(name: str, x: T) -> T:
        made.append(x)
        return x

    try:
        yield kept
    finally:
        ops.take_apart(made)
        made.clear()


def crop(tokens: list[int], config: Config) -> list[int]:
    """As much of a document as the model has positions for."""
    return tokens[: config.block_size + 1] if config.crop == "predictions" else tokens[: config.block_size]


def predictions(
    ops: Operations, config: Config, state_dict: StateDict, tokens: list[int], tap: Tap = no_tap
) -> Iterator[Loss]:
    """The loss of each prediction on one document, position by position."""
    keys, values = empty_cache(config), empty_cache(config)
    for pos_id in range(len(tokens) - 1):  # the last token has nothing after it to predict
        logits = gpt(ops, config, state_dict, tokens[pos_id], pos_id, keys, values, tap)
        probs = tap("probs", ops.softmax(logits))
        yield tap("loss", ops.cross_entropy(probs, tokens[pos_id + 1]))


def gradients(
    ops: Operations, config: Config, state_dict: StateDict, tokens: list[int], tap: Tap = no_tap
) -> tuple[list[float], float]:
    """Add the loss's gradients on one document to every parameter's; return each prediction's loss, and their mean.

    With `backward="position"` the loss of each position goes backward as soon as it is known. What it leaves on the
    nodes of earlier positions, shared through the KV cache, then counts again in the next: as the first revision did.
    """
    n = len(tokens) - 1
    losses: list[Loss] = []
    loss = 0.0
    for each in predictions(ops, config, state_dict, tokens, tap):
        losses.append(each)
        if config.backward == "position":
            share = tap("loss_share", ops.share(each, n))
            share.backward()
            loss += share.data  # not by sum(): from Python 3.12 on it rounds in another way
    if config.backward == "document":
        mean = tap("mean_loss", ops.mean(losses))
        mean.backward()
        loss = mean.data
    return [each.data for each in losses], loss


def update_params(run: Run, lr_t: float) -> list[float]:
    """Let the optimizer move every parameter once, and forget the gradients; returns them, in flat order.

    Raises ArithmeticError, and changes nothing, if a gradient or what would come out is not a finite number.
    """
    ops, optimizer, matrices = run.ops, run.optimizer, run.state_dict.values()
    data = flatten(map(ops.data, matrices))
    grad = flatten(map(ops.grad, matrices))
    norm = math.hypot(*grad)
    if not math.isfinite(norm):
        raise ArithmeticError("a gradient is not finite")
    if max(norm, lr_t) > WILD:
        optimizer = optimizer.copy()
    update = optimizer.update if ops.EXACT else optimizer.update_folded
    update(data, grad, lr_t, run.step + 1)
    if not math.isfinite(sum(data)) or not math.isfinite(sum(optimizer.v)):
        raise ArithmeticError("a parameter or its second moment is not finite")
    run.optimizer = optimizer
    shapes = param_shapes(run.config, run.tokenizer.vocab_size).values()
    for matrix, rows in zip(matrices, unflatten(data, shapes)):
        ops.assign(matrix, rows)
    return grad


def zero_grad(run: Run) -> None:
    """Forget the gradients of every parameter."""
    for matrix in run.state_dict.values():
        run.ops.assign(matrix, run.ops.data(matrix))
