"""A run before it is started: which settings there are, whether what is typed can be, what it would take."""

from __future__ import annotations

import time
from typing import Any

import pytest
from page_side import TEXT, Json, Wire
from session import probing

from microgpt.config import Config
from microgpt.memory import bytes_of
from microgpt.model import param_count
from microgpt.presets import PRESETS
from microgpt.settings import SETTINGS, parse


def assert_says(sentence: str, *parts: str) -> None:
    """All of these, and on one line."""
    assert [part for part in parts if part not in sentence] == []
    assert "\n" not in sentence


def probed(wire: Wire, **wanted: Any) -> Json:
    """What is found when it is measured to the end."""
    found: Json = wire.ask("probe", **wanted)
    while found["more"]:
        found = wire.ask("probe_on", milliseconds=5)
    return found


def test_the_form_is_told_of_every_setting_once_with_its_values_in_both_presets() -> None:
    told = Wire().ask("settings")
    assert [each["name"] for each in told["presets"]] == list(PRESETS)
    settings = [setting for group in told["groups"] for setting in group["settings"]]
    assert sorted(each["name"] for each in settings) == sorted(SETTINGS)
    for each in settings:
        setting = SETTINGS[each["name"]]
        assert each["about"] == setting.about
        assert each["allowed"] == setting.allowed
        assert bool(each["choices"]) == (each["kind"] in ("switch", "choice"))
    for preset in told["presets"]:
        read = {name: parse(name, text) for name, text in preset["values"].items()}
        assert Config(**read) == PRESETS[preset["name"]]


@pytest.mark.parametrize(
    "settings",
    [{}, {"n_layer": "2", "n_embd": " 24 "}, {"attention": False, "mlp": "off"}, {"tied_head": True}],
    ids=str,
)
def test_what_it_would_take_is_what_a_run_of_it_takes(settings: Json) -> None:
    wire = Wire()
    told = wire.ask("prospect", settings=settings, data_name="own", text=TEXT)
    described = wire.ask("start", settings=settings, data_name="own", text=TEXT)
    assert told["num_params"] == described["num_params"]
    assert told["autograd"] == described["autograd"]
    config = Config(**described["config"])
    assert told["memory"] == bytes_of(config, len(described["tokens"]), "vector", len("emma") + 1)
    assert (told["problems"], told["problem"], told["warning"]) == ({}, "", "")


def test_each_setting_that_cannot_be_is_refused_by_its_name() -> None:
    told = Wire().ask("prospect", settings={"n_layer": "two", "beta1": 2, "eps": "1e-8", "n_heads": 3})
    assert told["problems"].keys() == {"n_layer", "beta1", "n_heads"}
    assert_says(told["problems"]["n_layer"], "a whole number from 1 to", "'two'")
    assert_says(told["problems"]["beta1"], "below 1", "2.0")
    assert told["num_params"] is None


def test_settings_that_do_not_go_together_are_refused_beside_the_one_to_change() -> None:
    wire = Wire()
    told = wire.ask("prospect", settings={"n_embd": 15})
    assert told["problems"] == {"n_embd": "n_embd must be a multiple of n_head, not 15 with 4 heads"}
    told = wire.ask("prospect", settings={"block_size": 1}, preset_name="first")
    assert list(told["problems"]) == ["block_size"]
    told = wire.ask("prospect", settings={"holdout": 0.9}, text="al\nal", data_name="own")
    assert list(told["problems"]) == ["holdout"]


def test_what_the_run_as_a_whole_cannot_be_is_no_settings_fault() -> None:
    wire = Wire()
    told = wire.ask("prospect", settings={"n_embd": 1024, "n_layer": 30})
    assert_says(told["problem"], "at most 2 GB", "not about")
    assert (told["problems"], told["num_params"]) == ({}, None)
    told = wire.ask("prospect", text=" \n ", data_name="own")
    assert_says(told["problem"], "own", "wanted at least one line of text")


def test_what_takes_much_memory_is_warned_of() -> None:
    told = Wire().ask("prospect", settings={"n_embd": 512, "n_layer": 1})
    assert told["memory"] > 400e6
    assert_says(told["warning"], "memory", "phones")


def test_settings_without_effect_beside_the_others_are_told() -> None:
    wire = Wire()
    assert wire.ask("prospect")["idle"] == {}
    assert wire.ask("prospect", settings={"mlp": "off"})["idle"].keys() == {"activation"}
    assert wire.ask("prospect", settings={"optimizer": "sgd"})["idle"].keys() == {"beta1", "beta2", "eps"}


@pytest.mark.parametrize(
    ("without", "others"),
    [
        ({"attention": False}, {"n_head": 2}),
        ({"mlp": False}, {"activation": "gelu"}),
        ({"attention": False, "mlp": False}, {"residual": False}),
        ({"attention": False, "mlp": False}, {"zero_init_outputs": True}),
        ({"norm": "none"}, {"norm_embedding": False}),
        ({"optimizer": "sgd"}, {"beta1": 0.1, "beta2": 0.2, "eps": 0.3}),
    ],
    ids=str,
)
def test_what_is_told_to_have_no_effect_has_none(without: Json, others: Json) -> None:
    small = {"n_embd": 4, "n_head": 4, "block_size": 4, "num_steps": 4, **without}
    losses = []
    for settings in (small, {**small, **others}):
        wire = Wire()
        assert wire.ask("prospect", settings=settings)["idle"].keys() >= others.keys()
        wire.ask("start", settings=settings, data_name="own", text=TEXT)
        losses.append([event["loss"] for event in wire.events(steps=4) if "loss" in event])
    assert losses[0] == losses[1]


# --- a long text is handed over once


def test_of_what_was_read_before_the_digest_is_enough() -> None:
    wire = Wire()
    text = "ab\n" * 50 + "the last one is long"
    whole = wire.ask("prospect", data_name="own", text=text)
    digest = wire.ask("read", name="own", text=text)["digest"]
    assert wire.ask("prospect", documents=digest) == whole
    assert wire.ask("prospect", data_name="own", text=text[:20]) != whole
    assert probed(wire, documents=digest)["steps"] > 0
    for command in ("prospect", "probe"):
        assert "give them again" in wire.complaint(command, documents="f00")


# --- how long a step takes


def test_a_step_is_measured_and_nothing_of_it_stays() -> None:
    wire = Wire()
    wire.ask("start", data_name="names", text=TEXT)
    before = wire.ask("checkpoint")
    began = time.perf_counter()
    found = probed(wire, settings={"n_embd": 8, "num_steps": 500}, data_name="names", text=TEXT)
    took = time.perf_counter() - began
    assert found["steps"] == probing.STEPS
    assert 0 < found["seconds"] * found["steps"] / 4 < took
    assert found["all"] == pytest.approx(500 * found["seconds"])
    assert found["why"] == ""
    assert wire.ask("checkpoint") == before
    assert wire.ask("probe_on", milliseconds=5)["steps"] == 0


def test_no_more_steps_are_measured_than_the_run_has() -> None:
    assert probed(Wire(), settings={"n_embd": 8, "num_steps": 2})["steps"] == 2


def test_it_is_measured_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire()
    assert wire.ask("probe")["steps"] == 0
    assert 0 < wire.ask("probe_on", milliseconds=0)["steps"] < probing.STEPS


def test_a_step_that_takes_too_long_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "MOST_SECONDS", 0)
    found = probed(Wire(), settings={"n_embd": 8})
    assert (found["steps"], found["seconds"]) == (0, None)
    assert "A step takes more than 0 s here" in found["why"]


def test_what_is_too_large_is_not_tried() -> None:
    config = Config(n_embd=128, n_layer=3)
    began = time.perf_counter()
    found = probed(Wire(), settings={"n_embd": 128, "n_layer": 3})
    assert time.perf_counter() - began < 1
    assert f"{param_count(config, 27):,} parameters" in found["why"]


def test_a_step_that_diverges_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = probed(Wire(), settings={"learning_rate": 1e300, "init_std": 1e200})
    assert "no finite number" in found["why"]


@pytest.mark.parametrize("wanted", [{"settings": {"n_embd": 15}}, {"text": ""}, {"preset_name": "last"}], ids=str)
def test_what_cannot_be_is_not_measured(wanted: Json) -> None:
    found = Wire().ask("probe", **wanted)
    assert found == {"steps": 0, "seconds": None, "all": None, "why": "", "warning": "", "more": False}
