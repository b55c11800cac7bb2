"""Settings: one table of what each does and may be, read from text in one place, and written back."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import assert_sentence

from microgpt.cli.arguments import parser
from microgpt.cli.commands import settings_given
from microgpt.config import Config, ConfigError
from microgpt.presets import PRESETS, preset
from microgpt.settings import SETTINGS, parse, train_command_of, written


def test_the_table_has_every_setting_of_a_config_in_its_order() -> None:
    assert list(SETTINGS) == [field.name for field in fields(Config)]
    assert all(setting.name == name for name, setting in SETTINGS.items())


@pytest.mark.parametrize("name", SETTINGS)
def test_each_says_what_it_does_what_it_may_be_and_what_it_is_by_default(name: str) -> None:
    setting = SETTINGS[name]
    assert_sentence(setting.help, setting.about, ":", setting.allowed, "(default: ", written(getattr(Config(), name)))
    for preset_name, config in PRESETS.items():
        if getattr(config, name) != setting.default:
            assert f"in preset {preset_name} {written(getattr(config, name))}" in setting.help


@pytest.mark.parametrize("name", SETTINGS)
def test_what_is_written_is_read_back(name: str) -> None:
    values = [getattr(config, name) for config in PRESETS.values()]
    values += [parse(name, choice) for choice in SETTINGS[name].choices]
    assert [parse(name, f" {written(value)} ") for value in values] == values


MISTAKES = {
    "n_embd": ("many", "a whole number from 1 to 1024", "'many'"),
    "n_head": ("2.0", "a whole number", "'2.0'"),
    "n_layer": ("0", "at least 1", "0"),
    "seed": ("9" * 5000, "a whole number from 0", "'999"),
    "learning_rate": ("fast", "a finite number", "'fast'"),
    "eps": ("nan", "a finite number", "nan"),
    "temperature": ("-1", "above 0", "-1"),
    "beta1": ("1e400", "a finite number", "inf"),
    "tied_head": ("1", "on or off", "'1'"),
    "activation": ("tanh", "one of relu", "'tanh'"),
    "crop": ("", "one of predictions, tokens", "''"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_what_a_setting_cannot_be_is_refused_in_a_sentence(name: str) -> None:
    text, wanted, came = MISTAKES[name]
    with pytest.raises(ConfigError) as mistake:
        parse(name, text)
    assert_sentence(str(mistake.value), f"{name} must be", wanted, "not", came)


def test_an_unknown_setting_is_named_with_those_there_are() -> None:
    with pytest.raises(ConfigError) as mistake:
        parse("n_embed", "16")
    assert_sentence(str(mistake.value), "'n_embed'", "n_layer", "num_samples")


@given(st.sampled_from(list(SETTINGS)), st.text() | st.floats().map(str) | st.integers().map(str))
def test_any_text_is_a_value_or_refused(name: str, text: str) -> None:
    try:
        value = parse(name, text)
    except ConfigError as mistake:
        assert_sentence(str(mistake), name)
    else:
        assert type(value) is type(getattr(Config(), name))
        assert parse(name, written(value)) == value


def any_values() -> st.SearchStrategy[dict[str, Any]]:
    """Some settings with values that each may have by itself."""

    def values(name: str) -> st.SearchStrategy[Any]:
        setting = SETTINGS[name]
        if setting.choices:
            return st.sampled_from(setting.choices).map(lambda choice: parse(name, choice))
        if setting.kind == "whole":
            return st.integers(1, 64)
        return st.floats(0, 1, exclude_min=True, exclude_max=True)

    return st.fixed_dictionaries({}, optional={name: values(name) for name in SETTINGS})


@given(st.sampled_from(list(PRESETS)), any_values(), st.sampled_from([None, "scalar"]))
def test_the_command_of_a_config_says_all_of_it(name: str, settings: dict[str, Any], autograd: str | None) -> None:
    try:
        config = replace(preset(name), **settings)
    except ConfigError:  # they do not go together
        return
    words = train_command_of(config, "census", autograd).split()
    assert words[:4] == ["python3", "-m", "microgpt", "train"]
    args = parser().parse_args(words[3:])
    assert replace(preset(args.preset or "microgpt"), **settings_given(args, SETTINGS)) == config
