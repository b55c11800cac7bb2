"""What the article says of a token's way from its embedding to its loss, against that way worked out another way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp, log, sqrt

import pytest
from session import Session

NAMES = ("bill", "q", "maximilianalexanders")  # short, of one letter, longer than the block
STEPS = 40
Rows = list[list[float]]


@dataclass
class Passed:
    """One position's vectors, by what they are."""

    total: list[float]
    normed: list[float]
    attended: list[float]
    hidden: list[float]
    added: list[float]
    logits: list[float]
    probs: list[float]


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session()
    session.start("r", settings={"num_steps": 100}, sample_every=0)
    session.train("r", STEPS)
    while session.slice("r", 1000)["more"]:
        pass
    for name in NAMES:
        session.trace("r", name, doc=name, graph=False)
    return session


def facts(session: Session, name: str) -> dict[str, str]:
    told: dict[str, str] = session.facts(name)
    return told


def times(rows: Rows, x: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, x)) for row in rows]


def plus(x: list[float], y: list[float]) -> list[float]:
    return [a + b for a, b in zip(x, y)]


def rms(x: list[float]) -> float:
    return sqrt(sum(each**2 for each in x) / len(x))


def normed(x: list[float]) -> list[float]:
    return [each / sqrt(rms(x) ** 2 + 1e-5) for each in x]


def softmax(logits: list[float]) -> list[float]:
    parts = [exp(each) for each in logits]
    return [each / sum(parts) for each in parts]


def attention(params: dict[str, Rows], streams: Rows) -> list[float]:
    """What the last of these positions reads of them."""
    q = times(params["layer0.attn_wq"], normed(streams[-1]))
    keys, values = ([times(params[f"layer0.attn_w{each}"], normed(x)) for x in streams] for each in "kv")
    read: list[float] = []
    for part in (slice(start, start + 4) for start in range(0, 16, 4)):
        weights = softmax([sum(a * b for a, b in zip(q[part], key[part])) / 2 for key in keys])
        read += [sum(w * v[part][i] for w, v in zip(weights, values)) for i in range(4)]
    return times(params["layer0.attn_wo"], read)


def passed(session: Session, name: str) -> list[Passed]:
    """Every position's way through the model."""
    run = session._runs.get("r").run
    params, ids = run.params(), run.tokenizer.encode(name)
    found, streams = [], []
    for position in range(min(16, len(ids) - 1)):
        total = plus(params["wte"][ids[position]], params["wpe"][position])
        streams.append(normed(total))
        attended = plus(streams[-1], attention(params, streams))
        hidden = [max(0.0, each) for each in times(params["layer0.mlp_fc1"], normed(attended))]
        added = times(params["layer0.mlp_fc2"], hidden)
        logits = times(params["lm_head"], plus(attended, added))
        found.append(Passed(total, streams[-1], attended, hidden, added, logits, softmax(logits)))
    return found


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", "").strip("()"))


def token(name: str, position: int) -> str:
    letters = ["BOS", *(f"“{letter}”" for letter in name), "BOS"]
    return letters[position]


@pytest.mark.parametrize("name", NAMES)
def test_the_two_rows_add_up_to_what_is_said_also_as_they_are_rounded(session: Session, name: str) -> None:
    told, run = facts(session, name), session._runs.get("r").run
    position = int(told["embedding-position"])
    assert position == min(2, len(name))
    assert told["embedding-token"] == token(name, position)
    row, index = int(told["embedding-row"]), int(told["embedding-index"].strip("x[]"))
    assert row == run.tokenizer.encode(name)[position]
    of_token, of_position, total = map(number, re.split(r" [+=] ", told["embedding-sum"]))
    assert of_token == pytest.approx(run.params()["wte"][row][index], abs=0.005001)
    assert of_position == pytest.approx(run.params()["wpe"][position][index], abs=0.005001)
    assert of_token + of_position == pytest.approx(total)
    assert total == number(told["embedding-before"])
    assert total == pytest.approx(passed(session, name)[position].total[index], abs=0.005001)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_norm_makes_the_size_1_and_the_second_finds_it_so(session: Session, name: str) -> None:
    told = facts(session, name)
    at = passed(session, name)[int(told["embedding-position"])]
    index = int(told["embedding-index"].strip("x[]"))
    assert number(told["embedding-rms"]) == pytest.approx(sqrt(rms(at.total) ** 2 + 1e-5), abs=0.000501)
    assert number(told["embedding-after"]) == pytest.approx(at.normed[index], abs=0.005001)
    again = number(told["embedding-again"])
    assert again == pytest.approx(rms(normed(at.normed)) / rms(at.normed), abs=0.0000051)
    assert again == pytest.approx(1, abs=0.01)


def test_a_token_that_is_read_twice_is_named_with_its_positions(session: Session) -> None:
    """Of “maximilianalexanders” 15 letters are read, maximilianalexa: a letter's position counts from BOS on."""
    told = {name: facts(session, name)["embedding-twice"] for name in NAMES}
    assert told["bill"].startswith("“l” is read at positions 3 and 4: ")
    assert told["maximilianalexanders"].startswith("“a” is read at positions 2, 9, 11 and 15: ")
    assert told["q"].startswith("Here no token is read twice; ")


@pytest.mark.parametrize("name", NAMES)
def test_what_relu_leaves_is_counted_and_what_the_mlp_adds_is_measured(session: Session, name: str) -> None:
    told, ways = facts(session, name), passed(session, name)
    left = [sum(each > 0 for each in way.hidden) for way in ways]
    added = [rms(way.added) for way in ways]
    assert (told["mlp-token"], told["mlp-position"]) == (token(name, 1), "1")
    assert int(told["mlp-left"]) == left[1]
    assert int(told["mlp-zero"]) == 64 - left[1]
    assert told["mlp-range"].startswith(f"between {min(left)} and {max(left)}, ")
    for which, choose in (("most", max), ("least", min)):
        at = added.index(choose(added))
        assert told[f"mlp-{which}"] == f"{token(name, at)} at position {at}"
        assert number(told[f"mlp-{which}-size"]) == pytest.approx(added[at], abs=0.005001)
    stream = rms(ways[added.index(max(added))].attended)
    assert number(told["mlp-most-stream"]) == pytest.approx(stream, abs=0.005001)


@pytest.mark.parametrize("name", NAMES)
def test_the_loss_is_that_of_the_token_that_comes(session: Session, name: str) -> None:
    told, run = facts(session, name), session._runs.get("r").run
    position = int(told["prediction-position"])
    at, target = passed(session, name)[position], run.tokenizer.encode(name)[position + 1]
    assert told["prediction-token"] == token(name, position)
    assert told["prediction-target"] == token(name, position + 1)
    prob = number(told["prediction-prob"])
    assert prob == pytest.approx(at.probs[target], rel=0.05)
    assert number(told["prediction-loss"]) == pytest.approx(-log(at.probs[target]), abs=0.005001)
    assert told["prediction-loss"] == f"{-log(prob):.2f}"  # as a reader works it out
    assert int(told["prediction-others"]) == len(at.probs) - 1


@pytest.mark.parametrize("name", NAMES)
def test_the_likeliest_is_compared_with_the_one_that_comes(session: Session, name: str) -> None:
    told, run = facts(session, name), session._runs.get("r").run
    position = int(told["prediction-position"])
    at, target = passed(session, name)[position], run.tokenizer.encode(name)[position + 1]
    words = ["BOS" if len(each) > 1 else f"“{each}”" for each in run.tokenizer.tokens]
    first, second = sorted(range(len(words)), key=lambda each: -at.logits[each])[:2]
    other = second if first == target else target
    logits = [number(each) for each in re.findall(r"(?:logit of|has) (\S+?)[;.](?:\s|$)", told["prediction-two"])]
    assert logits == pytest.approx([at.logits[first], at.logits[other]], abs=0.005001)
    said = re.search(r"(\S+) is (\S+) times as likely, (\S+) to (\S+)\.", told["prediction-two"])
    assert said is not None
    assert said[1] == words[first]
    assert number(said[2]) == pytest.approx(at.probs[first] / at.probs[other], abs=0.0501)
    assert number(said[3]) == pytest.approx(at.probs[first], rel=0.05)
    assert number(said[4]) == pytest.approx(at.probs[other], rel=0.05)
    assert f"the likeliest is {words[first]}, " in told["prediction-two"]


def test_a_name_whose_next_token_is_the_likeliest_is_told_so(session: Session) -> None:
    """Which one that is depends on the model: the token it finds likeliest after two others is made the third."""
    run = session._runs.get("r").run
    at = passed(session, "bill")[2]
    third = run.tokenizer.tokens[max(range(26), key=at.logits.__getitem__)]
    if max(at.logits) == at.logits[26]:
        third = ""
    session.trace("r", "own", doc=f"bi{third}", graph=False)
    told = facts(session, "own")
    assert told["prediction-two"].startswith(f"the likeliest is {told['prediction-target']}, which does come, ")
