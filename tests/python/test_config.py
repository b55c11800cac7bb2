"""Config: every mistake gets one sentence that names the setting, what was wanted and what came."""

from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import SWITCHES as SWITCHED
from small import assert_sentence

from microgpt.config import Config, ConfigError
from microgpt.limits import RANGES
from microgpt.presets import PRESETS, preset

WHOLE_NUMBERS = ["n_layer", "n_embd", "n_head", "block_size", "num_steps", "seed", "top_k", "num_samples"]
NUMBERS = ["init_std", "learning_rate", "beta1", "beta2", "eps", "holdout", "temperature"]
SWITCHES = ["tied_head", "norm_embedding", "wrap_positions", "zero_init_outputs"]
SWITCHES += ["position_embedding", "attention", "mlp", "residual"]
CHOICES = {
    "special_tokens": "one of bos, bos_eos",
    "norm": "one of rmsnorm, layernorm, none",
    "activation": "one of relu, relu2, gelu, none",
    "crop": "one of predictions, tokens",
    "optimizer": "one of adam, sgd",
    "backward": "one of document, position",
}

NOT_WHOLE = [1.5, 4.0, "4", True, False, None, math.nan, math.inf, [4], {}]
NOT_FINITE = [math.nan, math.inf, -math.inf, 10**400, -(10**400), "0.1", True, None, [0.1], 1j]
NOT_A_SWITCH = [0, 1, "true", None, []]
NOT_A_CHOICE = ["", "RELU", "bos ", 0, None, True, ["bos"], {}]

MISTAKES: list[tuple[str, Any, str]] = [
    *[(name, value, "a whole number") for name in WHOLE_NUMBERS for value in NOT_WHOLE],
    *[(name, value, "a finite number") for name in NUMBERS for value in NOT_FINITE],
    *[(name, value, "true or false") for name in SWITCHES for value in NOT_A_SWITCH],
    *[(name, value, wanted) for name, wanted in CHOICES.items() for value in NOT_A_CHOICE],
    *[(name, value, "at least 1") for name in WHOLE_NUMBERS[:5] for value in (0, -1, -(10**400))],
    *[(name, value, "0 or more") for name in ("seed", "top_k", "num_samples") for value in (-1, -(10**400))],
    *[(name, -1e-300, "0 or more") for name in ("init_std", "learning_rate")],
    *[(name, value, "at least 0 and below 1") for name in ("beta1", "beta2") for value in (1, 1.0, 2, -0.1)],
    *[("holdout", value, "0 or more and below 1") for value in (1, 1.0, 2, -0.1)],
    *[(name, value, "above 0") for name in ("eps", "temperature") for value in (0, 0.0, -0.5)],
]


def shown(value: Any) -> str:
    """How a value begins in a message, which shortens long ones."""
    return repr(value)[:8]


@pytest.mark.parametrize(("name", "value", "wanted"), MISTAKES)
def test_a_mistake_is_a_sentence_with_the_setting_what_was_wanted_and_what_came(
    name: str, value: Any, wanted: str
) -> None:
    with pytest.raises(ConfigError) as mistake:
        Config(**{name: value})
    assert_sentence(str(mistake.value), f"{name} must be", wanted, "not", shown(value))


@pytest.mark.parametrize(("name", "value", "wanted"), MISTAKES[::7])
def test_mistakes_are_found_in_settings_by_name_and_in_changed_ones_too(name: str, value: Any, wanted: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} must be {wanted}"):
        Config.from_dict({name: value})
    with pytest.raises(ConfigError, match=f"{name} must be {wanted}"):
        replace(preset("first"), **{name: value})


def test_every_setting_is_checked() -> None:
    assert {name for name, _, _ in MISTAKES} == {field.name for field in fields(Config)}


def test_the_heads_must_share_the_embedding_evenly() -> None:
    with pytest.raises(ConfigError) as mistake:
        Config(n_embd=10, n_head=4)
    assert_sentence(str(mistake.value), "n_embd must be", "multiple of n_head", "not", "10", "4 heads")


def test_a_block_that_counts_tokens_needs_two_of_them() -> None:
    with pytest.raises(ConfigError) as mistake:
        Config(crop="tokens", block_size=1)
    assert_sentence(str(mistake.value), "block_size must be", "at least 2", "crop='tokens'", "not 1")
    assert Config(crop="tokens", block_size=2).block_size == 2
    assert Config(crop="predictions", block_size=1).block_size == 1


def test_a_value_however_large_or_deep_makes_a_short_message() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    values: list[Any] = [deep, "x" * 100_000, list(range(100_000))]
    for value in values:
        for name in ("n_layer", "beta1", "tied_head", "activation"):
            with pytest.raises(ConfigError) as mistake:
                Config(**{name: value})
            assert_sentence(str(mistake.value), f"{name} must be")
    while deep:  # freed whole, it would end the Python of a browser
        deep = deep.pop()


def test_an_unknown_setting_is_named_with_those_there_are() -> None:
    with pytest.raises(ConfigError) as mistake:
        Config.from_dict({"n_embed": 16})
    assert_sentence(str(mistake.value), "'n_embed'", "activation", "n_embd", "wrap_positions")


def test_an_unknown_preset_is_named_with_those_there_are() -> None:
    with pytest.raises(ConfigError) as mistake:
        preset("second")
    assert_sentence(str(mistake.value), "'second'", "microgpt, first")


def test_settings_at_their_limits_are_taken() -> None:
    limits: dict[str, Any] = {
        "n_layer": 1,
        "n_embd": 1,
        "n_head": 1,
        "block_size": 1,
        "num_steps": 1,
        "seed": 0,
        "top_k": 0,
        "num_samples": 0,
    }
    config = Config(**limits, init_std=0, learning_rate=0, beta1=0, beta2=0, eps=5e-324, temperature=5e-324)
    assert config.head_dim == 1


def test_a_whole_number_given_for_a_rate_is_kept_as_a_float() -> None:
    config = Config(learning_rate=1, temperature=2)
    assert isinstance(config.learning_rate, float)
    assert json.dumps(config.to_dict()) == json.dumps(Config(learning_rate=1.0, temperature=2.0).to_dict())


def test_head_dim_is_the_embedding_shared_by_the_heads() -> None:
    assert Config().head_dim == 4
    assert Config(n_embd=12, n_head=2).head_dim == 6


def test_a_config_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Config().n_layer = 2  # type: ignore[misc]


def test_settings_not_named_keep_their_defaults() -> None:
    assert Config.from_dict({}) == Config() == preset("microgpt")
    assert Config.from_dict({"n_layer": 3}) == replace(Config(), n_layer=3)


def test_the_presets_are_the_two_programs_of_the_reference() -> None:
    """The numbers of the table in the design, where they differ and where they do not."""
    published, first = PRESETS["microgpt"], PRESETS["first"]
    for config in (published, first):
        shape = (config.n_layer, config.n_embd, config.n_head, config.seed, config.learning_rate, config.eps)
        assert shape == (1, 16, 4, 42, 0.01, 1e-8)
    assert (published.beta1, published.beta2, published.block_size, published.num_steps) == (0.85, 0.99, 16, 1000)
    assert (first.beta1, first.beta2, first.block_size, first.num_steps) == (0.9, 0.95, 8, 100)
    assert (published.temperature, published.num_samples, published.init_std) == (0.5, 20, 0.08)
    assert (first.temperature, first.num_samples, first.init_std) == (1.0, 5, 0.02)


configs = st.builds(
    Config,
    n_layer=st.integers(1, 4),
    n_embd=st.sampled_from([4, 8, 16]),
    n_head=st.sampled_from([1, 2, 4]),
    block_size=st.integers(2, 64),
    special_tokens=st.sampled_from(["bos", "bos_eos"]),
    **SWITCHED,
    wrap_positions=st.booleans(),
    init_std=st.floats(0, 1e300),
    zero_init_outputs=st.booleans(),
    crop=st.sampled_from(["predictions", "tokens"]),
    backward=st.sampled_from(["document", "position"]),
    optimizer=st.sampled_from(["adam", "sgd"]),
    num_steps=st.integers(*RANGES["num_steps"]),
    learning_rate=st.floats(0, 1e300),
    beta1=st.floats(0, 1, exclude_max=True),
    beta2=st.floats(0, 1, exclude_max=True),
    eps=st.floats(0, 1, exclude_min=True),
    seed=st.integers(*RANGES["seed"]),
    temperature=st.floats(0, 1e300, exclude_min=True),
    top_k=st.integers(*RANGES["top_k"]),
    num_samples=st.integers(*RANGES["num_samples"]),
)


@given(configs)
def test_a_config_comes_back_from_json_as_it_was(config: Config) -> None:
    assert Config.from_dict(json.loads(json.dumps(config.to_dict()))) == config


numbers = st.integers() | st.floats() | st.sampled_from([0, 1, 2, 4, 16, 4096, -1, math.nan, math.inf, 10**400])
words = st.text(max_size=9) | st.sampled_from(["none", "sgd", "layernorm", "gelu", "bos", "document", "tokens", "true"])
json_values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
setting_names = st.sampled_from([field.name for field in fields(Config)])


@given(st.dictionaries(setting_names | words, json_values, max_size=8))
def test_any_settings_are_a_config_or_refused_in_a_sentence(found: dict[str, Any]) -> None:
    try:
        config = Config.from_dict(found)
    except ConfigError as mistake:
        assert_sentence(str(mistake))
    else:
        assert {name: getattr(config, name) for name in found} == found


@given(st.sampled_from(list(PRESETS)), setting_names, numbers | words | st.booleans())
def test_any_one_setting_of_a_preset_is_changed_or_refused(name: str, setting: str, value: Any) -> None:
    try:
        config = replace(preset(name), **{setting: value})
    except ConfigError as mistake:
        assert_sentence(str(mistake), "must be")
    else:
        assert getattr(config, setting) == value
        assert config.to_dict() == preset(name).to_dict() | {setting: value}
