"""Starting: a run from what the page names, at its first step or where a checkpoint left it."""

from __future__ import annotations

from array import array
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from microgpt import checkpoint
from microgpt.data import census, decode, documents
from microgpt.presets import PRESETS
from microgpt.run import Run, autograd_for, start
from session import sharing
from session.state import snapshots, unpacked
from session.training import Training
from session.wanted import Sketch, config_of, data_of

Json = dict[str, Any]


def started(
    preset_name: str, settings: Json, data_name: str, text: str | None, sample_every: int, autograd: str | None
) -> Training:
    """A run at step 0: a preset with these settings in place of its own, on built-in data or on a text."""
    config = config_of(preset_name, settings)
    run = start(config, data_of(data_name, text), autograd_for(config, autograd))
    return Training(run, sample_every, text is not None)


def restored(
    stored: str, memory: Json | None, data_name: str, text: str | None, sample_every: int, autograd: str | None
) -> Training:
    """A run that goes on from the text of a checkpoint, and from what was remembered beside it."""
    run = checkpoint.from_json(stored)
    run.use(autograd_for(run.config, autograd))
    checkpoint.give_data(run, data_of(data_name, text))
    return Training(run, sample_every, text is not None, memory)


def resumed(
    state: Json,
    numbers: Mapping[str, array[float]],
    data_name: str,
    text: str | None,
    sample_every: int,
    autograd: str | None,
) -> Training:
    """A run that goes on from the state that a page kept of it, with the snapshots that it still has."""
    run = unpacked(state["outline"], state["checksum"], numbers["numbers"])
    run.use(autograd_for(run.config, autograd))
    checkpoint.give_data(run, data_of(data_name, text))
    told = {each["after"]: each["checksum"] for each in state["snapshots"]}
    before = snapshots(told, {step: numbers[str(step)] for step in told}, len(numbers["numbers"]), run.num_params)
    return Training(run, sample_every, text is not None, state["memory"], before)


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
    elif told["is_built_in"]:
        checkpoint.give_data(run, census())
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
        "is_built_in": run.data_digest == census().digest,
    }


def read(name: str, content: str | None, text: str | None) -> Json:
    """A text that can be learned from, and what of it matters to a run. Raises DataError for one that cannot.

    docs, characters, longest   how many documents it holds, of how many different characters, up to how long
    """
    found = decode(b64decode(content), name) if text is None and content is not None else text or ""
    sketch = Sketch.of(documents(found, name))
    return {
        "text": found,
        "docs": len(sketch.data.docs),
        "characters": sketch.characters,
        "longest": sketch.longest,
    }
