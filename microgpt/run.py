"""Run: everything that changes while a model trains, in one place.

What train() moves, sample() reads and a checkpoint stores.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

from microgpt.config import Config, ConfigError
from microgpt.data import Data
from microgpt.memory import require_room
from microgpt.model import StateDict, init_params, param_count
from microgpt.ops import scalar, vector
from microgpt.ops.protocol import Autograd, Rows
from microgpt.optimizer import Optimizer, optimizer_of
from microgpt.split import split
from microgpt.tokenizer import Tokenizer

AUTOGRADS: dict[str, Autograd] = {"vector": vector, "scalar": scalar}


def autograds_for(config: Config) -> list[str]:
    """The names of the autograds that a config can train with, the quickest first.

    With a backward pass at each position only the one of single numbers: what earlier passes left on the nodes that
    are shared through the KV cache is handed on again, number by number.
    """
    return ["scalar"] if config.backward == "position" else ["vector", "scalar"]


def autograd_for(config: Config, name: str | None = None) -> Autograd:
    """The autograd of this name, or the quickest there is for a config.

    Raises ConfigError for a name that is none, or one that the config cannot train with.
    """
    able = autograds_for(config)
    if name is None:
        name = able[0]
    if name not in AUTOGRADS:
        raise ConfigError(f"no autograd is called {name!r}; there are {', '.join(AUTOGRADS)}")
    if name not in able:
        raise ConfigError(
            f"wanted the {' or '.join(able)} autograd for backward {config.backward!r} (as in preset first), whose "
            f"backward passes meet the nodes of earlier ones again, number by number; not the {name} one"
        )
    return AUTOGRADS[name]


def name_of(ops: Autograd) -> str:
    """The name of an autograd."""
    return next(name for name, each in AUTOGRADS.items() if each is ops)


@dataclass
class Run:
    """A model in training: start() makes one, checkpoint.load() brings one back."""

    config: Config
    ops: Autograd
    tokenizer: Tokenizer
    docs: list[str]  # those that are trained on, shuffled
    held_out: list[str]  # those that are not, of which held_out.py works out the loss
    data_name: str
    data_digest: str
    state_dict: StateDict
    optimizer: Optimizer
    rng: random.Random
    step: int = 0  # training steps done

    def __post_init__(self) -> None:
        autograd_for(self.config, self.autograd)  # raises if they do not go together

    @property
    def autograd(self) -> str:
        """The name of the autograd it trains with."""
        return name_of(self.ops)

    def use(self, ops: Autograd) -> None:
        """Go on with another autograd, from the next step on; the numbers stay what they are.

        Raises ConfigError if the config cannot train with it, as start() does.
        """
        autograd_for(self.config, name_of(ops))
        self.require_room(name_of(ops))
        self.state_dict = {name: ops.parameters(rows) for name, rows in self.params().items()}
        self.ops = ops

    def require_room(self, autograd: str) -> None:
        """Raise ConfigError if training on its documents with this autograd would take too much memory."""
        require_room(self.config, self.tokenizer.vocab_size, autograd, _most_predictions(self.docs))

    def copy(self) -> Run:
        """Another run that stands where this one does; they share nothing that a step, a sample or an edit changes."""
        params = self.params().items()
        return replace(
            self,
            state_dict={name: self.ops.parameters(rows) for name, rows in params},
            optimizer=self.optimizer.copy(),
            rng=copy(self.rng),
        )

    @property
    def num_params(self) -> int:
        """How many trainable numbers the model has."""
        return param_count(self.config, self.tokenizer.vocab_size)

    def params(self) -> dict[str, Rows]:
        """The numbers of every matrix, by name."""
        return {name: self.ops.data(matrix) for name, matrix in self.state_dict.items()}


def require_trainable(config: Config, data: Data, autograd: str) -> None:
    """Raise ConfigError if a run of this config on this data would take too much memory."""
    vocab_size = Tokenizer(data.characters, config.special_tokens).vocab_size
    require_room(config, vocab_size, autograd, _most_predictions(data.docs))


def start(config: Config, data: Data, ops: Autograd = scalar) -> Run:
    """A run before its first step: documents shuffled, then parameters drawn, from one stream seeded by the config.

    Raises ConfigError, before anything is allocated, if to train it would take too much memory.
    """
    require_trainable(config, data, name_of(ops))
    tokenizer = Tokenizer(data.characters, config.special_tokens)
    rng = random.Random(config.seed)
    docs, held_out = split(data.docs, config, rng)
    params = init_params(config, tokenizer.vocab_size, rng)
    return Run(
        config=config,
        ops=ops,
        tokenizer=tokenizer,
        docs=docs,
        held_out=held_out,
        data_name=data.name,
        data_digest=data.digest,
        state_dict={name: ops.parameters(rows) for name, rows in params.items()},
        optimizer=optimizer_of(config, param_count(config, tokenizer.vocab_size)),
        rng=rng,
    )


def _most_predictions(docs: Sequence[str]) -> int:
    """How many predictions are made on the longest document, if the model has the positions; 0 without documents."""
    return max(map(len, docs), default=-1) + 1
