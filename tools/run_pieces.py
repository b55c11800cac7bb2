"""The recorded run in two files, so that what its chart shows is there first; web/state/recorded.js joins them.

run.json: the run with all its events, 27 kB gzipped. Of its steps only the last has its tokens, with the loss of each,
and the learning rate; of the others the mean of the last losses is rounded, to 1 in 1e8: four decimals are shown.
run-documents.bin: those of every step, but the learning rates, which no page shows; fetched when a step is pointed at:
packed as packing.py says, with {"tokens"} as its header, a list for each step, and one column: for each step the
losses, of which there is one fewer than tokens. They are rounded, to 1 in 1e11. 41 kB.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping
from typing import Any

from tools.packing import packed, rounded, unpacked

Json = dict[str, Any]

RUN = "run.json"
DOCUMENTS = "run-documents.bin"
MEAN_DIGITS = 8  # after the point


def run_pieces(run: Json) -> dict[str, bytes]:
    """The files of a run."""
    steps = _steps(run)
    losses = rounded(array("d", (loss for step in steps for loss in step["losses"])))
    documents = packed({"tokens": [step["tokens"] for step in steps]}, {"losses": losses})
    brief = [_brief(each) if _is_before(each, steps[-1]) else each for each in run["events"]]
    text = json.dumps({**run, "events": brief}, separators=(",", ":"), allow_nan=False)
    return {RUN: text.encode(), DOCUMENTS: documents}


def whole_run(files: Mapping[str, bytes]) -> Json:
    """The run that was taken to pieces, without the learning rates of all steps but the last, the means rounded."""
    run: Json = json.loads(files[RUN])
    header, columns = unpacked(files[DOCUMENTS])
    losses = iter(columns["losses"])
    for step, tokens in zip(_steps(run), header["tokens"], strict=True):
        step.update(tokens=tokens, losses=[next(losses) for _ in tokens[1:]])
    return run


def _brief(step: Json) -> Json:
    kept = {key: value for key, value in step.items() if key != "learning_rate"}
    return {**kept, "average": round(step["average"], MEAN_DIGITS), "tokens": [], "losses": []}


def _is_before(event: Json, last: Json) -> bool:
    return "loss" in event and event["step"] < last["step"]


def _steps(run: Json) -> list[Json]:
    return [event for event in run["events"] if "loss" in event]
