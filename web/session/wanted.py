"""What a page wants of a run: a preset, settings in place of its own, documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from microgpt.config import Config
from microgpt.data import Data, DataError, census, documents
from microgpt.presets import preset
from microgpt.settings import parse, written
from microgpt.tokenizer import Tokenizer

PRIVATE_USE = 0xF0000  # the first of many characters that stand in for those that are not here

Json = dict[str, Any]


@dataclass(frozen=True)
class Sketch:
    """Documents as far as it matters what a run on them takes: some or all of them, and what of all is counted."""

    data: Data
    characters: int  # different ones, in all of them
    longest: int  # of the longest, how many characters
    is_whole: bool = True

    @staticmethod
    def of(data: Data) -> Sketch:
        """All of these documents."""
        return Sketch(data, len(data.characters), max(map(len, data.docs)))

    def tokenizer(self, config: Config) -> Tokenizer:
        """One with as many tokens as all of the documents need."""
        own = self.data.characters
        others = [chr(PRIVATE_USE + i) for i in range(self.characters - len(own))]
        return Tokenizer([*own, *others], config.special_tokens)


@dataclass(frozen=True)
class Wanted:
    """A run that is not started yet; characters, longest: of the whole text, if only its first documents are here."""

    preset_name: str = "microgpt"
    settings: Json = field(default_factory=dict)
    data_name: str = "census"
    text: str | None = None
    characters: int | None = None
    longest: int | None = None
    autograd: str | None = None

    def config(self) -> Config:
        """Raises ConfigError if it cannot be."""
        return config_of(self.preset_name, self.settings)

    def sketch(self) -> Sketch:
        """Its documents. Raises DataError if there are none."""
        found = Sketch.of(data_of(self.data_name, self.text))
        if self.characters is None or self.longest is None:
            return found
        return Sketch(found.data, max(self.characters, found.characters), max(self.longest, found.longest), False)


def config_of(preset_name: str, settings: Json) -> Config:
    """A preset with these settings in place of its own. Raises ConfigError if they cannot be."""
    own = {name: value_of(name, given) for name, given in settings.items()}
    return Config.from_dict({**preset(preset_name).to_dict(), **own})


def value_of(name: str, given: object) -> Any:
    """The value of a setting, of which the page has either that or what somebody typed. Raises ConfigError."""
    return parse(name, given if isinstance(given, str) else written(given))


def data_of(name: str, text: str | None) -> Data:
    """The documents of a text, or the built-in ones of this name. Raises DataError if there are none."""
    if text is not None:
        return documents(text, name)
    if name != "census":
        raise DataError(f"no data is called {name!r} here: wanted census, or a text")
    return _census()


@lru_cache(1)
def _census() -> Data:
    return census()
