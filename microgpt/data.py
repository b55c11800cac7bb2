"""Data: the documents to learn from. Built in, downloaded on demand, or any text file, one document a line."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from microgpt.files import read_at_most, write_atomically
from microgpt.limits import MOST_CHARACTERS, MOST_DATA_BYTES, MOST_DOC_CHARACTERS, MOST_DOCS
from microgpt.lists import BUILT_IN, MAKEMORE_SHA256, MAKEMORE_URL

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
    def longest(self) -> int:
        """How many characters the longest document has."""
        return max(map(len, self.docs))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the documents: two texts with the same documents have the same one, whatever their line ends."""
        return hashlib.sha256("\n".join(self.docs).encode()).hexdigest()


class Gathering:
    """Documents out of a text that comes in pieces: the non-empty lines, stripped.

    What cannot be learned from is refused with a DataError as soon as it is seen, which names the line.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._bytes = self._characters = 0
        self._docs: list[str] = []
        self._line = 0  # lines that have ended
        self._rest = ""  # of the line that has not

    def take(self, content: bytes, *, is_last: bool = False) -> None:
        """The next bytes, wherever they are cut off."""
        self._bytes += len(content)
        if self._bytes > MOST_DATA_BYTES:
            raise _too_long(self.name)
        try:
            text = self._decoder.decode(content, is_last)
        except UnicodeDecodeError as error:
            raise _not_utf8(error, self.name, self._line, self._rest) from None
        self.take_text(text, is_last=is_last)

    def take_text(self, text: str, *, is_last: bool = False) -> None:
        """The next characters."""
        self._characters += len(text)
        text = self._rest + text
        held = "\r" if text.endswith("\r") and not is_last else ""  # a line feed may belong to it
        *lines, self._rest = _lines(text.removesuffix(held))
        self._rest += held
        for line in (*lines, self._rest) if is_last else lines:
            self._line += 1
            self._take_line(line)

    def whole(self) -> Data:
        """All of them, after the last piece. Raises DataError when there is none, or too many characters occur."""
        if not self._docs:
            raise DataError(
                f"{self.name}: wanted at least one line of text, but all {self._characters} characters are blank"
            )
        data = Data(self.name, tuple(self._docs))
        if len(data.characters) > MOST_CHARACTERS:
            raise DataError(
                f"{self.name}: wanted at most {MOST_CHARACTERS:,} different characters, each of which is a token, "
                f"not {len(data.characters):,}"
            )
        return data

    def _take_line(self, line: str) -> None:
        where = f"{self.name}, line {self._line}"
        if "\0" in line:
            raise DataError(f"{where}: wanted text, but there is a NUL character (a binary file?)")
        if SURROGATE.search(line):
            raise DataError(f"{where}: wanted text, but there is half of a surrogate pair")
        doc = line.strip()
        if len(doc) > MOST_DOC_CHARACTERS:
            raise DataError(
                f"{where}: wanted documents of at most {MOST_DOC_CHARACTERS:,} characters, one a line, "
                f"not one of {len(doc):,}"
            )
        if doc and len(self._docs) == MOST_DOCS:
            raise DataError(f"{where}: wanted at most {MOST_DOCS:,} documents, but here is one more")
        if doc:
            self._docs.append(doc)


def documents(text: str, name: str) -> Data:
    """The non-empty lines of a text, stripped. Raises DataError when there is none, one is not text, or too much is."""
    gathering = Gathering(name)
    gathering.take_text(text.removeprefix("\ufeff"), is_last=True)
    return gathering.whole()


def _lines(text: str) -> list[str]:
    """The lines of a text, whether they end as on Unix, on Windows or on an old Mac."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def decode(content: bytes, name: str) -> str:
    """The text of UTF-8 bytes. Raises DataError naming the first line that is not UTF-8, or when they are too many.

    Whoever reads them may stop one byte after the most that there may be.
    """
    if len(content) > MOST_DATA_BYTES:
        raise _too_long(name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(error, name) from None


def _too_long(name: str) -> DataError:
    return DataError(f"{name}: wanted a text of at most {MOST_DATA_BYTES // 10**6} MB, but this is longer")


def _not_utf8(error: UnicodeDecodeError, name: str, lines: int = 0, rest: str = "") -> DataError:
    """The error in words, after so many lines and the rest of another."""
    before, byte = error.object[: error.start], error.object[error.start]  # both without the BOM
    line = lines + len(_lines(rest + before.decode("utf-8")))
    return DataError(f"{name}, line {line}: wanted UTF-8 text, but there is the byte 0x{byte:02x}")


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
    content = files("microgpt").joinpath("data", BUILT_IN[name].file).read_bytes()
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
        data = published(content)
        write_atomically(path, content)
        return data
    return published(path.read_bytes())


def published(content: bytes) -> Data:
    """The 32,033 names of the published program, of the bytes of their file. Raises DataError if it is another."""
    digest = hashlib.sha256(content).hexdigest()
    if digest != MAKEMORE_SHA256:
        raise DataError(f"makemore: wanted a file with SHA-256 {MAKEMORE_SHA256}, but got one with {digest}")
    return documents(decode(content, "makemore"), "makemore")


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
