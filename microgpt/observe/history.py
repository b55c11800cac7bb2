"""History: what the last steps of training did to every parameter, kept in bounded memory.

Of each step the gradients and the learning rate are kept, and every so many steps Adam's whole state; all between
follows from them by doing Adam's updates again, with the very function that training used. So a parameter's past can be
told exactly, and what it would have been with other settings of Adam but the same gradients.

Adam's averages remember more steps than that. So that other settings start from the averages that they would have made,
the gradients of earlier steps are kept too, rounded to half the bytes, as long as there is room.

The gradient's norm, of each matrix and of all, is kept of the whole training, every few steps.
"""

from __future__ import annotations

import math
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from struct import pack
from typing import Any

from microgpt.adam import learning_rate_at
from microgpt.config import Config, ConfigError
from microgpt.model import param_shapes
from microgpt.observe.adam import norm
from microgpt.observe.snapshots import Snapshot
from microgpt.observe.thinning import Thinned
from microgpt.optimizer import Optimizer, optimizer_of
from microgpt.run import Run
from microgpt.sgd import SGD
from microgpt.train import Step

BLOCK = 16  # steps from one whole state to the next
BLOCKS = 4  # whole blocks that are always there: the last 64 steps
MOST_BYTES = 16_000_000  # a model whose last 64 steps take more keeps fewer
MOST_EARLIER_BYTES = 32_000_000  # of the steps before: 1,400 of the published model
MOST_EARLIER_BLOCKS = 88  # which are as many steps; of a small model no more either: each is gone through when asked
MOST_NORMS = 512
MOST_TOLD = 200  # steps of a parameter's whole life
NORMS_SPACING = 4  # steps from one norm to the next, at first


@dataclass
class Block:
    """Some steps one after the other: the state before them, and what came in."""

    first: int  # step, counted from 1
    before: Snapshot
    grads: list[array[float]] = field(default_factory=list)
    learning_rates: list[float] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)  # whether Adam.update did it, or Adam.update_folded

    @property
    def nbytes(self) -> int:
        """What its numbers take."""
        return self.before.nbytes + sum(len(grad) * grad.itemsize for grad in self.grads)

    def rounded(self) -> Block:
        """The same with gradients to seven digits."""
        return replace(self, grads=[array("f", grad) for grad in self.grads])


@dataclass(frozen=True)
class Norms:
    """The lengths of one gradient: of its part for each matrix, and of all of it."""

    matrices: array[float]
    all: float

    @property
    def nbytes(self) -> int:
        """What its numbers take."""
        return (len(self.matrices) + 1) * self.matrices.itemsize


class History:
    """The newest steps of one run in full, the gradients of those before, and their norms from its first step on."""

    def __init__(self, run: Run) -> None:
        self._blocks: deque[Block] = deque([_block(run)])
        self._earlier: deque[Block] = deque()  # those before, rounded
        self._earlier_bytes = 0
        self._most_blocks = _most_blocks(run.num_params)
        self._sizes = {
            name: rows * columns for name, (rows, columns) in param_shapes(run.config, run.tokenizer.vocab_size).items()
        }
        self._norms: Thinned[Norms] = Thinned(NORMS_SPACING, MOST_NORMS)

    @property
    def steps(self) -> list[int]:
        """The steps that are kept in full, counted from 1, ascending."""
        return [block.first + i for block in self._blocks for i in range(len(block.grads))]

    @property
    def since(self) -> int:
        """The first step whose gradients are kept, counted from 1: of it and of all after it."""
        return (self._earlier or self._blocks)[0].first

    @property
    def nbytes(self) -> int:
        """What the numbers that are kept take, in bytes."""
        return self._earlier_bytes + sum(block.nbytes for block in self._blocks) + self._norms.nbytes

    def keep(self, run: Run, step: Step) -> None:
        """Keep the step that the run has just done. Raises ValueError if it does not follow the last that was kept."""
        block = self._blocks[-1]
        expected = block.first + len(block.grads)
        if not step.step == run.step == expected:
            raise ValueError(
                f"wanted step {expected} to keep, just done; not step {step.step} of a run that has done {run.step}"
            )
        numbers = pack(f"{len(step.gradient)}d", *step.gradient)  # half the time of array() from a list
        block.grads.append(array("d", numbers))
        block.learning_rates.append(step.learning_rate)
        block.exact.append(run.ops.EXACT)
        if len(block.grads) == BLOCK:
            self._blocks.append(_block(run))
            if len(self._blocks) > self._most_blocks + 1:
                self._put_away(self._blocks.popleft().rounded())
        self._norms.keep(step.step, lambda: self._norms_of(step.gradient))

    def norms(self) -> dict[str, Any]:
        """The gradient's norm over training, ready for JSON: steps; matrices, name -> norms; all together."""
        norms = self._norms.kept.values()
        return {
            "steps": list(self._norms.kept),
            "matrices": {name: [each.matrices[i] for each in norms] for i, name in enumerate(self._sizes)},
            "all": [each.all for each in norms],
        }

    def replay(self, config: Config, i: int, what_if: Config | None = None) -> dict[str, Any]:
        """What happened to parameter i, of all in flat order, in the kept steps, ready for JSON.

        steps; true: {value, grad, m, sqrt_v, update}, a number each after every step; what_if: the same for Adam's
        settings in another config, with the same gradients, or None; since: the step from which on they were given
        to it. Its value begins as it was before the first of the steps, its averages as they would have been by then.
        Where plain SGD trains there are no averages, m and sqrt_v. Raises ConfigError for settings with which the
        parameter does not stay a finite number, and for those of another optimizer.
        """
        if what_if is not None and what_if.optimizer != config.optimizer:
            raise ConfigError(
                f"wanted settings of {config.optimizer}, whose steps these are, to try on them, not of "
                f"{what_if.optimizer}"
            )
        true = list(self._replayed(self._adam(config, i, config), i, None))
        other = None if what_if is None else self._tried(config, i, what_if)
        return {
            "steps": self.steps,
            "true": _columns(true),
            "what_if": other if other is None else _columns(other),
            "since": self.since,
        }

    def life(self, config: Config, i: int, most: int = MOST_TOLD) -> dict[str, Any]:
        """As replay(), without other settings, but of all steps whose gradients are kept: evenly spread ones of them.

        In steps whose gradients were rounded m and v have seven digits. From one whole state to the next they begin
        anew, so that the errors do not add up. At most so many are told, and the last.
        """
        blocks = [*self._earlier, *self._blocks]
        last = blocks[-1].first + len(blocks[-1].grads) - 1
        spacing = max(math.ceil((last - self.since + 1) / most), 1)
        steps, true = [], []
        for block in blocks:
            adam = optimizer_of(config, 1)
            adam.m[:], adam.v[:] = block.before.m[i : i + 1], block.before.v[i : i + 1]
            for t, told in enumerate(self._replayed(adam, i, None, [block]), start=block.first):
                if (t - self.since) % spacing == 0 or t == last:
                    steps.append(t)
                    true.append(told)
        return {"steps": steps, "true": _columns(true), "what_if": None, "since": self.since}

    def _put_away(self, block: Block) -> None:
        self._earlier.append(block)
        self._earlier_bytes += block.nbytes
        while self._earlier_bytes > MOST_EARLIER_BYTES or len(self._earlier) > MOST_EARLIER_BLOCKS:
            self._earlier_bytes -= self._earlier.popleft().nbytes

    def _tried(self, config: Config, i: int, what_if: Config) -> list[dict[str, float]]:
        try:
            steps = list(self._replayed(self._adam(config, i, what_if), i, what_if))
            if all(math.isfinite(step["update"]) for step in steps):
                return steps
        except ArithmeticError:  # an eps that is rounded to 0, where the gradients were 0 too
            pass
        raise ConfigError(
            "wanted settings of Adam with which the parameter stays a finite number, "
            f"not learning_rate {what_if.learning_rate:g} with eps {what_if.eps:g}"
        )

    def _adam(self, config: Config, i: int, settings: Config) -> Optimizer:
        """The optimizer for parameter i as it stands before the steps that are kept in full, had it had these settings.

        It is given the gradients of all earlier steps that are kept. What came before those is in the averages that
        they begin with: such that, corrected for their bias, they are what the run's own were.
        """
        adam = optimizer_of(settings, 1)
        if isinstance(adam, SGD):
            return adam
        first = (self._earlier or self._blocks)[0]
        adam.m[0] = first.before.m[i] * _correction(settings.beta1, config.beta1, first.first - 1)
        adam.v[0] = first.before.v[i] * _correction(settings.beta2, config.beta2, first.first - 1)
        for block in self._earlier:
            for t, grad in enumerate(block.grads, start=block.first):
                adam.update([0.0], [grad[i]], 0.0, t)
        if settings.beta1 == config.beta1:  # not rounded
            adam.m[0] = self._blocks[0].before.m[i]
        if settings.beta2 == config.beta2:
            adam.v[0] = self._blocks[0].before.v[i]
        return adam

    def _replayed(
        self, adam: Optimizer, i: int, schedule: Config | None, blocks: Sequence[Block] = ()
    ) -> Iterator[dict[str, float]]:
        """What such an optimizer does in some blocks, or those kept in full; schedule: of another learning rate."""
        blocks = blocks or self._blocks
        data = [blocks[0].before.data[i]]
        for block in blocks:
            kept = zip(block.grads, block.learning_rates, block.exact)
            for t, (grad, learning_rate, exact) in enumerate(kept, start=block.first):
                if schedule:
                    learning_rate = learning_rate_at(t - 1, schedule.num_steps, schedule.learning_rate)
                before = data[0]
                (adam.update if exact else adam.update_folded)(data, [grad[i]], learning_rate, t)
                averages = {"m": adam.m[0], "sqrt_v": adam.v[0] ** 0.5} if adam.m else {}
                yield {"value": data[0], "grad": grad[i], **averages, "update": before - data[0]}

    def _norms_of(self, grad: list[float]) -> Norms:
        lengths, first = array("d"), 0
        for size in self._sizes.values():
            lengths.append(norm(grad[first : first + size]))
            first += size
        return Norms(lengths, norm(lengths))


def _block(run: Run) -> Block:
    return Block(run.step + 1, Snapshot.of(run))


def _correction(beta: float, own: float, steps: int) -> float:
    """By what a running mean of so many steps is multiplied, so that under another beta it is corrected to the same."""
    return (1 - beta**steps) / (1 - own**steps) if steps else 1.0


def _most_blocks(num_params: int) -> int:
    """How many whole blocks there is room for."""
    return min(BLOCKS, max(1, MOST_BYTES // (8 * num_params * (BLOCK + 3))))


def _columns(steps: list[dict[str, float]]) -> dict[str, list[float]]:
    names = steps[0] if steps else ("value", "grad", "m", "sqrt_v", "update")
    return {name: [step[name] for step in steps] for name in names}
