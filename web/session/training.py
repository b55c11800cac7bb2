"""A run in training: in slices, so that between two of them the page can be answered; told of step by step."""

from __future__ import annotations

import math
import random
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from statistics import fmean
from typing import Any

from microgpt import checkpoint
from microgpt.config import ConfigError
from microgpt.data import DataError
from microgpt.held_out import measuring
from microgpt.observe.snapshots import Snapshot
from microgpt.run import Run
from microgpt.sample import samples
from microgpt.train import Step, train
from session.past import Past

AVERAGED_STEPS = 50  # how many losses the moving average is over
LAST_STEPS = 100  # of how many losses runs are compared by the mean, as the command line compares them
PACE_STEPS = 20  # how many steps the speed is measured over
SAMPLES_AT_ONCE = 5  # names invented each time training is looked in on

Json = dict[str, Any]


class Training:
    """One run, what is kept of it, and how far it is to be trained.

    memory: what memory() said of the run that this one goes on from, before: the snapshots that there were of it.
    """

    def __init__(
        self,
        run: Run,
        sample_every: int,
        has_own_text: bool,
        memory: Json | None = None,
        before: Mapping[int, Snapshot] | None = None,
    ) -> None:
        self.run = run
        self.birth = object()  # no other training has it, whatever id it is given
        self.has_own_text = has_own_text
        self.is_under_way = False
        self.past = Past(run, memory, before)
        self.docs = frozenset(run.docs)
        self.data = self.docs.union(run.held_out)  # a name that is one of them is not invented
        self._sample_every = sample_every
        self._work: Iterator[Json] | None = None
        self._failure: Exception | None = None  # what broke training, if what came before it had to be told first
        self._stop_at = 0
        self._rng = random.Random(f"{run.config.seed} {run.step}")  # for names asked for in mid-run
        self._losses = deque(memory["losses"] if memory else (), maxlen=LAST_STEPS)
        self._seconds: dict[str, deque[float]] = {}  # of the last steps, by the autograd that did them

    @property
    def recent_losses(self) -> list[float]:
        """The losses of the last steps, of which the moving average is the mean."""
        return list(self._losses)[-AVERAGED_STEPS:]

    @property
    def last_loss(self) -> float | None:
        """The mean loss of the last 100 steps, or of as many as there are; None before the first."""
        return fmean(self._losses) if self._losses else None

    def begin(self, steps: int | None, num_steps: int | None) -> None:
        """Get ready to train so many steps, or to the end of num_steps; slice() then does it.

        A num_steps other than the run's bends the rest of the learning-rate schedule towards the new end.
        """
        run = self.run
        if steps is not None and (not isinstance(steps, int) or steps < 1):
            raise ConfigError(f"steps must be a whole number of at least 1, not {steps!r}")
        if num_steps is not None and num_steps != run.config.num_steps:
            config = replace(run.config, num_steps=num_steps)
            if num_steps < run.step:
                raise ConfigError(f"num_steps must be at least the {run.step} that are done already, not {num_steps}")
            run.config = config
            self._work = None
        if not run.docs:
            raise DataError(
                f"wanted the documents of this run to train on, {run.data_name} (their SHA-256 begins with "
                f"{run.data_digest[:12]}): its model came without them"
            )
        self._failure = None
        if self._work is None:
            self._work = self._steps_and_samples()
        self._stop_at = run.config.num_steps if steps is None else min(run.step + steps, run.config.num_steps)
        self.is_under_way = True

    def slice(self, milliseconds: float) -> Json:
        """Train for about so long; return the steps and samples of that time, and whether there is more to do."""
        events: list[Json] = []
        self.is_under_way = False
        failure, self._failure = self._failure, None
        if failure:
            raise failure
        until = time.perf_counter() + milliseconds / 1000
        try:
            while (event := self._next_event()) is not None:
                if event:
                    events.append(event)
                if time.perf_counter() >= until:
                    self.is_under_way = True
                    break
        except Exception as error:
            if not events:
                raise
            self._failure = error
            self.is_under_way = True
        return {"events": events, "more": self.is_under_way}

    def sample(self, count: int | None, temperature: float | None) -> list[str]:
        """Invent documents: once trained, from the run's own random stream, as the command line does.

        Before that from another stream, so that the command line's names still come after the last step.
        """
        run = self.run
        config = run.config if temperature is None else replace(run.config, temperature=temperature)
        count = config.num_samples if count is None else replace(config, num_samples=count).num_samples
        rng = run.rng if run.step == run.config.num_steps else self._rng
        return samples(run, count, rng, config.temperature)

    def checkpoint(self) -> Json:
        """The run as the text of a checkpoint file, and beside it what such a file has no place for."""
        return {"step": self.run.step, "text": checkpoint.to_json(self.run), "memory": self.memory()}

    def memory(self) -> Json:
        """What a checkpoint has no place for, as far as it is few numbers."""
        return {"losses": list(self._losses), **self.past.memory()}

    def gone_back_to(self, earlier: Run) -> Training:
        """Another training, of a run that stands where this one stood when a snapshot was kept."""
        undone = self.run.step - earlier.step
        losses = list(self._losses)[: max(0, len(self._losses) - undone)]
        memory = {"losses": losses, **self.past.memory_of(earlier.step)}
        before = {step: self.past.snapshots[step] for step in self.past.snapshots.steps if step <= earlier.step}
        return Training(earlier, self._sample_every, self.has_own_text, memory, before)

    def run_after(self, steps: int | None) -> Run:
        """The run as it was after so many steps, or as it is."""
        return self.run if steps is None else self.past.run_after(self.run, steps)

    def _next_event(self) -> Json | None:
        work, self._work = self._work, None  # whatever ends or breaks it, it is not asked again
        event = next(work, None) if work else None
        self._work = None if event is None else work
        return event

    def _steps_and_samples(self) -> Iterator[Json]:
        """Every step up to the one to stop at, the held-out loss and, each `sample_every` steps, some names, one at a
        time. What is empty is nothing to tell, but a moment to stop at.

        Those names come from a stream of their own, so that looking in changes nothing.
        """
        run = self.run
        began = time.perf_counter()
        for step in train(run):
            seconds = self._seconds.setdefault(run.autograd, deque(maxlen=PACE_STEPS))
            seconds.append(time.perf_counter() - began)
            self._losses.append(step.loss)
            are_others = self.past.keep(run, step)
            yield self._step(step, sum(seconds) / len(seconds))
            if are_others:
                yield {"snapshots": self.past.snapshots.steps}
            yield from self._held_out()
            if self._sample_every and (step.step % self._sample_every == 0 or step.step == 1):
                rng = random.Random(f"{run.config.seed} {step.step}")
                for _ in range(SAMPLES_AT_ONCE):
                    name = samples(run, 1, rng)[0]
                    yield {"sampled_at": step.step, "name": name, "in_data": name in self.data}
            if step.step >= self._stop_at:
                return
            began = time.perf_counter()

    def _held_out(self) -> Iterator[Json]:
        """The loss on the documents that are held out, if its turn has come."""
        for measured in measuring(self.run):
            if measured is None:
                yield {}
                continue
            loss = measured.loss if math.isfinite(measured.loss) else None  # JSON has no infinity
            found = {"step": measured.step, "loss": loss, "documents": measured.documents, "of": measured.of}
            yield {"held_out": found}

    def _step(self, step: Step, seconds: float) -> Json:
        run, recent = self.run, self.recent_losses
        return {
            "step": step.step,
            "loss": step.loss,
            "average": sum(recent) / len(recent),
            "doc": step.doc,
            "tokens": [run.tokenizer.tokens[token_id] for token_id in step.tokens],
            "losses": step.losses,
            "learning_rate": step.learning_rate,
            "autograd": run.autograd,
            "seconds_per_step": seconds,
            "seconds_left": seconds * (step.num_steps - step.step),
        }
