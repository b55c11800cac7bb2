"""Run: everything that changes while a model trains, in one place.

What train() moves, sample() reads and a checkpoint stores.
"""

from __future__ import annotations

import random
from copy import copy
from dataclasses import dataclass, replace

from microgpt.adam import Adam
from microgpt.config import Config
from microgpt.data import Data
from microgpt.model import StateDict, init_params
from microgpt.ops import scalar, vector
from microgpt.ops.protocol import Autograd, Rows
from microgpt.tokenizer import Tokenizer

AUTOGRADS: dict[str, Autograd] = {"vector": vector, "scalar": scalar}


@dataclass
class Run:
    """A model in training: start() makes one, checkpoint.load() brings one back."""

    config: Config
    ops: Autograd
    tokenizer: Tokenizer
    docs: list[str]  # shuffled
    data_name: str
    data_digest: str
    state_dict: StateDict
    adam: Adam
    rng: random.Random
    step: int = 0  # training steps done

    @property
    def autograd(self) -> str:
        """The name of the autograd it trains with."""
        return next(name for name, ops in AUTOGRADS.items() if ops is self.ops)

    def use(self, ops: Autograd) -> None:
        """Go on with another autograd, from the next step on; the numbers stay what they are."""
        self.state_dict = {name: ops.parameters(rows) for name, rows in self.params().items()}
        self.ops = ops

    def copy(self) -> Run:
        """Another run that stands where this one does; they share nothing that a step, a sample or an edit changes."""
        params = self.params().items()
        return replace(
            self,
            state_dict={name: self.ops.parameters(rows) for name, rows in params},
            adam=self.adam.copy(),
            rng=copy(self.rng),
        )

    @property
    def num_params(self) -> int:
        """How many trainable numbers the model has."""
        return len(self.adam.m)

    def params(self) -> dict[str, Rows]:
        """The numbers of every matrix, by name."""
        return {name: self.ops.data(matrix) for name, matrix in self.state_dict.items()}


def start(config: Config, data: Data, ops: Autograd = scalar) -> Run:
    """A run before its first step: documents shuffled, then parameters drawn, from one stream seeded by the config."""
    rng = random.Random(config.seed)
    docs = list(data.docs)
    rng.shuffle(docs)
    tokenizer = Tokenizer(data.characters, config.special_tokens)
    params = init_params(config, tokenizer.vocab_size, rng)
    num_params = sum(len(row) for rows in params.values() for row in rows)
    return Run(
        config=config,
        ops=ops,
        tokenizer=tokenizer,
        docs=docs,
        data_name=data.name,
        data_digest=data.digest,
        state_dict={name: ops.parameters(rows) for name, rows in params.items()},
        adam=Adam(num_params, config.beta1, config.beta2, config.eps),
        rng=rng,
    )
