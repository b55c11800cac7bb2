"""The Python end of the wire: a command and its arguments in, plain data out, both as JSON text.

Runs the same under CPython, where it is tested, and under Pyodide, where worker.js calls it. The commands are listed in
protocol.js. Whatever goes wrong comes back as {"error": ...}; nothing is raised. Long rows of numbers do not go through
JSON: they are left for take_column().
"""

from __future__ import annotations

import json
import math
import random
import time
import traceback
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from microgpt import checkpoint
from microgpt.config import Config, ConfigError
from microgpt.data import Data, DataError, census, documents
from microgpt.observe.experiment import Edit, edited, gradient_check, param_index, trace_edited
from microgpt.observe.heads import head_summaries, tokens_of, weights_over_training
from microgpt.observe.history import History
from microgpt.observe.snapshots import Snapshots
from microgpt.observe.trace import trace
from microgpt.presets import preset
from microgpt.run import Run, autograd_for, autograds_for, start
from microgpt.sample import draws, probabilities, samples
from microgpt.settings import train_command_of
from microgpt.train import Step, train

AVERAGED_STEPS = 50  # how many losses the moving average is over
PACE_STEPS = 20  # how many steps the speed is measured over
SAMPLES_AT_ONCE = 5  # names invented each time training is looked in on

Json = dict[str, Any]


class Traced(NamedTuple):
    """What the last trace was of: experiments go on from it, however far training has gone since."""

    run: Run
    doc: str
    position: int | None


class Session:
    """One run, and what the page needs to know of how it got here."""

    def __init__(self) -> None:
        self._run: Run | None = None
        self._sample_every = 0
        self._repeatable = False  # by one command: not with the reader's own text, nor once num_steps was changed
        self._work: Iterator[Json] | None = None
        self._failure: Exception | None = None  # what broke training, if what came before it had to be told first
        self._stop_at = 0
        self._rng = random.Random()  # for names asked for in mid-run
        self._losses: deque[float] = deque(maxlen=AVERAGED_STEPS)
        self._seconds: dict[str, deque[float]] = {}  # of the last steps, by the autograd that did them
        self._columns: dict[str, array[Any]] = {}
        self._snapshots = Snapshots()
        self._history: History
        self._traced: Traced | None = None
        self._commands: dict[str, Callable[..., Json]] = {
            "start": self.start,
            "restore": self.restore,
            "train": self.train,
            "slice": self.slice,
            "sample": self.sample,
            "checkpoint": self.checkpoint,
            "use": self.use,
            "trace": self.trace,
            "experiment": self.experiment,
            "check": self.check,
            "temper": self.temper,
            "heads": self.heads,
            "over_training": self.over_training,
            "norms": self.norms,
            "replay": self.replay,
            "describe": self.describe,
        }

    def handle(self, command: str, args: str) -> str:
        """Carry out one command: JSON text of its arguments in, of {"result": ...} or {"error": ...} out.

        What columns the last one left are forgotten.
        """
        self._columns = {}
        try:
            if command not in self._commands:
                raise ValueError(f"no command is called {command!r}; there are {', '.join(self._commands)}")
            return json.dumps({"result": self._commands[command](**json.loads(args))}, allow_nan=False)
        except Exception as error:
            return json.dumps(
                {
                    "error": {
                        "type": type(error).__name__,
                        "message": str(error) or type(error).__name__,
                        "traceback": traceback.format_exc(),
                    }
                }
            )

    def start(
        self,
        preset_name: str = "microgpt",
        settings: Json | None = None,
        data_name: str = "census",
        text: str | None = None,
        sample_every: int = 50,
        autograd: str | None = None,
    ) -> Json:
        """Begin a run at step 0, on built-in data or on a text; return its description."""
        config = Config.from_dict({**preset(preset_name).to_dict(), **(settings or {})})
        self._adopt(start(config, _data(data_name, text), autograd_for(config, autograd)), sample_every)
        self._repeatable = text is None
        return self.describe()

    def restore(
        self,
        text_of_checkpoint: str,
        memory: Json | None = None,
        data_name: str = "census",
        text: str | None = None,
        sample_every: int = 50,
        autograd: str | None = None,
    ) -> Json:
        """Go on from a checkpoint, and from what checkpoint() remembered beside it; return the run's description."""
        run = checkpoint.from_json(text_of_checkpoint)
        run.use(autograd_for(run.config, autograd))
        checkpoint.give_data(run, _data(data_name, text))
        self._adopt(run, sample_every)
        if memory:
            self._losses.extend(memory["losses"])
            self._repeatable = memory["repeatable"]
        return self.describe()

    def use(self, autograd: str) -> Json:
        """Go on with this autograd, from the next step on; return the description."""
        run = self._current()
        run.use(autograd_for(run.config, autograd))
        return self.describe()

    def train(self, steps: int | None = None, num_steps: int | None = None) -> Json:
        """Get ready to train so many steps, or to the end of num_steps; slice() then does it. Returns the description.

        A num_steps other than the run's bends the rest of the learning-rate schedule towards the new end.
        """
        run = self._current()
        if steps is not None and (not isinstance(steps, int) or steps < 1):
            raise ConfigError(f"steps must be a whole number of at least 1, not {steps!r}")
        if num_steps is not None and num_steps != run.config.num_steps:
            config = replace(run.config, num_steps=num_steps)
            if num_steps < run.step:
                raise ConfigError(f"num_steps must be at least the {run.step} that are done already, not {num_steps}")
            self._repeatable = self._repeatable and run.step == 0
            run.config = config
            self._work = None
        self._failure = None
        if self._work is None:
            self._work = self._steps_and_samples(run)
        self._stop_at = run.config.num_steps if steps is None else min(run.step + steps, run.config.num_steps)
        return self.describe()

    def slice(self, milliseconds: float) -> Json:
        """Train for about so long; return the steps and samples of that time, and whether there is more to do."""
        self._current()
        failure, self._failure = self._failure, None
        if failure:
            raise failure
        until = time.perf_counter() + milliseconds / 1000
        events: list[Json] = []
        try:
            while event := self._next_event():
                events.append(event)
                if time.perf_counter() >= until:
                    return {"events": events, "more": True}
        except Exception as error:
            if not events:
                raise
            self._failure = error
        return {"events": events, "more": self._failure is not None}

    def sample(self, count: int | None = None, temperature: float | None = None) -> Json:
        """Invent documents: once trained, from the run's own random stream, as the command line does.

        Before that from another stream, so that the command line's names still come after the last step.
        """
        run = self._current()
        config = run.config if temperature is None else replace(run.config, temperature=temperature)
        count = config.num_samples if count is None else replace(config, num_samples=count).num_samples
        rng = run.rng if run.step == run.config.num_steps else self._rng
        return {"names": samples(run, count, rng, config.temperature)}

    def checkpoint(self) -> Json:
        """The run as the text of a checkpoint file, and beside it what such a file has no place for."""
        run = self._current()
        memory = {"losses": list(self._losses), "repeatable": self._repeatable}
        return {"step": run.step, "text": checkpoint.to_json(run), "memory": memory}

    def trace(
        self, doc: str | None = None, position: int | None = None, graph: bool = True, moment: int | None = None
    ) -> Json:
        """The header of a trace of the next step; its columns, which are {name, type, length}, wait to be taken.

        moment: trace the step after so many instead.
        """
        run = self._current() if moment is None else self._run_after(moment)
        traced = trace(run, doc, position, graph)
        self._traced = Traced(edited(run, []), traced.header["doc"], position)
        return self._with_columns(traced.header, traced.columns)

    def experiment(self, edits: list[Json], graph: bool = True) -> Json:
        """The last trace once more with these parameters, {matrix, row, column, value} each, given other numbers.

        With no edits it is that trace again. The run itself is not touched.
        """
        run, doc, position = self._last_traced()
        if edits:
            traced = trace_edited(run, [Edit(**edit) for edit in edits], doc, position, graph)
        else:
            traced = trace(run, doc, position, graph)
        return self._with_columns(traced.header, traced.columns)

    def check(self, matrix: str, row: int, column: int, epsilon: float = 1e-4, edits: list[Json] | None = None) -> Json:
        """What gradient_check() says of a parameter of the last trace, and the gradient itself beside it."""
        run, doc, position = self._last_traced()
        run = edited(run, [Edit(**edit) for edit in edits or []])
        found = gradient_check(run, tokens_of(run, doc), matrix, row, column, epsilon, position)
        grad = trace(run, doc, position, graph=False).columns["adam_grad"][param_index(run, matrix, row, column)]
        return {"matrix": matrix, "row": row, "column": column, **found, "grad": grad, "error": found["slope"] - grad}

    def temper(self, logits: list[list[float]], temperature: float, drawn: int = 200) -> Json:
        """The probabilities that logits come to at a temperature, and how often each token comes in so many draws.

        The draws for each position come from the same stream, whatever the temperature: only it makes the difference.
        """
        run = self._current()
        temperature = replace(run.config, temperature=temperature).temperature
        if not isinstance(drawn, int) or drawn < 0:
            raise ConfigError(f"drawn must be a whole number of 0 or more, not {drawn!r}")
        probs = [probabilities(row, temperature) for row in logits]
        if not all(math.isfinite(p) for row in probs for p in row):
            raise ConfigError(f"temperature must be large enough to divide these logits by, not {temperature:g}")
        counts = [draws(row, drawn, random.Random(run.config.seed)) for row in probs]
        return {"temperature": temperature, "drawn": drawn, "probs": probs, "draws": counts}

    def heads(self, count: int = 200) -> Json:
        """What each head of the model that was traced last reads on average, over the first documents of the data."""
        run = self._traced.run if self._traced else self._current()
        if not isinstance(count, int) or count < 1:
            raise ConfigError(f"count must be a whole number of at least 1, not {count!r}")
        return head_summaries(run, run.docs[:count])

    def over_training(self) -> Json:
        """The attention weights on the document that was traced last, after each of the snapshots that were kept."""
        _, doc, _ = self._last_traced()
        runs = (self._snapshots.run_at(self._current(), step) for step in self._snapshots.steps)
        found = dict(weights_over_training(runs, doc))
        weights = array("d")
        for each in found.values():
            weights += each
        return self._with_columns({"doc": doc, "moments": list(found)}, {"weights": weights})

    def norms(self) -> Json:
        """The gradient's norm over training, of each matrix and of all."""
        self._current()
        return self._history.norms()

    def replay(self, matrix: str, row: int, column: int, what_if: Json | None = None) -> Json:
        """The last steps of one parameter, and what other settings of Adam would have made of the same gradients."""
        run = self._current()
        config = None if what_if is None else Config.from_dict({**run.config.to_dict(), **what_if})
        found = self._history.replay(run.config, param_index(run, matrix, row, column), config)
        return {"matrix": matrix, "row": row, "column": column, "settings": what_if, **found}

    def _with_columns(self, header: Json, columns: Mapping[str, array[Any]]) -> Json:
        """A result whose long rows of numbers wait to be taken; it says which: {name, type, length}."""
        self._columns = dict(columns)
        return {
            **header,
            "columns": [{"name": name, "type": c.typecode, "length": len(c)} for name, c in columns.items()],
        }

    def _last_traced(self) -> Traced:
        if self._traced is None:
            raise ValueError("wanted a step to experiment with: trace one first")
        return self._traced

    def take_column(self, name: str) -> array[Any]:
        """The numbers of one column of the last trace, which then forgets them."""
        if name not in self._columns:
            raise ValueError(
                f"no column called {name!r} is there to take; there are {', '.join(self._columns) or 'none'}"
            )
        return self._columns.pop(name)

    def describe(self) -> Json:
        """What the page says of the run as a whole."""
        run = self._current()
        return {
            "config": run.config.to_dict(),
            "data_name": run.data_name,
            "num_docs": len(run.docs),
            "tokens": run.tokenizer.tokens,
            "num_params": run.num_params,
            "autograd": run.autograd,
            "autograds": autograds_for(run.config),
            "step": run.step,
            "moments": self._snapshots.steps,
            "kept": {
                "steps": len(self._history.steps),
                "bytes": self._history.nbytes,
                "moment_bytes": self._snapshots.nbytes,
            },
            "random_guess": math.log(run.tokenizer.vocab_size),
            "command": self._command(run),
        }

    def _adopt(self, run: Run, sample_every: int) -> None:
        self._run = run
        self._sample_every = sample_every
        self._repeatable = False
        self._work = None
        self._failure = None
        self._rng.seed(f"{run.config.seed} {run.step}")
        self._losses.clear()
        self._snapshots = Snapshots()
        self._snapshots.keep(run)
        self._history = History(run)
        self._traced = None
        self._seconds.clear()

    def _current(self) -> Run:
        if self._run is None:
            raise ValueError("wanted a run: start one first")
        return self._run

    def _run_after(self, steps: int) -> Run:
        """The run as it was after so many steps: the last snapshot before that, and the steps from there again.

        They are done with the autograd and the num_steps of now: the same to rounding if those were others then.
        """
        run = self._current()
        if steps == run.step:
            return run
        kept = [step for step in self._snapshots.steps if isinstance(steps, int) and step <= steps < run.step]
        if not kept:
            first = min(self._snapshots.steps, default=run.step)
            raise ValueError(f"wanted a moment from {first} to {run.step} steps of training, not {steps}")
        earlier = self._snapshots.run_at(run, kept[-1])
        for _ in islice(train(earlier), steps - earlier.step):
            pass
        return earlier

    def _next_event(self) -> Json | None:
        work, self._work = self._work, None  # whatever ends or breaks it, it is not asked again
        event = next(work, None) if work else None
        self._work = work if event else None
        return event

    def _steps_and_samples(self, run: Run) -> Iterator[Json]:
        """Every step up to the one to stop at and, each `sample_every` steps, some names, one at a time.

        Those names come from a stream of their own, so that looking in changes nothing.
        """
        began = time.perf_counter()
        for step in train(run):
            self._history.keep(run, step)
            seconds = self._seconds.setdefault(run.autograd, deque(maxlen=PACE_STEPS))
            seconds.append(time.perf_counter() - began)
            self._losses.append(step.loss)
            yield self._step(run, step, sum(seconds) / len(seconds))
            if self._snapshots.keep(run):
                yield {"kept_after": run.step}
            if self._sample_every and (step.step % self._sample_every == 0 or step.step == 1):
                rng = random.Random(f"{run.config.seed} {step.step}")
                for _ in range(SAMPLES_AT_ONCE):
                    yield {"sampled_at": step.step, "name": samples(run, 1, rng)[0]}
            if step.step >= self._stop_at:
                return
            began = time.perf_counter()

    def _step(self, run: Run, step: Step, seconds: float) -> Json:
        return {
            "step": step.step,
            "loss": step.loss,
            "average": sum(self._losses) / len(self._losses),
            "doc": step.doc,
            "tokens": [run.tokenizer.tokens[token_id] for token_id in step.tokens],
            "losses": step.losses,
            "learning_rate": step.learning_rate,
            "autograd": run.autograd,
            "seconds_per_step": seconds,
            "seconds_left": seconds * (step.num_steps - step.step),
        }

    def _command(self, run: Run) -> str | None:
        """The command whose losses are those of this run, where there is one."""
        return train_command_of(run.config, run.data_name, run.autograd) if self._repeatable else None


def _data(name: str, text: str | None) -> Data:
    if text is not None:
        return documents(text, name)
    if name != "census":
        raise DataError(f"no data is called {name!r} here: wanted census, or a text")
    return census()
