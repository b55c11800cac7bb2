"""Starting: a run from what the page names, at its first step or where a checkpoint left it."""

from __future__ import annotations

from typing import Any

from microgpt import checkpoint
from microgpt.config import Config
from microgpt.data import Data, DataError, census, documents
from microgpt.ops import plain
from microgpt.ops.protocol import Autograd
from microgpt.presets import preset
from microgpt.run import AUTOGRADS, start
from session.training import Training

Json = dict[str, Any]


def started(
    preset_name: str, settings: Json, data_name: str, text: str | None, sample_every: int, autograd: str | None
) -> Training:
    """A run at step 0: a preset with these settings in place of its own, on built-in data or on a text."""
    config = Config.from_dict({**preset(preset_name).to_dict(), **settings})
    run = start(config, _data(data_name, text), autograd_called(autograd, config))
    return Training(run, sample_every, text is not None)


def restored(
    stored: str, memory: Json | None, data_name: str, text: str | None, sample_every: int, autograd: str | None
) -> Training:
    """A run that goes on from the text of a checkpoint, and from what was remembered beside it."""
    run = checkpoint.from_json(stored, plain)
    run.use(autograd_called(autograd, run.config))
    checkpoint.give_data(run, _data(data_name, text))
    return Training(run, sample_every, text is not None, memory)


def autograd_called(name: str | None, config: Config) -> Autograd:
    """The autograd of this name, or the quickest that can train with these settings."""
    if name is None:
        return AUTOGRADS[autograds_for(config)[0]]
    if name not in AUTOGRADS:
        raise ValueError(f"no autograd is called {name!r}; there are {', '.join(AUTOGRADS)}")
    if name not in autograds_for(config):
        raise ValueError(f"wanted {' or '.join(autograds_for(config))} to train with these settings, not {name}")
    return AUTOGRADS[name]


def autograds_for(config: Config) -> list[str]:
    """The names of the autograds that can train with these settings, the quickest first."""
    return list(AUTOGRADS)


def _data(name: str, text: str | None) -> Data:
    """The documents of a text, or the built-in ones of this name."""
    if text is not None:
        return documents(text, name)
    if name != "census":
        raise DataError(f"no data is called {name!r} here: wanted census, or a text")
    return census()
