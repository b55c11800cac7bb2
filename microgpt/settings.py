"""The settings of a run as people meet them: what each does, what it may be, its flag, and how it is read from text.

SETTINGS has one for every field of Config, GROUPS those that belong together where a form shows them. parse() is the
one place where a setting's value is read from what somebody typed, on a command line or in a form; train_command_of()
is the way back.
"""

from __future__ import annotations

import reprlib
from dataclasses import dataclass
from typing import Any, Literal, get_args

from microgpt.config import KINDS, Config, ConfigError, checked
from microgpt.limits import (
    BOUNDS,
    MOST_CHARACTERS,
    MOST_DATA_BYTES,
    MOST_DOC_CHARACTERS,
    MOST_DOCS,
    MOST_MEMORY,
    range_text,
)
from microgpt.presets import PRESETS
from microgpt.run import autograds_for

SWITCH = {"on": True, "off": False, "true": True, "false": False}

DATA_TEXT = (
    f"a text file with one document a line: up to {MOST_DATA_BYTES // 10**6} MB, {MOST_DOCS:,} documents of "
    f"{MOST_DOC_CHARACTERS:,} characters, {MOST_CHARACTERS:,} different ones"
)
MEMORY_TEXT = f"What would take more than {MOST_MEMORY // 10**9} GB of memory is refused."


@dataclass(frozen=True)
class Setting:
    """A field of Config: `about` says what it does, `part` what it belongs to, `label` is its name in plain words."""

    name: str
    part: Literal["model", "training", "sampling"]
    label: str
    about: str
    may_change: bool = False  # whether a run that goes on from a checkpoint may have another value than before

    @property
    def kind(self) -> Literal["whole", "number", "switch", "choice"]:
        """What its values are: whole numbers, numbers, on or off, or one of some words."""
        kinds: dict[Any, Literal["whole", "number", "switch"]] = {int: "whole", float: "number", bool: "switch"}
        return kinds.get(KINDS[self.name], "choice")

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that it may be, if it is not a number."""
        return ("on", "off") if self.kind == "switch" else get_args(KINDS[self.name])

    @property
    def allowed(self) -> str:
        """What it may be, in words."""
        if self.choices:
            return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"
        return range_text(self.name) if self.kind == "whole" else BOUNDS[self.name][0]

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return "--samples" if self.name == "num_samples" else f"--{self.name}"

    @property
    def default(self) -> Any:
        """Its value in the published program."""
        return getattr(Config(), self.name)

    @property
    def help(self) -> str:
        """What it does, what it may be, and what it is if nothing is said."""
        defaults = {name: written(getattr(config, self.name)) for name, config in PRESETS.items()}
        others = {name: value for name, value in defaults.items() if value != written(self.default)}
        default = ", ".join([written(self.default), *[f"in preset {name} {value}" for name, value in others.items()]])
        return f"{self.about}: {self.allowed} (default: {default})"


MODEL_SETTINGS = {
    name: Setting(name, "model", label, about)
    for name, (label, about) in {
        "n_layer": ("layers", "blocks of attention and MLP that each token goes through, one after the other"),
        "n_embd": (
            "vector length",
            "how many numbers stand for a token on its way through the model, a multiple of n_head",
        ),
        "n_head": ("heads", "attention heads, which read side by side and share n_embd evenly"),
        "block_size": ("positions", "how many positions a document may take, at most"),
        "special_tokens": ("special tokens", "BOS at both ends of a document, or BOS and EOS"),
        "tied_head": (
            "tied head",
            "compute the logits with wte, the token embeddings, in place of a matrix of their own, lm_head",
        ),
        "position_embedding": (
            "position embedding",
            "say where each token stands, by adding its position's row of wpe to its row of wte",
        ),
        "norm": (
            "norm",
            "what brings a token's numbers to one size before attention and MLP; layernorm takes their mean off first",
        ),
        "norm_embedding": ("norm of the embeddings", "use the norm right after the embeddings are added, too"),
        "attention": (
            "attention",
            "let tokens read those before them; without it each is predicted from the one before, and its position, "
            "alone",
        ),
        "mlp": ("MLP", "let each token work on what it has gathered, with hidden numbers of its own"),
        "residual": (
            "residual",
            "add what attention and MLP put out to what went in; without it their output takes its place",
        ),
        "activation": (
            "activation",
            "what bends the hidden numbers of the MLP; relu makes negative ones 0, relu2 is relu squared, gelu (in its "
            "tanh form) a smooth relu",
        ),
        "wrap_positions": (
            "wrapped positions",
            "count positions past block_size from 0 again; no training and no sampling here comes so far",
        ),
        "init_std": (
            "first spread",
            "how far from 0 the first parameters are drawn, at random, on either side (standard deviation)",
        ),
        "zero_init_outputs": (
            "outputs at zero",
            "begin with the matrices attn_wo and mlp_fc2 at 0, so that at first each block adds nothing",
        ),
    }.items()
}
TRAINING_SETTINGS = {
    "crop": Setting("crop", "training", "cropping", "what block_size counts in a document that is too long"),
    "backward": Setting(
        "backward", "training", "backward passes", "one backward pass for each document, or for each position"
    ),
    "optimizer": Setting(
        "optimizer",
        "training",
        "optimizer",
        "what moves the parameters: Adam, or plain SGD, by learning rate times gradient",
    ),
    "num_steps": Setting("num_steps", "training", "steps", "training steps", may_change=True),
    "learning_rate": Setting(
        "learning_rate",
        "training",
        "learning rate",
        "what scales each move of the parameters; it falls evenly from this to 0 over num_steps",
        may_change=True,
    ),
    "beta1": Setting(
        "beta1", "training", "beta 1", "how much Adam keeps, at each step, of its running mean of the gradients"
    ),
    "beta2": Setting(
        "beta2", "training", "beta 2", "how much Adam keeps, at each step, of its running mean of the squared gradients"
    ),
    "eps": Setting(
        "eps", "training", "epsilon", "a small number that Adam adds to what it divides by, so that it is never 0"
    ),
    "seed": Setting(
        "seed",
        "training",
        "seed",
        "what all chance follows from, in the order of documents, first parameters and samples",
    ),
    "holdout": Setting(
        "holdout",
        "training",
        "held out",
        "share of the documents, chosen by the seed, that are not trained on, so that the held-out loss is measured on "
        "what the model has not seen",
    ),
}
SAMPLING_SETTINGS = {
    "temperature": Setting(
        "temperature",
        "sampling",
        "temperature",
        "below 1 likely tokens get likelier, above 1 all get more alike",
        may_change=True,
    ),
    "top_k": Setting(
        "top_k",
        "sampling",
        "likeliest tokens only",
        "draw only among so many tokens, the likeliest; 0 for all of them",
        may_change=True,
    ),
    "num_samples": Setting("num_samples", "sampling", "samples", "how many documents to invent", may_change=True),
}
SETTINGS = MODEL_SETTINGS | TRAINING_SETTINGS | SAMPLING_SETTINGS


@dataclass(frozen=True)
class Group:
    """Settings that belong together, by name: `about` says what they have in common."""

    title: str
    about: str
    names: tuple[str, ...]


GROUPS = (
    Group("Size", "how large the model is", ("n_layer", "n_embd", "n_head", "block_size")),
    Group(
        "Parts",
        "what can be left out of the model, or be another",
        ("attention", "mlp", "activation", "residual", "norm", "norm_embedding", "position_embedding", "tied_head"),
    ),
    Group("Training", "how many steps, and what is held out", ("num_steps", "holdout", "backward")),
    Group("Optimizer", "how parameters move at a step", ("optimizer", "learning_rate", "beta1", "beta2", "eps")),
    Group("Start", "where training begins", ("seed", "init_std", "zero_init_outputs")),
    Group("Tokens", "how documents become tokens", ("special_tokens", "crop", "wrap_positions")),
    Group("Samples", "how documents are invented at the end", ("temperature", "top_k", "num_samples")),
)


def parse(name: str, text: str) -> Any:
    """The value of a setting from its text: a number, a word, or on or off (true or false).

    Raises ConfigError for a setting that there is not, and for a value that it cannot have by itself; whether values
    go together, Config says.
    """
    if name not in SETTINGS:
        raise ConfigError(f"no setting is called {reprlib.repr(name)}; there are {', '.join(SETTINGS)}")
    setting, given = SETTINGS[name], text.strip()
    if setting.kind == "switch":
        if given.lower() not in SWITCH:
            raise ConfigError(f"{name} must be on or off, not {reprlib.repr(text)}", name)
        return SWITCH[given.lower()]
    if setting.kind == "choice":
        return checked(name, given)
    try:
        number = int(given) if setting.kind == "whole" else float(given)
    except ValueError:
        return checked(name, text)  # which says what was wanted
    return checked(name, number)


def written(value: Any) -> str:
    """The text of a setting's value, as parse() reads it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def train_command_of(config: Config, data_name: str, autograd: str | None = None) -> str:
    """The shortest command that trains with this Config.

    autograd: the one to train with, if not the quickest that there is for the config.
    """
    quickest = autograds_for(config)[0]
    commands = []
    for preset_name, base in PRESETS.items():
        differences = {name: value for name, value in config.to_dict().items() if value != getattr(base, name)}
        words = ["python3 -m microgpt train"]
        words += [] if preset_name == "microgpt" else [f"--preset {preset_name}"]
        words += [] if data_name == "census" else [f"--data {data_name}"]
        words += [f"{SETTINGS[name].flag} {written(value)}" for name, value in differences.items()]
        words += [] if autograd in (None, quickest) else [f"--autograd {autograd}"]
        commands.append(" ".join(words))
    return min(commands, key=len)
