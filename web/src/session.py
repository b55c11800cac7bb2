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
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from microgpt import checkpoint
from microgpt.config import Config, ConfigError
from microgpt.data import Data, census, documents
from microgpt.model import Autograd
from microgpt.presets import preset
from microgpt.run import AUTOGRADS, Run, start
from microgpt.sample import samples
from microgpt.settings import train_command_of
from microgpt.trace import trace
from microgpt.train import Step, train

AVERAGED_STEPS = 50  # how many losses the moving average is over
PACE_STEPS = 20  # how many steps the speed is measured over
SAMPLES_AT_ONCE = 5  # names invented each time training is looked in on

Json = dict[str, Any]


class Session:
    """One run, and what the page needs to know of how it got here."""

    def __init__(self) -> None:
        self._run: Run | None = None
        self._sample_every = 0
        self._one_num_steps = True  # False once num_steps was changed in mid-run: no one command repeats that
        self._work: Iterator[Json] | None = None
        self._stop_at = 0
        self._losses: deque[float] = deque(maxlen=AVERAGED_STEPS)
        self._seconds: dict[str, deque[float]] = {}  # of the last steps, by the autograd that did them
        self._columns: dict[str, array[Any]] = {}
        self._commands: dict[str, Callable[..., Json]] = {
            "start": self.start,
            "restore": self.restore,
            "train": self.train,
            "slice": self.slice,
            "sample": self.sample,
            "checkpoint": self.checkpoint,
            "use": self.use,
            "trace": self.trace,
        }

    def handle(self, command: str, args: str) -> str:
        """Carry out one command: JSON text of its arguments in, of {"result": ...} or {"error": ...} out."""
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
        autograd: str = "vector",
    ) -> Json:
        """Begin a run at step 0, on built-in data or on a text; return its description."""
        config = Config.from_dict({**preset(preset_name).to_dict(), **(settings or {})})
        self._adopt(start(config, _data(data_name, text), _autograd(autograd)), sample_every)
        return self.describe()

    def restore(
        self,
        text_of_checkpoint: str,
        data_name: str = "census",
        text: str | None = None,
        sample_every: int = 50,
        autograd: str = "vector",
    ) -> Json:
        """Go on from a checkpoint; return the run's description."""
        run = checkpoint.from_json(text_of_checkpoint, _autograd(autograd))
        checkpoint.give_data(run, _data(data_name, text))
        self._adopt(run, sample_every)
        return self.describe()

    def use(self, autograd: str) -> Json:
        """Go on with this autograd, from the next step on; return the description."""
        self._current().use(_autograd(autograd))
        return self.describe()

    def train(self, steps: int | None = None, num_steps: int | None = None) -> Json:
        """Get ready to train so many steps, or to the end of num_steps; slice() then does it. Returns the description.

        A num_steps other than the run's bends the rest of the learning-rate schedule towards the new end.
        """
        run = self._current()
        if num_steps is not None and num_steps != run.config.num_steps:
            if num_steps < run.step:
                raise ConfigError(f"wanted at least {run.step} steps, which are done already, not {num_steps}")
            self._one_num_steps = self._one_num_steps and run.step == 0
            run.config = replace(run.config, num_steps=num_steps)
            self._work = None
        if self._work is None:
            self._work = self._steps_and_samples(run)
        self._stop_at = run.config.num_steps if steps is None else min(run.step + steps, run.config.num_steps)
        return self.describe()

    def slice(self, milliseconds: float) -> Json:
        """Train for about so long; return the steps and samples of that time, and whether there is more to do."""
        run = self._current()
        until = time.perf_counter() + milliseconds / 1000
        events: list[Json] = []
        while event := self._next_event():
            events.append(event)
            asked_for = "step" in event and event["step"] == self._stop_at < run.config.num_steps
            if asked_for or time.perf_counter() >= until:
                return {"events": events, "more": not asked_for}
        return {"events": events, "more": False}

    def sample(self, count: int | None = None, temperature: float | None = None) -> Json:
        """Invent documents from the run's own random stream, as the command line does after training."""
        run = self._current()
        config = run.config if temperature is None else replace(run.config, temperature=temperature)
        count = config.num_samples if count is None else replace(config, num_samples=count).num_samples
        return {"names": samples(run, count, temperature=config.temperature)}

    def checkpoint(self) -> Json:
        """The run as the text of a checkpoint file."""
        run = self._current()
        return {"step": run.step, "text": checkpoint.to_json(run)}

    def trace(self, doc: str | None = None, position: int | None = None, graph: bool = True) -> Json:
        """The header of a trace of the next step; its columns, which are {name, type, length}, wait to be taken."""
        self._columns = {}
        traced = trace(self._current(), doc, position, graph)
        self._columns = dict(traced.columns)
        columns = [{"name": name, "type": c.typecode, "length": len(c)} for name, c in traced.columns.items()]
        return {**traced.header, "columns": columns}

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
            "step": run.step,
            "random_guess": math.log(run.tokenizer.vocab_size),
            "command": self._command(run),
        }

    def _adopt(self, run: Run, sample_every: int) -> None:
        self._run = run
        self._sample_every = sample_every
        self._one_num_steps = True
        self._work = None
        self._losses.clear()
        self._seconds.clear()

    def _current(self) -> Run:
        if self._run is None:
            raise ValueError("wanted a run: start one first")
        return self._run

    def _next_event(self) -> Json | None:
        work, self._work = self._work, None  # whatever ends or breaks it, it is not asked again
        event = next(work, None) if work else None
        self._work = work if event else None
        return event

    def _steps_and_samples(self, run: Run) -> Iterator[Json]:
        """Every step as it is trained and, each `sample_every` steps, some names, one at a time.

        Those names come from a stream of their own, so that looking in changes nothing.
        """
        began = time.perf_counter()
        for step in train(run):
            seconds = self._seconds.setdefault(run.autograd, deque(maxlen=PACE_STEPS))
            seconds.append(time.perf_counter() - began)
            self._losses.append(step.loss)
            yield self._step(run, step, sum(seconds) / len(seconds))
            if self._sample_every and (step.step % self._sample_every == 0 or step.step == 1):
                rng = random.Random(f"{run.config.seed} {step.step}")
                for _ in range(SAMPLES_AT_ONCE):
                    yield {"sampled_at": step.step, "name": samples(run, 1, rng)[0]}
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
        repeatable = self._one_num_steps and run.data_name == "census"
        command = train_command_of(run.config, run.data_name) if repeatable else None
        return f"{command} --autograd {run.autograd}" if command and run.autograd != "vector" else command


def _autograd(name: str) -> Autograd:
    if name not in AUTOGRADS:
        raise ValueError(f"no autograd is called {name!r}; there are {', '.join(AUTOGRADS)}")
    return AUTOGRADS[name]


def _data(name: str, text: str | None) -> Data:
    return census() if text is None else documents(text, name)
