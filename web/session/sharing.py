"""A trained model as a text short enough for a link: its parameters in 16 bits each, compressed, with a checksum.

What else a run holds is left behind: Adam's moments, the state of the random stream, the documents. So the model can be
looked into and invents names; it can be trained further, but not as the run it comes from would have gone on.
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
from typing import Any

from microgpt import checkpoint
from microgpt.config import Config
from microgpt.model import param_shapes
from microgpt.ops.protocol import Rows
from microgpt.run import Run
from microgpt.tokenizer import Tokenizer

VERSION = "m1"
LARGEST = 32767  # of a number in 16 bits
MOST_BYTES = 4_000_000  # of a link's model, unpacked: some 2 million parameters
CHECKSUM_BYTES = 8
SCALE = struct.Struct("<d")  # of a matrix: what 1 of its whole numbers is worth

Json = dict[str, Any]


class SharedModelError(ValueError):
    """A text that is no model that was shared, or a damaged one: the message says what was wanted and what came."""


def shared(run: Run) -> Json:
    """The model of a run as text for a link, and how far a parameter in it can be from what it is in the run.

    Raises SharedModelError if one of its numbers is not finite.
    """
    settings, defaults = run.config.to_dict(), Config().to_dict()
    header = {
        "config": {name: value for name, value in settings.items() if value != defaults[name]},
        "characters": "".join(run.tokenizer.characters),
        "data": [run.data_name, run.data_digest],
        "step": run.step,
    }
    packed, worst = bytearray(), 0.0
    for rows in run.params().values():
        numbers = [x for row in rows for x in row]
        scale = max(map(abs, numbers)) / LARGEST
        if not math.isfinite(sum(numbers)):
            raise SharedModelError("wanted a model whose numbers are all finite to share, but this one has diverged")
        worst = max(worst, scale / 2)
        whole = [round(x / scale) if scale else 0 for x in numbers]
        packed += SCALE.pack(scale) + struct.pack(f"<{len(whole)}h", *whole)
    content = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode() + b"\0" + bytes(packed)
    compressed = zlib.compress(_checksum(content) + content, 9)
    return {"text": VERSION + base64.urlsafe_b64encode(compressed).decode().rstrip("="), "error": worst}


def opened(text: str) -> tuple[Run, float]:
    """The run of a shared model, without its documents, and how far a parameter in it can be from what it was.

    Raises SharedModelError for a text that is damaged, foreign or newer.
    """
    start, _, packed = _content(text).partition(b"\0")
    try:
        header = json.loads(start)
        config = Config.from_dict(header["config"])
        tokenizer = Tokenizer(header["characters"], config.special_tokens)
        shapes = param_shapes(config, tokenizer.vocab_size)
        params, worst = _numbers(packed, shapes)
        count = sum(rows * columns for rows, columns in shapes.values())
        stored = {
            "format": checkpoint.FORMAT,
            "version": checkpoint.VERSION,
            "config": config.to_dict(),
            "characters": tokenizer.characters,
            "data": dict(zip(("name", "sha256"), header["data"])),
            "step": header["step"],
            "params": params,
            "m": [0.0] * count,
            "v": [0.0] * count,
            "rng": random.Random(config.seed).getstate(),
        }
        return checkpoint.from_json(json.dumps(stored), name="the model of this link"), worst
    except (ValueError, KeyError, TypeError) as error:
        raise SharedModelError(
            f"wanted a model that was shared, but that of this link makes no sense: {error}"
        ) from None


def _content(text: str) -> bytes:
    """What was packed, if it is whole."""
    damaged = SharedModelError("wanted a model that was shared, but this link is damaged: is the end of it missing?")
    if not text.startswith(VERSION):
        raise SharedModelError(
            f"wanted a model that was shared, beginning with {VERSION}, not {reprlib.repr(text[:8])}"
        )
    try:
        encoded = text.removeprefix(VERSION)
        packed = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(packed, MOST_BYTES)
    except (ValueError, zlib.error):
        raise damaged from None
    if not unpacking.eof or unpacking.unused_data:
        raise damaged
    checksum, content = unpacked[:CHECKSUM_BYTES], unpacked[CHECKSUM_BYTES:]
    if checksum != _checksum(content):
        raise damaged
    return content


def _numbers(packed: bytes, shapes: Mapping[str, tuple[int, int]]) -> tuple[dict[str, Rows], float]:
    """The matrices of these shapes, and the most that a number of them can be off."""
    wanted = sum(SCALE.size + 2 * rows * columns for rows, columns in shapes.values())
    if len(packed) != wanted:
        raise ValueError(f"its settings ask for {wanted} bytes of parameters, but it has {len(packed)}")
    params, worst, at = {}, 0.0, 0
    for name, (rows, columns) in shapes.items():
        (scale,) = SCALE.unpack_from(packed, at)
        at += SCALE.size
        whole = struct.unpack_from(f"<{rows * columns}h", packed, at)
        at += 2 * rows * columns
        worst = max(worst, scale / 2)
        params[name] = [[scale * x for x in whole[i : i + columns]] for i in range(0, len(whole), columns)]
    return params, worst


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:CHECKSUM_BYTES]
