"""Starting: a run from what the page names, at its first step or where a checkpoint left it."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any

from microgpt import checkpoint
from microgpt.data import Data, built_in, documents
from microgpt.lists import BUILT_IN, MAKEMORE_SHA256
from microgpt.presets import PRESETS
from microgpt.run import Run, autograd_for, start
from session import sharing
from session.documents import MAKEMORE, list_of
from session.state import snapshots, unpacked
from session.training import Training
from session.wanted import config_of

Json = dict[str, Any]


def started(preset_name: str, settings: Json, data: Data, sample_every: int, autograd: str | None) -> Training:
    """A run at step 0: a preset with these settings in place of its own, on these documents."""
    config = config_of(preset_name, settings)
    run = start(config, data, autograd_for(config, autograd))
    return Training(run, sample_every, _has_own(data))


def restored(stored: str, memory: Json | None, data: Data, sample_every: int, autograd: str | None) -> Training:
    """A run that goes on from the text of a checkpoint, and from what was remembered beside it."""
    run = checkpoint.from_json(stored)
    run.use(autograd_for(run.config, autograd))
    checkpoint.give_data(run, data)
    return Training(run, sample_every, _has_own(data), memory)


def resumed(
    state: Json,
    numbers: Mapping[str, array[float]],
    data: Data,
    sample_every: int,
    autograd: str | None,
) -> Training:
    """A run that goes on from the state that a page kept of it, with the snapshots that it still has."""
    run = unpacked(state["outline"], state["checksum"], numbers["numbers"])
    run.use(autograd_for(run.config, autograd))
    checkpoint.give_data(run, data)
    told = {each["after"]: each["checksum"] for each in state["snapshots"]}
    before = snapshots(told, {step: numbers[str(step)] for step in told}, len(numbers["numbers"]), run.num_params)
    return Training(run, sample_every, _has_own(data), state["memory"], before)


def opened(
    model: str, text: str | None, sample_every: int, autograd: str | None
) -> tuple[Training, sharing.Precision, Json]:
    """A run that goes on from a model that was shared; how near that is to what it was; and its outlook().

    If its documents are neither the built-in ones nor in the text it has none, and can do all but train.
    """
    run, precision = sharing.opened(model)
    run.use(autograd_for(run.config, autograd))
    told = _outlook(run)
    if text is not None:
        checkpoint.give_data(run, documents(text, run.data_name))
    elif told["list"] is not None:
        checkpoint.give_data(run, built_in(told["list"]))
    memory = {"losses": [], "stints": [], "first": run.step}
    return Training(run, sample_every, text is not None, memory), precision, told


def outlook(stored: str, name: str = "checkpoint") -> Json:
    """What the text of a checkpoint would be as a run: how it would have been set up, and which documents it wants.

    setup  {preset, settings}: the preset that is nearest to its config, and what differs from that
    """
    return {**_outlook(checkpoint.from_json(stored, name=name)), "is_checked": checkpoint.is_checked(stored)}


def _outlook(run: Run) -> Json:
    config = run.config.to_dict()
    differing = {
        name: {key: value for key, value in config.items() if value != each.to_dict()[key] and key != "num_steps"}
        for name, each in PRESETS.items()
    }
    nearest = min(differing, key=lambda name: len(differing[name]))
    return {
        "step": run.step,
        "num_steps": run.config.num_steps,
        "setup": {"preset": nearest, "settings": differing[nearest]},
        "data_name": run.data_name,
        "data_digest": run.data_digest,
        "list": list_of(run.data_digest),
    }


def _has_own(data: Data) -> bool:
    """Whether the documents are the reader's own: no command names them."""
    if data.name == MAKEMORE:
        return data.digest != MAKEMORE_SHA256  # that file is its documents, and nothing else
    return data.name not in BUILT_IN or data.digest != built_in(data.name).digest
