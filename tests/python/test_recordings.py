"""What the build cuts out of the Python: its source, line by line, and traces packed into bytes."""

from __future__ import annotations

import html
import re
import struct
import sys
from pathlib import Path
from typing import Any

from microgpt.config import Config
from microgpt.data import Data
from microgpt.run import start
from microgpt.trace import Trace, trace
from tools.recording import packed
from tools.site import SHOWN_SOURCES
from tools.source_listing import coloured_lines

ROOT = Path(__file__).parents[2]


def test_the_coloured_lines_are_those_of_the_file() -> None:
    for name in SHOWN_SOURCES:
        lines = [html.unescape(re.sub(r"</?span[^>]*>", "", line)) for line in coloured_lines(ROOT / name)]
        assert lines == (ROOT / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")


def test_each_coloured_line_closes_what_it_opens() -> None:
    for name in SHOWN_SOURCES:
        for line in coloured_lines(ROOT / name):
            assert line.count("<span") == line.count("</span>")


def test_all_files_that_a_trace_points_into_are_shown() -> None:
    assert set(small_trace().header["files"]) <= set(SHOWN_SOURCES)


def test_packed_columns_lie_where_their_header_says() -> None:
    traced = small_trace()
    places, content = packed({name: type(column)(column.typecode, column) for name, column in traced.columns.items()})
    assert sys.byteorder == "little"
    for name, column in traced.columns.items():
        place: dict[str, Any] = places[name]
        assert place["first"] % 8 == 0
        read = struct.unpack_from(f"<{place['length']}{place['type']}", content, place["first"])
        assert list(read) == column.tolist()


def small_trace() -> Trace:
    return trace(start(Config(n_embd=4, n_head=2), Data("names", ("emma", "ava"))))
