"""A trained model as a text short enough for a link: its parameters in 16 bits each, compressed, with a checksum.

What else a run holds is left behind: Adam's moments, the state of the random stream, the documents. So the model can be
looked into and invents names; it can be trained further, but not as the run it comes from would have gone on. How far
the rounded model is from that one is measured when it is shared, and told in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import random
import reprlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from microgpt.config import Config, is_finite_number
from microgpt.model import flatten, param_count, param_shapes
from microgpt.observe.experiment import loss_on
from microgpt.observe.heads import tokens_of
from microgpt.ops.protocol import Rows
from microgpt.optimizer import optimizer_of
from microgpt.run import Run
from microgpt.stored import run_of
from microgpt.tokenizer import Tokenizer

VERSION = "m1"
LARGEST = 32767  # of a number in 16 bits
TRIED = 50  # documents on which the rounded model is compared with the one it is of
MOST_CHARACTERS = 500_000  # of a link's model: some 180,000 parameters, half of what Firefox takes as an address
MOST_BYTES = 4_000_000  # of it, unpacked: some 2 million parameters
MOST_BRACKETS = 200  # of what is told beside the parameters: to read more in one another could end Python
MOST_NAME = 100  # characters of the name of the documents
CHECKSUM_BYTES = 8
SCALE = struct.Struct("<d")  # of a matrix: what 1 of its whole numbers is worth

Json = dict[str, Any]


class SharedModelError(ValueError):
    """A text that is no model that was shared, or a damaged one: the message says what was wanted and what came."""


@dataclass(frozen=True)
class Precision:
    """How far a shared model is from the one it is of, rounded up to two digits."""

    parameter: float  # the most that one of its numbers is off
    docs: int  # so many documents were tried on both models
    loss: float  # and their losses are at most so far apart


def shared(run: Run) -> tuple[str, Precision]:
    """The model of a run as text for a link, and its precision: measured on the documents of the next steps.

    Raises SharedModelError if one of its numbers or losses is not finite, and if it is too large for a link.
    """
    if not all(math.isfinite(x) for rows in run.params().values() for row in rows for x in row):
        raise SharedModelError(DIVERGED)
    packed, rounded = bytearray(), {}
    for name, rows in run.params().items():
        scale, whole = _whole_numbers([x for row in rows for x in row])
        packed += SCALE.pack(scale) + struct.pack(f"<{len(whole)}h", *whole)
        rounded[name] = _matrix(scale, whole, len(rows[0]))
    precision = _precision(run, rounded)
    settings, defaults = run.config.to_dict(), Config().to_dict()
    header = {
        "config": {name: value for name, value in settings.items() if value != defaults[name]},
        "characters": "".join(run.tokenizer.characters),
        "data": [run.data_name[:MOST_NAME], run.data_digest],
        "step": run.step,
        "precision": asdict(precision),
    }
    content = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode() + b"\0" + bytes(packed)
    compressed = zlib.compress(_checksum(content) + content, 9)
    text = VERSION + _encoded(compressed)
    if len(text) > MOST_CHARACTERS:
        raise SharedModelError(
            f"wanted a model that fits in a link, with at most {MOST_CHARACTERS:,} characters, but this one of "
            f"{run.num_params:,} parameters takes {len(text):,}: save it as a file"
        )
    return text, precision


def opened(text: str) -> tuple[Run, Precision]:
    """The run of a shared model, without its documents, and how far it is from the one that was shared.

    Raises SharedModelError for a text that is damaged, foreign or newer.
    """
    start, _, packed = _content(text).partition(b"\0")
    try:
        if start.count(b"[") + start.count(b"{") > MOST_BRACKETS:
            raise ValueError("what it tells of itself is too deep")
        header = json.loads(start)
        config = Config.from_dict(header["config"])
        tokenizer = Tokenizer(header["characters"], config.special_tokens)
        shapes = param_shapes(config, tokenizer.vocab_size)
        count = len(optimizer_of(config, param_count(config, tokenizer.vocab_size)).m)
        stored = {
            "config": config.to_dict(),
            "characters": tokenizer.characters,
            "data": dict(zip(("name", "sha256"), header["data"])),
            "step": header["step"],
            "params": _matrices(packed, shapes),
            "m": [0.0] * count,
            "v": [0.0] * count,
            "rng": list(random.Random(config.seed).getstate()),
        }
        return run_of(stored), _told(header["precision"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SharedModelError(
            f"wanted a model that was shared, but that of this link makes no sense: {error}"
        ) from None


DIVERGED = "wanted a model to share whose numbers and losses are all finite, but this one has diverged"


def _whole_numbers(numbers: list[float]) -> tuple[float, list[int]]:
    """Numbers as whole ones of 16 bits, and what 1 of these is worth."""
    scale = max(map(abs, numbers)) / LARGEST
    if math.isinf(scale * LARGEST):
        scale = math.nextafter(scale, 0)
    if scale == 0:
        return scale, [0] * len(numbers)
    return scale, [max(-LARGEST, min(LARGEST, round(x / scale))) for x in numbers]


def _matrix(scale: float, whole: list[int] | tuple[int, ...], columns: int) -> Rows:
    return [[scale * x for x in whole[i : i + columns]] for i in range(0, len(whole), columns)]


def _precision(run: Run, rounded: dict[str, Rows]) -> Precision:
    """How far the rounded parameters are from those of a run, and what they do from what those do."""
    exact = flatten(run.params().values())
    parameter = max(abs(a - b) for a, b in zip(exact, flatten(rounded.values())))
    near = replace(run, state_dict={name: run.ops.parameters(rows) for name, rows in rounded.items()})
    count = min(TRIED, len(run.docs))
    docs = [tokens_of(run, run.docs[(run.step + i) % len(run.docs)]) for i in range(count)]
    try:
        apart = [abs(loss_on(run, doc) - loss_on(near, doc)) for doc in docs]
    except (ArithmeticError, ValueError):
        raise SharedModelError(DIVERGED) from None
    if not all(map(math.isfinite, apart)):
        raise SharedModelError(DIVERGED)
    return Precision(_rounded_up(parameter), count, _rounded_up(max(apart, default=0.0)))


def _rounded_up(x: float) -> float:
    """The least number of two digits that is no smaller."""
    digits, exponent = f"{x:.1e}".split("e")
    near = float(f"{digits}e{exponent}")
    return near if near >= x else float(f"{float(digits) + 0.1:.1f}e{exponent}")


def _told(precision: Json) -> Precision:
    """The precision that a shared model tells of itself."""
    told = Precision(**precision)
    if not all(is_finite_number(x) and x >= 0 for x in asdict(told).values()) or not isinstance(told.docs, int):
        raise ValueError(f"its precision is {reprlib.repr(precision)}")
    return told


def _content(text: str) -> bytes:
    """What was packed, if it is whole."""
    damaged = SharedModelError("wanted a model that was shared, but this link is damaged: is the end of it missing?")
    if not text.startswith(VERSION):
        raise SharedModelError(
            f"wanted a model that was shared, beginning with {VERSION}, not {reprlib.repr(text[:8])}"
        )
    if len(text) > MOST_CHARACTERS:
        raise SharedModelError(
            f"wanted a model that was shared, of at most {MOST_CHARACTERS:,} characters, not {len(text):,}"
        )
    encoded = text.removeprefix(VERSION)
    try:
        packed = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(packed, MOST_BYTES)
    except (ValueError, zlib.error):
        raise damaged from None
    if not unpacking.eof or unpacking.unused_data or _encoded(packed) != encoded:
        raise damaged
    checksum, content = unpacked[:CHECKSUM_BYTES], unpacked[CHECKSUM_BYTES:]
    if checksum != _checksum(content):
        raise damaged
    return content


def _matrices(packed: bytes, shapes: Mapping[str, tuple[int, int]]) -> dict[str, Rows]:
    """The matrices of these shapes."""
    wanted = sum(SCALE.size + 2 * rows * columns for rows, columns in shapes.values())
    if len(packed) != wanted:
        raise ValueError(f"its settings ask for {wanted} bytes of parameters, but it has {len(packed)}")
    params, at = {}, 0
    for name, (rows, columns) in shapes.items():
        (scale,) = SCALE.unpack_from(packed, at)
        at += SCALE.size
        whole = struct.unpack_from(f"<{rows * columns}h", packed, at)
        at += 2 * rows * columns
        params[name] = _matrix(scale, whole, columns)
    return params


def _encoded(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:CHECKSUM_BYTES]
