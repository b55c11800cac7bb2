"""The settings that the command line takes by name, and the command that repeats a run."""

from __future__ import annotations

from microgpt.config import Config
from microgpt.limits import MOST_CHARACTERS, MOST_DATA_BYTES, MOST_DOC_CHARACTERS, MOST_DOCS, MOST_MEMORY, range_text
from microgpt.presets import PRESETS
from microgpt.run import autograds_for

MODEL_SETTINGS = {
    "n_embd": f"length of the residual stream's vector: {range_text('n_embd')}",
    "n_layer": f"transformer blocks: {range_text('n_layer')}",
    "n_head": f"attention heads: {range_text('n_head')}",
    "block_size": f"positions a document may take: {range_text('block_size')}",
    "seed": f"seed of the random stream: {range_text('seed')}",
}
TRAINING_SETTINGS = {
    "num_steps": f"training steps: {range_text('num_steps')}",
    "learning_rate": "learning rate of the first step",
}
SAMPLING_SETTINGS = {
    "temperature": "below 1 likely tokens get likelier",
    "num_samples": f"how many documents to invent: {range_text('num_samples')}",
}
SETTINGS = MODEL_SETTINGS | TRAINING_SETTINGS | SAMPLING_SETTINGS

DATA_TEXT = (
    f"a text file with one document a line: up to {MOST_DATA_BYTES // 10**6} MB, {MOST_DOCS:,} documents of "
    f"{MOST_DOC_CHARACTERS:,} characters, {MOST_CHARACTERS:,} different ones"
)
MEMORY_TEXT = f"What would take more than {MOST_MEMORY // 10**9} GB of memory is refused."


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
