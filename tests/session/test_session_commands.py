"""The commands: what the page may say, and that whatever it says is answered."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from page_side import SMALL, Json, Wire
from session import Session
from session.commands import COMMANDS
from session.wanted import Wanted

ROOT = Path(__file__).resolve().parents[2]
WIRE = ROOT / "web" / "wire"


@pytest.fixture
def wire() -> Wire:
    return Wire()


# the protocol

WORKERS = ("gather", "published", "describe", "slice", "probe_on")  # commands that only the worker gives
Args = dict[str, bool]  # name -> whether it may be left out


def args_taken(command: str) -> Args:
    """What the session takes."""
    parameters = list(inspect.signature(getattr(Session, command)).parameters.values())[1:]
    return {each.name: each.default is not inspect.Parameter.empty for each in parameters}


def names_in(braces: str) -> Args:
    """`{run, text?}` or `{run: string, text?: string | null}`, with no braces inside."""
    found = [re.match(r"(\w+)(\??)", each.strip()) for each in braces.strip("{}").split(",")]
    return {match[1]: bool(match[2]) for match in found if match}


def args_on_the_card() -> dict[str, Args]:
    """What the table at the top of protocol.js says of each command."""
    card = (WIRE / "protocol.js").read_text(encoding="utf-8").split("Worker to page")[0]
    return {name: names_in(braces) for name, braces in re.findall(r"^ \*   (\w+) +(\{.*?\})", card, re.MULTILINE)}


def args_in_types() -> dict[str, Args]:
    """What the types of protocol.js say of each command."""
    text = "\n".join((WIRE / name).read_text(encoding="utf-8") for name in ("protocol.js", "trace-format.js"))

    def named(name: str) -> Args:
        block = re.search(rf"@typedef \{{object\}} {name}\b.*?\n((?: \* @property .*\n)+)", text)
        if not block:
            return args_of(re.findall(rf"@typedef \{{(.+)\}} {name}\b", text)[0])
        properties = re.findall(r"@property \{.*?\} (\[?)(\w+)\]?(?:  .*)?$", block.group(1), re.MULTILINE)
        return {name: bool(bracket) for bracket, name in properties}

    def args_of(type: str) -> Args:
        found: Args = {}
        for part in re.findall(r"\{[^}]*\}|\w+", type):  # of a union as of an intersection
            found |= names_in(part) if part[0] == "{" else named(part)
        return found

    calls = re.findall(r"@property \{Call<(\{[^}]*\}|\w+)((?: [&|] (?:\{[^}]*\}|\w+))*), .*>\} (\w+)", text)
    return {name: args_of(first + more) for first, more, name in calls}


def test_the_card_the_types_and_the_session_agree_about_every_command_and_its_arguments() -> None:
    public = {command: args_taken(command) for command in COMMANDS if command not in WORKERS}
    public["read"] = {"name": False, "source": False}  # of which the worker makes a text, or pieces
    public["fetch_names"] = {}  # the worker fetches what it gives as published
    public["prospect"] = public["probe"] = {each.name: True for each in fields(Wanted)}
    assert args_on_the_card() == public
    typed = args_in_types()
    assert typed.pop("drop").keys() == public.pop("drop").keys()  # of which one must be there
    assert typed == public
    assert len(public) == 41


def test_the_commands_that_only_the_worker_gives_are_typed_there() -> None:
    typed = (WIRE / "python.js").read_text(encoding="utf-8")
    found = re.findall(r"@property \{Call<(\{[^}]*\}), .*>\} (\w+)", typed)
    assert {name: names_in(braces) for braces, name in found} == {c: args_taken(c) for c in (*WORKERS, "read")}


def test_every_command_that_the_worker_calls_is_there() -> None:
    files = [(WIRE / f"{name}.js").read_text(encoding="utf-8") for name in ("worker", "training", "probing", "giving")]
    called = {command for text in files for command in re.findall(r'\bcall\("(\w+)"', text)}
    assert called == {
        *("lists", "read", "gather", "published", "train", "slice", "state", "describe", "pause", "drop"),
        *("probe", "probe_on"),
    }
    assert called <= set(COMMANDS)


def test_a_description_has_what_its_type_says(wire: Wire) -> None:
    text = (WIRE / "protocol.js").read_text(encoding="utf-8")
    block = re.search(r"@typedef \{object\} Description .*?\n((?: \* @property .*\n)+)", text)
    assert block
    typed = re.findall(r"@property \{.*?\} (\w+)(?:  .*)?$", block.group(1), re.MULTILINE)
    assert list(wire.start()) == typed


# what goes wrong


def test_an_unknown_command_is_refused_with_those_there_are(wire: Wire) -> None:
    message = wire.error("explode")["message"]
    assert "no command is called 'explode'" in message
    assert "start, restore, use, train" in message


@pytest.mark.parametrize(
    "args", ["", "{", "[]", "null", '{"run": "r", "settings": 3}', '{"run": "r", "unknown": 1}', '"\\ud800"']
)
def test_arguments_that_are_not_what_was_wanted_come_back_as_an_error(wire: Wire, args: str) -> None:
    error = json.loads(wire.session.handle("start", args))["error"]
    assert error["message"]
    assert error["traceback"].startswith("Traceback")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"n_head": 3}, "n_embd must be a multiple of n_head, not 4 with 3 heads"),
        ({"num_steps": 0}, "num_steps must be at least 1, not 0"),
        ({"learning_rate": "fast"}, "learning_rate must be a finite number, not 'fast'"),
        ({"temprature": 1}, "no setting is called 'temprature'"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_a_sentence(wire: Wire, settings: Json, sentence: str) -> None:
    error = wire.error("start", settings=SMALL | settings)
    assert error["type"] == "ConfigError"
    assert error["message"].startswith(sentence)


def test_a_command_that_failed_leaves_the_run_as_it_was(wire: Wire) -> None:
    wire.start()
    wire.events(steps=2)
    before = wire.ask("checkpoint")
    wire.error("start", settings={"n_head": 3})
    wire.error("start", preset_name="second")
    wire.error("start", data_name="makemore")
    wire.error("restore", checkpoint="{}")
    wire.error("train", num_steps=1)
    wire.error("sample", temperature=0)
    wire.error("explode")
    assert wire.ask("checkpoint") == before
