"""Documents: what there is to learn from, which of them Python holds, and what the tokenizer makes of them."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from microgpt.config import Config, ConfigError
from microgpt.data import Data, DataError, Gathering, built_in, documents, published
from microgpt.lists import BUILT_IN, MAKEMORE_BYTES, MAKEMORE_URL, PUBLISHED
from microgpt.observe.reading import reading, tokenized
from microgpt.presets import preset
from microgpt.tokenizer import Tokenizer
from session.stores import Store
from session.wanted import Wanted

MOST_HELD = 3  # texts; each may take some hundred MB
MOST_TOKENS = 600  # that are listed: of more than that nobody reads on
MAKEMORE = "makemore"

Json = dict[str, Any]


class Shelf:
    """The documents that a page can name: built-in lists, and what was read here, by digest, until there is no room."""

    def __init__(self) -> None:
        self._held: Store[Data] = Store("documents", MOST_HELD, "give them again")
        self._coming: Gathering | None = None
        self._last: tuple[tuple[str, str, Config], Json] | None = None  # for whoever types a word, letter by letter

    def find(self, name: str, text: str | None, digest: str | None) -> Data:
        """What was read before under this digest, the documents of a text, or the built-in ones of this name.

        Raises DataError for a text that cannot be learned from, NotKept for what is held no longer.
        """
        if digest is not None:
            return self._held.get(digest)
        if text is not None:
            return documents(text, name)
        if name == MAKEMORE:
            raise DataError("makemore: wanted the published names, but they have not been fetched: that comes first")
        if name not in BUILT_IN:
            raise DataError(f"no data is called {name!r} here: wanted {', '.join(BUILT_IN)}, or a text")
        return built_in(name)

    def documents_of(self, wanted: Wanted) -> Data:
        """As find(), of what a run is wanted on."""
        return self.find(wanted.data_name, wanted.text, wanted.documents)

    def read(self, name: str, text: str) -> Json:
        """Hold the documents of a text."""
        return self._hold(documents(text, name))

    def gather(self, name: str, content: str, is_first: bool, is_last: bool) -> Json | None:
        """Hold the documents of a file, whose bytes come in pieces, in Base64; nothing is told before the last."""
        if is_first or self._coming is None:
            self._coming = Gathering(name)
        coming = self._coming
        self._coming = None  # unless this piece can be learned from
        coming.take(b64decode(content), is_last=is_last)
        if is_last:
            return self._hold(coming.whole())
        self._coming = coming
        return None

    def published(self, content: str) -> Json:
        """Hold the names of the published program, of the bytes of their file, if it is that."""
        return self._hold(published(b64decode(content)))

    def reading(self, data: Data, config: Config) -> Json:
        """What a model of this config has to read in documents; what was asked last is still known."""
        key = (data.name, data.digest, config)
        if self._last is None or self._last[0] != key:
            self._last = key, reading(data, config)
        return self._last[1]

    def _hold(self, data: Data) -> Json:
        self._held.put(data.digest, data)
        return {"digest": data.digest, "docs": len(data.docs)}


def lists() -> list[Json]:
    """Every list that has a name: what is in it, where from; its address and bytes, if it does not come with us."""
    ours = [
        {"name": name, "what": each.what, "source": each.source, "address": None, "bytes": 0}
        for name, each in BUILT_IN.items()
    ]
    theirs = {"what": PUBLISHED.what, "source": PUBLISHED.source, "address": MAKEMORE_URL, "bytes": MAKEMORE_BYTES}
    return [*ours, {"name": MAKEMORE, **theirs}]


def list_of(digest: str) -> str | None:
    """The name of the built-in list that these are the documents of, if there is one."""
    return next((name for name in BUILT_IN if built_in(name).digest == digest), None)


def read(shelf: Shelf, wanted: Wanted, word: str | None) -> Json:
    """What a model of these settings has to read in documents, and in a word; in the first document if none is typed.

    Of a large vocabulary the first tokens are listed. What cannot be learned from is {"refused"}, in a sentence.
    """
    try:
        data = shelf.documents_of(wanted)
    except DataError as error:
        return {"refused": str(error)}
    config = _config(wanted)
    tokenizer = Tokenizer(data.characters, config.special_tokens)
    found = shelf.reading(data, config)
    return {
        "refused": None,
        **found,
        "tokens": found["tokens"][:MOST_TOKENS],
        "vocab_size": tokenizer.vocab_size,
        "word": tokenized(tokenizer, config, data.docs[0] if word is None else word),
    }


def _config(wanted: Wanted) -> Config:
    """The config; without the reader's settings if they cannot be, which is said where they are set."""
    try:
        return wanted.config()
    except ConfigError:
        return preset(wanted.preset_name)
