"""Documents: what there is to learn from, which of them Python holds, and what the tokenizer makes of them."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from microgpt.config import Config, ConfigError
from microgpt.data import Data, DataError, Gathering, built_in, documents, published
from microgpt.lists import BUILT_IN, MAKEMORE_URL, PUBLISHED
from microgpt.observe.reading import reading, tokenized
from microgpt.presets import preset
from microgpt.tokenizer import Tokenizer
from session.stores import Store

MOST_HELD = 3  # texts; each may take some hundred MB
MOST_TOKENS = 600  # that are listed: of more than that nobody reads on
MAKEMORE = "makemore"

Json = dict[str, Any]


class Shelf:
    """The documents that a page can name: built-in lists, and what was read here, by digest, until there is no room."""

    def __init__(self) -> None:
        self._held: Store[Data] = Store("documents", MOST_HELD, "give them again")
        self._coming: Gathering | None = None

    def find(self, name: str, text: str | None, digest: str | None) -> Data:
        """What was read before under this digest, the documents of a text, or the built-in ones of this name.

        Raises DataError for a text that cannot be learned from, NotKept for what is held no longer.
        """
        if digest is not None:
            return self._held.get(digest)
        if text is not None:
            return documents(text, name)
        if name not in BUILT_IN:
            raise DataError(f"no data is called {name!r} here: wanted {', '.join(BUILT_IN)}, or a text")
        return built_in(name)

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

    def _hold(self, data: Data) -> Json:
        self._held.put(data.digest, data)
        return {"digest": data.digest, "docs": len(data.docs)}


def lists() -> list[Json]:
    """Every list that has a name: what is in it, where that is from, and the address of what does not come with us."""
    ours = [
        {"name": name, "what": each.what, "source": each.source, "address": None} for name, each in BUILT_IN.items()
    ]
    theirs = {"name": MAKEMORE, "what": PUBLISHED.what, "source": PUBLISHED.source, "address": MAKEMORE_URL}
    return [*ours, theirs]


def list_of(digest: str) -> str | None:
    """The name of the built-in list that these are the documents of, if there is one."""
    return next((name for name in BUILT_IN if built_in(name).digest == digest), None)


def read(data: Data, preset_name: str, settings: Json, word: str | None) -> Json:
    """What a model of these settings has to read in the documents, and in a word; the first document if none is typed.

    Of a large vocabulary the first tokens are listed. Raises ConfigError for settings that cannot be.
    """
    config = Config.from_dict({**preset(preset_name).to_dict(), **settings})
    found = reading(data, config)
    tokenizer = Tokenizer(data.characters, config.special_tokens)
    tokens = found.pop("tokens")
    return {
        **found,
        "vocab_size": len(tokens),
        "tokens": tokens[:MOST_TOKENS],
        "word": tokenized(tokenizer, config, data.docs[0] if word is None else word),
    }


def read_or_refused(shelf: Shelf, asked: Json, preset_name: str, settings: Json, word: str | None) -> Json:
    """As read(), of what shelf.find() finds; or {"refused"} in a sentence, for whoever types."""
    try:
        return {"refused": None, **read(shelf.find(**asked), preset_name, settings, word)}
    except (DataError, ConfigError) as error:
        return {"refused": str(error)}
