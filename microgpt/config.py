"""Config: every number and choice that defines a model, its training and its sampling."""

from __future__ import annotations

import math
import reprlib
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args, get_type_hints

from microgpt.limits import BOUNDS, RANGES


class ConfigError(ValueError):
    """A setting that cannot be: the message says what was wanted and what came; `setting` is its name, if it is one."""

    def __init__(self, message: str, setting: str = "") -> None:
        super().__init__(message)
        self.setting = setting


@dataclass(frozen=True)
class Config:
    """The settings of one run. The defaults are those of the published program (preset `microgpt`)."""

    # the model
    n_layer: int = 1  # transformer blocks
    n_embd: int = 16  # length of the residual stream's vector
    n_head: int = 4  # attention heads; head_dim = n_embd // n_head
    block_size: int = 16  # positions a document may take
    special_tokens: Literal["bos", "bos_eos"] = "bos"  # BOS at both ends (last id), or BOS 0 and EOS 1
    tied_head: bool = False  # read the logits off wte instead of a matrix of its own, lm_head
    position_embedding: bool = True  # add a row of wpe to that of wte
    norm: Literal["rmsnorm", "layernorm", "none"] = "rmsnorm"  # before attention, before the MLP
    norm_embedding: bool = True  # and after the sum of the embeddings
    attention: bool = True  # whether there is any in a block
    mlp: bool = True  # whether there is one in a block
    residual: bool = True  # add what attention and MLP put out to the stream, instead of putting it in its place
    activation: Literal["relu", "relu2", "gelu", "none"] = "relu"  # of the MLP; relu2 is relu squared
    wrap_positions: bool = False  # look up wpe[pos_id % block_size] instead of refusing positions past the end
    init_std: float = 0.08  # standard deviation of the first parameters
    zero_init_outputs: bool = False  # attn_wo and mlp_fc2 start at 0, so that each block starts as the identity
    # the training
    crop: Literal["predictions", "tokens"] = "predictions"  # what block_size counts in a document that is too long
    backward: Literal["document", "position"] = "document"  # one backward pass on the mean loss, or one a position
    optimizer: Literal["adam", "sgd"] = "adam"  # sgd moves each parameter by learning rate times gradient
    num_steps: int = 1000
    learning_rate: float = 0.01  # at the first step; falls linearly to 0 over num_steps
    beta1: float = 0.85  # decay of Adam's first moment
    beta2: float = 0.99  # decay of Adam's second moment
    eps: float = 1e-8  # keeps Adam's division finite
    seed: int = 42
    holdout: float = 0.0  # share of the documents that is never trained on
    # the sampling
    temperature: float = 0.5  # below 1 likely tokens get likelier, above 1 all get more alike
    top_k: int = 0  # draw only among so many tokens, the likeliest; 0 for all
    num_samples: int = 20

    def __post_init__(self) -> None:
        for name in KINDS:
            object.__setattr__(self, name, checked(name, getattr(self, name)))
        if self.n_embd % self.n_head:
            message = f"n_embd must be a multiple of n_head, not {self.n_embd} with {self.n_head} heads"
            raise ConfigError(message, "n_embd")
        if self.crop == "tokens" and self.block_size < 2:
            message = "block_size must be at least 2 when it counts tokens (crop='tokens'), not 1"
            raise ConfigError(message, "block_size")

    @property
    def head_dim(self) -> int:
        """Length of one head's query, key and value vectors."""
        return self.n_embd // self.n_head

    def to_dict(self) -> dict[str, Any]:
        """The settings by name, ready for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(settings: dict[str, Any]) -> Config:
        """The Config of these settings; those not named keep their defaults. Raises ConfigError for an unknown name."""
        known = {field.name for field in fields(Config)}
        for name in settings:
            if name not in known:
                raise ConfigError(f"no setting is called {reprlib.repr(name)}; there are {', '.join(sorted(known))}")
        return Config(**settings)


KINDS = get_type_hints(Config)  # of every setting: int, float, bool or the Literal of its choices


def checked(name: str, value: object) -> Any:
    """The value of one setting by itself, as Config keeps it. Raises ConfigError for one that it cannot have."""
    kind, given = KINDS[name], reprlib.repr(value)
    if kind is bool and not isinstance(value, bool):
        raise ConfigError(f"{name} must be true or false, not {given}", name)
    choices = get_args(kind)
    if choices and value not in choices:
        raise ConfigError(f"{name} must be one of {', '.join(choices)}, not {given}", name)
    if kind is int:
        least, most = RANGES[name]
        if isinstance(value, bool) or not isinstance(value, int):
            raise ConfigError(f"{name} must be a whole number from {least} to {most}, not {given}", name)
        if value < least:
            raise ConfigError(f"{name} must be {f'at least {least}' if least else '0 or more'}, not {given}", name)
        if value > most:
            raise ConfigError(f"{name} must be at most {most}, not {given}", name)
    if kind is float:
        if not is_finite_number(value):
            raise ConfigError(f"{name} must be a finite number, not {given}", name)
        bounds, is_within = BOUNDS[name]
        number = float(value)  # type: ignore[arg-type]
        if not is_within(number):
            raise ConfigError(f"{name} must be {bounds}, not {number}", name)
        return number
    return value


def is_finite_number(value: object) -> bool:
    """Whether a value that somebody gave is a number, and one that a float can hold."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond 1.8e308
        return False
