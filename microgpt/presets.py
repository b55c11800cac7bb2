"""The two programs that can be reproduced number for number, as settings of one implementation."""

from __future__ import annotations

from microgpt.config import Config, ConfigError

PRESETS = {
    # the published program
    "microgpt": Config(),
    # its first revision
    "first": Config(
        block_size=8,
        special_tokens="bos_eos",
        tied_head=True,
        norm_embedding=False,
        activation="relu2",
        wrap_positions=True,
        init_std=0.02,
        zero_init_outputs=True,
        crop="tokens",
        backward="position",
        num_steps=100,
        beta1=0.9,
        beta2=0.95,
        temperature=1.0,
        num_samples=5,
    ),
}
ABOUT = {"microgpt": "the published program", "first": "its first revision"}


def preset(name: str) -> Config:
    """The Config of a preset. Raises ConfigError for a name that is not one."""
    if name not in PRESETS:
        raise ConfigError(f"no preset is called {name!r}; there are {', '.join(PRESETS)}")
    return PRESETS[name]
