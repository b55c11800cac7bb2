"""A run before it is started: which settings it may have, whether these can be, and what it would take.

Nothing of it is allocated, so it is answered as fast as somebody types.
"""

from __future__ import annotations

import random
from typing import Any

from microgpt.config import Config, ConfigError
from microgpt.data import Data, DataError
from microgpt.memory import bytes_of, require_room
from microgpt.model import param_count
from microgpt.presets import ABOUT, PRESETS
from microgpt.run import autograd_for, name_of
from microgpt.settings import GROUPS, SETTINGS, written
from microgpt.split import split
from microgpt.tokenizer import Tokenizer
from session.documents import Shelf
from session.wanted import Wanted, value_of

Json = dict[str, Any]

MUCH_MEMORY = 400_000_000  # bytes: more than some phones let a page have
MOST_SPLIT = 50_000  # documents: to split more takes as long as nobody waits who types, and starting says it as well


def table() -> Json:
    """Every setting of a run as a form shows them: in groups, each with its sentence and its values in the presets.

    values  of a preset: every setting by name, as text
    """
    return {
        "presets": [
            {"name": name, "about": ABOUT[name], "values": {key: written(v) for key, v in config.to_dict().items()}}
            for name, config in PRESETS.items()
        ],
        "groups": [
            {
                "title": group.title,
                "about": group.about,
                "settings": [
                    {
                        "name": each.name,
                        "label": each.label,
                        "about": each.about,
                        "kind": each.kind,
                        "choices": each.choices,
                        "allowed": each.allowed,
                    }
                    for each in (SETTINGS[name] for name in group.names)
                ],
            }
            for group in GROUPS
        ],
    }


def prospect(wanted: Wanted, shelf: Shelf) -> Json:
    """What is wanted would be as a run. Raises NotKept for documents that are held no longer.

    problems    of a setting, by name: why it cannot be, in a sentence
    problem     why the run as a whole cannot be, "" if it can
    warning     what it costs, in a sentence, if that is much
    idle        settings that have no effect beside the others, by name: why not
    num_params, memory, autograd   how many parameters it has, about how many bytes it takes, what it trains with; None
                if it cannot be
    """
    problems: dict[str, str] = {}
    told: Json = {"problems": problems, "problem": "", "warning": "", "idle": {}}
    told |= {"num_params": None, "memory": None, "autograd": None}
    for name, given in wanted.settings.items():
        try:
            value_of(name, given)
        except ConfigError as error:
            problems[name] = str(error)
    if problems:
        return told
    try:
        config = wanted.config()
        told["idle"] = idle(config)
        told |= _taken(config, shelf.documents_of(wanted), wanted.autograd)
    except ConfigError as error:
        if error.setting:
            problems[error.setting] = str(error)
        else:
            told["problem"] = str(error)
    except DataError as error:
        told["problem"] = str(error)
    return told


def idle(config: Config) -> dict[str, str]:
    """The settings that have no effect beside the others of a config: why not."""
    found = {}
    if not config.attention:
        found["n_head"] = "no effect without attention"
    if not config.mlp:
        found["activation"] = "no effect without the MLP"
    if not config.attention and not config.mlp:
        found["residual"] = found["zero_init_outputs"] = "no effect without attention and MLP"
    if config.norm == "none":
        found["norm_embedding"] = "no effect without a norm"
    if config.optimizer == "sgd":
        found |= dict.fromkeys(("beta1", "beta2", "eps"), "Adam's own: no effect with sgd")
    return found


def _taken(config: Config, data: Data, autograd: str | None) -> Json:
    name = name_of(autograd_for(config, autograd))
    vocab_size, positions = Tokenizer(data.characters, config.special_tokens).vocab_size, data.longest + 1
    require_room(config, vocab_size, name, positions)
    if config.holdout and len(data.docs) <= MOST_SPLIT:
        split(data.docs, config, random.Random(config.seed))  # raises if none would be left
    memory = bytes_of(config, vocab_size, name, positions)
    warning = "So much memory is more than some phones and tablets let a page have." if memory > MUCH_MEMORY else ""
    return {"num_params": param_count(config, vocab_size), "memory": memory, "autograd": name, "warning": warning}
