"""What a page wants of a run: a preset, settings in place of its own, documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from microgpt.config import Config
from microgpt.presets import preset
from microgpt.settings import parse, written

Json = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A run that is not started yet; documents: the digest of what was read before, as in Shelf.find()."""

    preset_name: str = "microgpt"
    settings: Json = field(default_factory=dict)
    data_name: str = "census"
    text: str | None = None
    documents: str | None = None
    autograd: str | None = None

    def config(self) -> Config:
        """Raises ConfigError if it cannot be."""
        return config_of(self.preset_name, self.settings)


def config_of(preset_name: str, settings: Json) -> Config:
    """A preset with these settings in place of its own. Raises ConfigError if they cannot be."""
    own = {name: value_of(name, given) for name, given in settings.items()}
    return Config.from_dict({**preset(preset_name).to_dict(), **own})


def value_of(name: str, given: object) -> Any:
    """The value of a setting, of which the page has either that or what somebody typed. Raises ConfigError."""
    return parse(name, given if isinstance(given, str) else written(given))
