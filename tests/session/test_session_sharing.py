"""A model in a link: what is lost is said, and what is damaged is refused."""

from __future__ import annotations

import json
import math
import random
import re
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_side import SMALL, TEXT, Json, Wire, losses
from session import sharing
from session.sharing import SharedModelError, opened, shared

from microgpt.config import Config
from microgpt.data import Data, census, documents
from microgpt.model import flatten, param_shapes, unflatten
from microgpt.observe.experiment import loss_on
from microgpt.observe.heads import tokens_of
from microgpt.ops import scalar, vector
from microgpt.presets import preset
from microgpt.run import Run, start
from microgpt.train import train


@pytest.fixture(scope="module")
def run() -> Run:
    made = start(preset("microgpt"), census(), vector)
    for _ in islice(train(made), 80):
        pass
    return made


@pytest.fixture(scope="module")
def text(run: Run) -> str:
    return shared(run)[0]


@pytest.fixture
def wire() -> Wire:
    return Wire()


def numbers(run: Run) -> list[float]:
    return flatten(run.params().values())


def furthest(run: Run, other: Run) -> float:
    return max(abs(a - b) for a, b in zip(numbers(run), numbers(other), strict=True))


# what comes back


def test_a_model_fits_in_a_link_of_about_eleven_thousand_characters(text: str) -> None:
    assert len(text) < 12_000
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)


def test_every_parameter_comes_back_as_near_as_the_link_says(run: Run) -> None:
    made, precision = shared(run)
    again, told = opened(made)
    assert told == precision
    assert 0 < furthest(run, again) <= told.parameter < 2e-5
    assert told.parameter < 1.1 * furthest(run, again) + 1e-6  # and it is said no worse than it is
    assert (again.step, again.tokenizer.tokens, again.config) == (run.step, run.tokenizer.tokens, run.config)
    assert (again.data_name, again.data_digest, again.docs) == (run.data_name, run.data_digest, [])


def test_the_documents_of_the_next_steps_cost_what_they_cost_within_the_precision_that_is_told(run: Run) -> None:
    again, told = opened(shared(run)[0])
    docs = run.docs[run.step : run.step + told.docs]
    apart = [abs(loss_on(run, tokens_of(run, doc)) - loss_on(again, tokens_of(again, doc))) for doc in docs]
    assert told.docs == len(docs) == 50
    assert 0 < max(apart) <= told.loss == sharing._rounded_up(max(apart))


def test_a_model_that_is_shared_again_is_the_same(text: str) -> None:
    again, _ = opened(text)
    twice, precision = opened(shared(again)[0])
    assert furthest(again, twice) < 1e-15
    assert (precision.docs, precision.loss) == (0, 0)  # it came without documents to try it on


CONFIGS = st.fixed_dictionaries(
    {
        "n_layer": st.integers(1, 2),
        "n_embd": st.sampled_from([2, 4, 8]),
        "n_head": st.integers(1, 2),
        "block_size": st.integers(2, 8),
        "special_tokens": st.sampled_from(["bos", "bos_eos"]),
        "tied_head": st.booleans(),
        "backward": st.sampled_from(["document", "position"]),
        "seed": st.integers(0, 2**53 - 1),
        "learning_rate": st.floats(0, 1e300),
        "num_steps": st.integers(1, 10**8),
    }
)
CHARACTERS = st.characters(exclude_categories=["Cs"])
WORDS = st.lists(st.text(CHARACTERS, min_size=1, max_size=6), min_size=1, max_size=4)
EXTREME = st.sampled_from([0.0, -0.0, 5e-324, 1e-310, 1e-30, 0.1, -1.0, 32767.0, 1e300, 1.7976931348623157e308])


@settings(max_examples=60, deadline=None)
@given(CONFIGS, WORDS, st.data())
def test_models_of_any_shape_and_of_extreme_numbers_come_back_as_near_as_is_told(
    config: Json, words: list[str], data: st.DataObject
) -> None:
    made = start(Config.from_dict(config), Data("mine", tuple(words)), scalar)
    shapes = param_shapes(made.config, made.tokenizer.vocab_size)
    drawn = random.Random(data.draw(st.integers(0, 99)))
    few = data.draw(st.lists(EXTREME | st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=3))
    flat = [drawn.choice([*few, 0.01]) for _ in range(made.num_params)]
    params = zip(shapes, unflatten(flat, shapes.values()))
    made.state_dict = {name: scalar.parameters(rows) for name, rows in params}
    made.docs = []  # such a model's losses need not be numbers
    again, told = opened(shared(made)[0])
    assert (again.config, again.tokenizer.tokens) == (made.config, made.tokenizer.tokens)
    assert again.params().keys() == made.params().keys()
    assert furthest(made, again) <= told.parameter


@pytest.mark.parametrize("largest", [0.0, 5e-324, 2e-319, 1e-310, 32767.0, 1.7976931348623157e308])
def test_a_matrix_whose_largest_number_is_at_the_ends_of_what_a_float_can_be_comes_back(largest: float) -> None:
    made = start(Config.from_dict(SMALL), documents(TEXT, "mine"), scalar)
    made.state_dict["wte"] = scalar.parameters([[largest, -largest, largest / 2, 0.0]] * made.tokenizer.vocab_size)
    made.docs = []
    again, told = opened(shared(made)[0])
    assert furthest(made, again) <= told.parameter
    assert again.params()["wte"][0] == pytest.approx(made.params()["wte"][0], rel=1e-4, abs=5e-324 * 2**15)


def test_a_model_of_the_first_revision_and_one_of_two_layers_are_shared_too() -> None:
    for config in (preset("first"), Config(n_layer=2, n_embd=8, n_head=2, zero_init_outputs=True)):
        own = start(config, documents("zoë\n名前\n\U0001f600", "mine"), scalar)
        again, told = opened(shared(own)[0])
        assert told.docs == 3
        assert (again.config, again.data_digest) == (config, own.data_digest)
        assert all(x == 0 for x in again.params()["layer0.attn_wo"][0])


# what is refused


def test_a_model_is_refused_whichever_of_its_characters_is_changed() -> None:
    text, _ = shared(start(Config.from_dict(SMALL), documents(TEXT, "mine"), vector))
    opened(text)
    rng = random.Random(1)
    for at in range(len(text)):
        other = rng.choice([ch for ch in "AZaz09-_" if ch != text[at]])
        with pytest.raises(SharedModelError, match="wanted a model that was shared"):
            opened(text[:at] + other + text[at + 1 :])


@pytest.mark.parametrize(
    "text", ["", "m1", "m2AAAA", "hello", "m1!!!!", "m1AAAA", "\U0001f600" * 9, "m1" + "A" * 10**6]
)
def test_what_is_no_shared_model_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(SharedModelError, match="wanted a model that was shared"):
        opened(text)


def test_a_link_that_lost_its_end_or_was_given_another_is_refused(text: str) -> None:
    for other in (text[:10], text[:1000], text[:-1], text + "A", text + "AAAA", text + "="):
        with pytest.raises(SharedModelError, match="damaged"):
            opened(other)


def forged(text: str, change: Callable[[Json], Any]) -> str:
    """The text of a model that tells something else of itself, with the checksum of that."""
    encoded = text.removeprefix(sharing.VERSION)
    content = zlib.decompress(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))[sharing.CHECKSUM_BYTES :]
    start, _, packed = content.partition(b"\0")
    header = json.loads(start)
    changed = change(header)
    content = json.dumps(header if changed is None else changed).encode() + b"\0" + packed
    return sharing.VERSION + sharing._encoded(zlib.compress(sharing._checksum(content) + content))


FORGERIES: dict[str, Callable[[Json], Any]] = {
    "another shape": lambda header: header["config"].update(n_layer=2),
    "a thousand layers": lambda header: header["config"].update(n_layer=1000),
    "another vocabulary": lambda header: header.update(characters="abc"),
    "an unknown setting": lambda header: header["config"].update(magic=1),
    "a setting that cannot be": lambda header: header["config"].update(n_head=3),
    "no settings": lambda header: header.pop("config") and None,
    "more steps than there are": lambda header: header.update(step=10**6),
    "steps that are no number": lambda header: header.update(step="1"),
    "a precision that is no number": lambda header: header["precision"].update(loss="0"),
    "a negative precision": lambda header: header["precision"].update(loss=-1),
    "no precision": lambda header: header.update(precision=[]),
    "documents without a name": lambda header: header.update(data=[]),
    "a list": lambda header: [],
    "too many brackets": lambda header: header.update(data="[" * 300),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_model_that_tells_of_itself_what_cannot_be_is_refused_in_a_sentence(text: str, what: str) -> None:
    assert opened(forged(text, lambda header: None))[0].step == 80
    with pytest.raises(SharedModelError, match="wanted a model that was shared, but that of this link makes no sense"):
        opened(forged(text, FORGERIES[what]))


def test_a_model_that_has_diverged_is_not_shared(run: Run) -> None:
    for size in (math.nan, math.inf, 1e308):  # the last is finite, but its logits are not
        broken = run.copy()
        broken.state_dict["lm_head"] = broken.ops.parameters([[size] * 16 for _ in range(27)])
        with pytest.raises(SharedModelError, match="diverged"):
            shared(broken)


def test_a_model_too_large_for_a_link_is_not_shared_and_its_size_is_said() -> None:
    large = start(Config(n_embd=128), documents("emma", "mine"), vector)
    with pytest.raises(SharedModelError, match=r"at most 500,000 characters, but this one of 199,\d+ parameters takes"):
        shared(large)


# as a page asks for it


def trained_and_shared(wire: Wire, **start: Any) -> Json:
    wire.ask("start", settings=SMALL, sample_every=0, **start)
    wire.events(steps=5)
    result: Json = wire.ask("share")
    return result


def test_a_shared_model_is_a_run_that_stands_where_it_was(wire: Wire) -> None:
    made = trained_and_shared(wire)
    told = wire.ask("open_shared", run="other", model=made["text"])
    assert {**told["precision"], "text": made["text"], "step": 5} == made
    assert told["outlook"]["list"] == "census"
    assert told["outlook"]["setup"] == {"preset": "microgpt", "settings": {"n_embd": 4, "n_head": 2, "block_size": 4}}
    about = told["description"]
    assert (about["step"], about["num_docs"], about["snapshots"]) == (5, len(census().docs), [5])
    assert about["command"] is None  # none leads here
    traced, again = (wire.header("trace", run=run, trace=run) for run in ("r", "other"))
    assert traced["doc"] == again["doc"]
    assert 0 < abs(traced["loss"] - again["loss"]) <= made["loss"]


def test_a_shared_model_is_trained_on_the_same_way_by_all_who_open_it(wire: Wire) -> None:
    model = trained_and_shared(wire)["text"]
    trained = []
    for run in ("a", "b"):
        wire.ask("open_shared", run=run, model=model)
        trained.append(losses(wire.events(run=run, steps=4)))
    assert trained[0] == trained[1]
    assert trained[0] != losses(wire.events(run="r", steps=4))
    about = wire.ask("describe", run="a")
    assert about["is_as_started"]
    assert about["command"] is None
    wire.events(run="a", steps=1, num_steps=11)
    assert not wire.ask("describe", run="a")["is_as_started"]


def test_a_shared_model_that_was_trained_on_is_kept_and_still_says_since_when(wire: Wire) -> None:
    model = trained_and_shared(wire)["text"]
    wire.ask("open_shared", run="a", model=model)
    wire.events(run="a", steps=2)
    told = wire.ask("state", run="a")
    given = {"numbers": wire.session.take_column("numbers")}
    for after in told["header"]["snapshots"]:
        wire.ask("snapshot", run="a", after=after)
        given[str(after)] = wire.session.take_column("numbers")
    rest = losses(wire.events(run="a", steps=3))
    for name, column in given.items():
        wire.session.give_column(name, column.tobytes())
    kept = {**told["header"], "snapshots": []}
    assert wire.ask("resume", run="a", state=kept)["is_as_started"]
    assert losses(wire.events(run="a", steps=3)) == rest
    assert wire.ask("describe", run="a")["is_as_started"]


def test_a_model_without_its_documents_invents_and_is_looked_into_but_trains_only_once_it_has_them(wire: Wire) -> None:
    model = trained_and_shared(wire, data_name="mine", text=TEXT)["text"]
    told = wire.ask("open_shared", run="a", model=model)
    assert (told["description"]["num_docs"], told["outlook"]["list"]) == (0, None)
    assert len(wire.ask("sample", run="a", count=3)["names"]) == 3
    header = wire.header("trace", run="a", trace="ta")
    assert header["doc"]
    assert wire.header("trace", run="a", trace="ta")["doc"] == header["doc"]
    assert wire.header("trace", run="a", trace="tb", doc="emma")["doc"] == "emma"
    assert "the model came without its own" in wire.complaint("heads", trace="ta")
    assert "wanted the documents of this run to train on, mine" in wire.complaint("train", run="a")
    assert "trained on mine" in wire.complaint("open_shared", run="a", model=model, text="other\nones")
    assert wire.ask("describe", run="a")["num_docs"] == 0  # it is still there
    wire.ask("open_shared", run="a", model=model, text=TEXT)
    assert len(losses(wire.events(run="a", steps=2))) == 2


def test_a_damaged_model_leaves_the_run_that_is_there(wire: Wire) -> None:
    model = trained_and_shared(wire)["text"]
    assert "this link is damaged" in wire.complaint("open_shared", model=model[:-3])
    assert wire.ask("describe")["step"] == 5
