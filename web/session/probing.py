"""Probing: how long a step of a run takes that is not started, measured on a few steps of it, in slices."""

from __future__ import annotations

import random
import time
from typing import Any

from microgpt.adam import learning_rate_at
from microgpt.config import Config
from microgpt.data import Data
from microgpt.memory import require_room
from microgpt.model import T, Tap, init_params, param_count
from microgpt.ops.protocol import Autograd
from microgpt.optimizer import optimizer_of
from microgpt.run import Run, autograd_for, name_of
from microgpt.tokenizer import Tokenizer
from microgpt.train import crop, garbage_collection_held, gradients, taken_apart, update_params
from session.documents import Shelf
from session.wanted import Wanted

STEPS = 12  # at most so many are done, and no more than the run has
ENOUGH = 0.6  # seconds, after which no other is begun
MOST_SECONDS = 1.5  # that the forward pass of one may take before it is let go
MOST_PARAMS = 400_000  # of more, a step takes a second and more in a browser, and so do the first parameters
SLOW_STEP = 1  # seconds from which on a step is felt
SLOW_RUN = 600  # seconds from which on a run is

Json = dict[str, Any]

NOT_PROBED: Json = {"steps": 0, "seconds": None, "all": None, "why": "", "warning": "", "more": False}


class TooLong(Exception):
    """A step has taken longer than somebody who types would wait."""


class Probe:
    """Some steps of a run that nobody else has, each of them timed.

    Raises ConfigError or DataError for what cannot be a run, NotKept for documents that are held no longer.
    """

    def __init__(self, wanted: Wanted, shelf: Shelf) -> None:
        config, data = wanted.config(), shelf.documents_of(wanted)
        self._config = config
        self._seconds: list[float] = []
        self._why = ""
        tokenizer = Tokenizer(data.characters, config.special_tokens)
        ops = autograd_for(config, wanted.autograd)
        require_room(config, tokenizer.vocab_size, name_of(ops), data.longest + 1)
        num_params = param_count(config, tokenizer.vocab_size)
        if num_params > MOST_PARAMS:
            self._why = (
                f"Too large to be tried in passing: a step with {num_params:,} parameters takes a second or more."
            )
        else:
            self._run = _run_of(config, tokenizer, data, ops)

    @property
    def is_done(self) -> bool:
        """Whether it has been measured, or given up."""
        most = min(STEPS, self._config.num_steps)
        return bool(self._why) or len(self._seconds) >= most or sum(self._seconds) >= ENOUGH

    def go_on(self, milliseconds: float) -> Json:
        """Measure for about so long.

        steps    so many have been timed
        seconds  that one takes: their median; None if none has ended
        all      seconds that as many take as the config has steps
        why      it could not be measured, in a sentence; "" if it was
        warning  what such a pace means, in a sentence; "" if it is a quick one
        more     whether there is more to do
        """
        until = time.perf_counter() + milliseconds / 1000
        while not self.is_done:
            self._step()
            if time.perf_counter() >= until:
                break
        return self.told()

    def told(self) -> Json:
        """What has been found so far."""
        ordered = sorted(self._seconds)
        seconds = ordered[len(ordered) // 2] if ordered else None
        return {
            "steps": len(ordered),
            "seconds": seconds,
            "all": None if seconds is None else seconds * self._config.num_steps,
            "why": "" if ordered else self._why,
            "warning": _warning(seconds, self._config.num_steps),
            "more": not self.is_done,
        }

    def _step(self) -> None:
        run, config = self._run, self._config
        tokens = crop(run.tokenizer.encode(run.docs[run.step % len(run.docs)]), config)
        lr_t = learning_rate_at(run.step, config.num_steps, config.learning_rate)
        began = time.perf_counter()
        try:
            with garbage_collection_held(), taken_apart(run.ops) as tap:
                gradients(run.ops, config, run.state_dict, tokens, _until(began + MOST_SECONDS, tap))
                update_params(run, lr_t)
        except TooLong:
            self._why = f"A step takes more than {MOST_SECONDS:g} s here: so long its forward pass alone has taken."
        except (ArithmeticError, ValueError):  # math.log(0.0) is a ValueError
            self._why = "Not measured: its very first step comes to what is no finite number."
        else:
            run.step += 1
            self._seconds.append(time.perf_counter() - began)


def _warning(seconds: float | None, num_steps: int) -> str:
    if seconds is None:
        return ""
    if seconds >= SLOW_STEP:
        return "A step so long holds all else up: a pause, and whatever is asked meanwhile, waits for its end."
    if seconds * num_steps >= SLOW_RUN:
        return "That is long, but it can be paused after any step, and what is done is kept in this browser."
    return ""


def _run_of(config: Config, tokenizer: Tokenizer, data: Data, ops: Autograd) -> Run:
    """As start() makes it, but on a few of the documents, so that there may be millions of them."""
    rng = random.Random(config.seed)
    params = init_params(config, tokenizer.vocab_size, rng)
    return Run(
        config=config,
        ops=ops,
        tokenizer=tokenizer,
        docs=rng.sample(data.docs, min(STEPS, len(data.docs))),
        held_out=[],
        data_name=data.name,
        data_digest="",
        state_dict={name: ops.parameters(rows) for name, rows in params.items()},
        optimizer=optimizer_of(config, param_count(config, tokenizer.vocab_size)),
        rng=rng,
    )


def _until(end: float, tap: Tap) -> Tap:
    """A tap that ends the pass when its time is over."""

    def tapped(name: str, x: T) -> T:
        if time.perf_counter() > end:
            raise TooLong
        return tap(name, x)

    return tapped
