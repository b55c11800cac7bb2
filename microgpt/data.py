"""Data: the documents to learn from. Built in, downloaded on demand, or any text file, one document a line."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from microgpt.files import read_at_most, write_atomically
from microgpt.limits import MOST_CHARACTERS, MOST_DATA_BYTES, MOST_DOC_CHARACTERS, MOST_DOCS

MAKEMORE_URL = "https://raw.githubusercontent.com/karpathy/makemore/master/names.txt"
MAKEMORE_SHA256 = "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d"
# the lists that come with the package, by name: each one's file, and what is in it (see data/README.md)
BUILT_IN = {
    "census": ("census_names.txt", "5,163 first names of the 1990 US census"),
    "elements": ("elements.txt", "118 chemical elements"),
    "capitals": ("capitals.txt", "195 capitals and seats of government"),
    "dinosaurs": ("dinosaurs.txt", "200 genera of dinosaurs, some with more letters than the default block holds"),
    "gods": ("gods.txt", "160 gods and heroes of Greek myth, in Greek"),
    "modules": ("modules.txt", "192 modules of Python's standard library"),
    "places": ("places.txt", "234 places in Japan, in hiragana"),
}
NAMES = f"{', '.join(BUILT_IN)}, makemore"
SURROGATE = re.compile("[\ud800-\udfff]")  # half of a pair: no character by itself


class DataError(ValueError):
    """A text that cannot be learned from: the message names the file, and the line where there is one."""


@dataclass(frozen=True)
class Data:
    """Documents and where they came from."""

    name: str
    docs: tuple[str, ...]

    @cached_property
    def characters(self) -> list[str]:
        """Every character that occurs, sorted."""
        return sorted(set("".join(self.docs)))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the documents: two texts with the same documents have the same one, whatever their line ends."""
        return hashlib.sha256("\n".join(self.docs).encode()).hexdigest()


def documents(text: str, name: str) -> Data:
    """The non-empty lines of a text, stripped. Raises DataError when there is none, one is not text, or too much is."""
    docs: list[str] = []
    for number, line in enumerate(_lines(text.removeprefix("\ufeff")), start=1):
        if "\0" in line:
            raise DataError(f"{name}, line {number}: wanted text, but there is a NUL character (a binary file?)")
        if SURROGATE.search(line):
            raise DataError(f"{name}, line {number}: wanted text, but there is half of a surrogate pair")
        doc = line.strip()
        if len(doc) > MOST_DOC_CHARACTERS:
            raise DataError(
                f"{name}, line {number}: wanted documents of at most {MOST_DOC_CHARACTERS:,} characters, one a line, "
                f"not one of {len(doc):,}"
            )
        if doc and len(docs) == MOST_DOCS:
            raise DataError(f"{name}, line {number}: wanted at most {MOST_DOCS:,} documents, but here is one more")
        if doc:
            docs.append(doc)
    if not docs:
        raise DataError(f"{name}: wanted at least one line of text, but all {len(text)} characters are blank")
    data = Data(name, tuple(docs))
    if len(data.characters) > MOST_CHARACTERS:
        raise DataError(
            f"{name}: wanted at most {MOST_CHARACTERS:,} different characters, each of which is a token, "
            f"not {len(data.characters):,}"
        )
    return data


def _lines(text: str) -> list[str]:
    """The lines of a text, whether they end as on Unix, on Windows or on an old Mac."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def decode(content: bytes, name: str) -> str:
    """The text of UTF-8 bytes. Raises DataError naming the first line that is not UTF-8, or when they are too many.

    Whoever reads them may stop one byte after the most that there may be.
    """
    if len(content) > MOST_DATA_BYTES:
        raise DataError(f"{name}: wanted a text of at most {MOST_DATA_BYTES // 10**6} MB, but this is longer")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before, byte = error.object[: error.start], error.object[error.start]  # both without the BOM
        line = len(_lines(before.decode("utf-8")))
        raise DataError(f"{name}, line {line}: wanted UTF-8 text, but there is the byte 0x{byte:02x}") from None


def read(path: str | os.PathLike[str]) -> Data:
    """The documents of a text file."""
    try:
        content = read_at_most(path, MOST_DATA_BYTES + 1, wait=True)
    except OSError as error:
        raise DataError(f"{os.fspath(path)}: cannot be read ({error.strerror})") from None
    return documents(decode(content, os.fspath(path)), os.fspath(path))


@cache
def built_in(name: str) -> Data:
    """The documents of a list that comes with the package: one of BUILT_IN."""
    content = files("microgpt").joinpath("data", BUILT_IN[name][0]).read_bytes()
    return documents(decode(content, name), name)


def census() -> Data:
    """5,163 first names of the 1990 US census: what is trained on if nobody says otherwise."""
    return built_in("census")


def makemore() -> Data:
    """The 32,033 names of the published program: downloaded once from their author's repository, then kept."""
    path = _cache_folder() / "names.txt"
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != MAKEMORE_SHA256:
        import http.client  # here: these two are as large as everything else that is imported, and seldom needed
        import urllib.request

        try:
            with urllib.request.urlopen(MAKEMORE_URL, timeout=30) as response:
                content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise DataError(
                f"makemore: {MAKEMORE_URL} cannot be downloaded ({error}); "
                f"put the file at {path} by hand, or use --data census"
            ) from None
        digest = hashlib.sha256(content).hexdigest()
        if digest != MAKEMORE_SHA256:
            raise DataError(f"makemore: wanted a file with SHA-256 {MAKEMORE_SHA256}, but got one with {digest}")
        write_atomically(path, content)
    return documents(decode(path.read_bytes(), "makemore"), "makemore")


def load(name: str) -> Data:
    """A list that comes with the package, `makemore`, or the documents of the file at this path."""
    if name in BUILT_IN:
        return built_in(name)
    if name == "makemore":
        return makemore()
    if not os.path.exists(name):  # unlike Path.exists(), says no to a name that cannot be a path
        raise DataError(f"no data is called {name!r}: wanted {NAMES} or the path of a text file")
    return read(name)


def _cache_folder() -> Path:
    """Where this user's programs keep what they can fetch again."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "microgpt"
    except RuntimeError:  # neither HOME is set nor is this user known
        raise DataError(
            "makemore: wanted a folder to keep the downloaded names in, but this user has no home folder; "
            "set HOME or XDG_CACHE_HOME, or use --data census"
        ) from None
