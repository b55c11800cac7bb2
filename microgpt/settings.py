"""The settings that the command line takes by name, and the command that repeats a run."""

from __future__ import annotations

from microgpt.config import Config
from microgpt.presets import PRESETS
from microgpt.run import autograds_for

MODEL_SETTINGS = {
    "n_embd": "length of the residual stream's vector",
    "n_layer": "transformer blocks",
    "n_head": "attention heads",
    "block_size": "positions a document may take",
    "seed": "seed of the random stream",
}
TRAINING_SETTINGS = {
    "num_steps": "training steps",
    "learning_rate": "learning rate of the first step",
}
SAMPLING_SETTINGS = {
    "temperature": "below 1 likely tokens get likelier",
    "num_samples": "how many documents to invent",
}
SETTINGS = MODEL_SETTINGS | TRAINING_SETTINGS | SAMPLING_SETTINGS


def flag(name: str) -> str:
    """The command line's name of a setting."""
    return "--samples" if name == "num_samples" else f"--{name}"


def train_command_of(config: Config, data_name: str, autograd: str | None = None) -> str | None:
    """The shortest command that trains with this Config, or None where the command line cannot say it.

    autograd: the one to train with, if not the quickest that there is for the config.
    """
    quickest = autograds_for(config)[0]
    commands = []
    for preset_name, base in PRESETS.items():
        differences = {name: value for name, value in config.to_dict().items() if value != getattr(base, name)}
        if differences.keys() <= SETTINGS.keys():
            words = ["python3 -m microgpt train"]
            words += [] if preset_name == "microgpt" else [f"--preset {preset_name}"]
            words += [] if data_name == "census" else [f"--data {data_name}"]
            words += [f"{flag(name)} {value}" for name, value in differences.items()]
            words += [] if autograd in (None, quickest) else [f"--autograd {autograd}"]
            commands.append(" ".join(words))
    return min(commands, key=len, default=None)
