"""What the article says of attention, of the KV cache and of the heads, against the model worked out another way."""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

import pytest
from session import Session

from microgpt.model import param_shapes
from microgpt.run import Run

NAMES = ("bill", "a", "bartholomewchristophe")  # the last one is longer than the block
STEPS = 20


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session()
    session.start("r", settings={"num_steps": 100}, sample_every=0)
    _train(session, STEPS)
    for name in NAMES:
        session.trace("r", name, doc=name)
    return session


def _train(session: Session, steps: int) -> None:
    session.train("r", steps)
    while session.slice("r", 1000)["more"]:
        pass


def facts(session: Session, name: str) -> dict[str, str]:
    told: dict[str, str] = session.facts(name)
    return told


def tokens(name: str) -> list[str]:
    return ["BOS", *(f"“{letter}”" for letter in name)][:16]


def run_of(session: Session) -> Run:
    return session._runs.get("r").run


def vectors(run: Run, name: str) -> dict[str, list[list[float]]]:
    """The query, key and value vector of every position of the one layer."""
    params = run.params()
    ids = run.tokenizer.encode(name)[: len(tokens(name))]
    found: dict[str, list[list[float]]] = {"q": [], "k": [], "v": []}
    for position, token in enumerate(ids):
        x = [a + b for a, b in zip(params["wte"][token], params["wpe"][position])]
        for _ in range(2):
            size = sqrt(sum(each * each for each in x) / len(x) + 1e-5)
            x = [each / size for each in x]
        for what, rows in found.items():
            rows.append([sum(a * b for a, b in zip(row, x)) for row in params[f"layer0.attn_w{what}"]])
    return found


def weights(run: Run, name: str, head: int, t: int) -> tuple[list[float], list[float]]:
    """The logits of a head at a position, and their softmax."""
    found, part = vectors(run, name), slice(4 * head, 4 * head + 4)
    logits = [sum(a * b for a, b in zip(found["q"][t][part], k[part])) / 2 for k in found["k"][: t + 1]]
    total = sum(exp(each) for each in logits)
    return logits, [exp(each) / total for each in logits]


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))


@pytest.mark.parametrize("name", NAMES)
def test_the_arithmetic_of_the_weight_is_that_of_the_best_match_of_head_0(session: Session, name: str) -> None:
    told, run = facts(session, name), run_of(session)
    t = int(told["attention-position"])
    logits, shares = weights(run, name, 0, t)
    best = logits.index(max(logits))
    found = vectors(run, name)
    products = [found["q"][t][j] * found["k"][best][j] for j in range(4)]
    text = told["attention-products"].replace(" \N{MINUS SIGN} ", " + \N{MINUS SIGN}")
    assert [number(each) for each in text.split(" + ")] == pytest.approx(products, abs=5.01e-4)
    assert number(told["attention-dot"]) == pytest.approx(sum(products), abs=5.01e-4)
    assert number(told["attention-logit"]) == pytest.approx(logits[best], abs=5.01e-4)
    readers = [*tokens(name)[:t], "itself"]
    assert told["attention-token"] == tokens(name)[t]
    assert told["attention-key"] == ("its own key" if best == t else f"the key of {readers[best]}")
    said = told["attention-weights"].replace(" and ", ", ").split(", ")
    assert [each.split(" for ")[1] for each in said] == readers
    assert [number(each.split(" for ")[0]) for each in said] == pytest.approx(shares, abs=5.01e-4)


def test_the_keys_are_named_whatever_the_length_of_the_name(session: Session) -> None:
    assert facts(session, "bill")["attention-keys"] == "three keys: those of BOS and “b”, and its own"
    assert facts(session, "a")["attention-keys"] == "two keys: that of BOS, and its own"
    assert facts(session, "a")["attention-position"] == "1"


@pytest.mark.parametrize("name", NAMES)
def test_the_counts_of_the_cache_are_those_of_the_shapes(session: Session, name: str) -> None:
    told, run = facts(session, name), run_of(session)
    n = len(tokens(name))
    shapes = param_shapes(run.config, run.tokenizer.vocab_size)
    matrices = sum(rows * columns for name, (rows, columns) in shapes.items() if name not in ("wte", "wpe"))
    once = [matrices + 2 * 16 * (t + 1) for t in range(n)]  # at position t: the matrices, q . k and weight * v
    assert number(told["cache-rows"]) == n
    assert number(told["cache-numbers"]) == 2 * 16 * n
    assert number(told["cache-products"]) == sum(once)
    assert number(told["cache-again"]) == sum(once) + 2 * 16 * 16 * n * (n - 1) // 2
    assert number(told["cache-rerun"]) == sum(sum(once[: t + 1]) for t in range(n))


def test_the_cache_of_a_document_longer_than_the_block_has_a_row_for_each_position(session: Session) -> None:
    assert facts(session, NAMES[2])["cache-rows"] == "16"


def largest(run: Run, name: str) -> tuple[float, int, int]:
    """The largest weight of the last position, its head, and the position that it reads."""
    t = len(tokens(name)) - 1
    return max((w, head, s) for head in range(4) for s, w in enumerate(weights(run, name, head, t)[1]))


@pytest.mark.parametrize("name", NAMES)
def test_the_largest_weight_is_told_before_training_and_now(session: Session, name: str) -> None:
    now, training = run_of(session), session._runs.get("r")
    n = len(tokens(name))
    weight, head, s = largest(now, name)
    before, _, _ = largest(training.past.snapshots.run_at(now, 0), name)
    which = "itself" if s == n - 1 else f"{tokens(name)[s]} at position {s}"
    assert facts(session, name)["heads-change"] == (
        f"Before the first step the largest weight at the last position of “{name}” is {before:.2f}, where an even "
        f"share is {1 / n:.2f}; after {STEPS} steps it is {weight:.2f}: head {head} gives it to {which}."
    )


def test_before_the_first_step_only_the_weight_of_now_is_told() -> None:
    session = Session()
    session.start("r", sample_every=0)
    session.trace("r", "bill")
    told = session.facts("bill")["heads-change"]
    assert told.startswith("The largest weight at the last position of ")
    assert "step" not in told


def mean_shares(run: Run) -> tuple[float, list[dict[str, float]]]:
    """Over the first 200 documents, at each position from the third on: the even share, and those of each head."""
    even: list[float] = []
    shares: list[dict[str, list[float]]] = [{"previous": [], "first": [], "itself": []} for _ in range(4)]
    for doc in run.docs[:200]:
        for t in range(2, len(tokens(doc))):
            even.append(1 / (t + 1))
            for head, found in enumerate(shares):
                row = weights(run, doc, head, t)[1]
                for kind, weight in zip(("previous", "first", "itself"), (row[-2], row[0], row[-1])):
                    found[kind].append(weight)
    return mean(even), [{kind: mean(found) for kind, found in head.items()} for head in shares]


def mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


def test_the_averages_are_those_of_every_head_over_200_documents(session: Session) -> None:
    even, shares = mean_shares(run_of(session))
    told = facts(session, "bill")
    assert told["heads-docs"] == "200 documents"
    text = told["heads-average"]
    assert text.startswith(f"A head that read all tokens alike would give each of the three {even:.2f} of its weight.")
    names = {"previous": "the token before", "first": "BOS", "itself": "the token itself"}
    still = []
    for head, means in enumerate(shares):
        kind = max(means, key=means.__getitem__)
        stands_out = means[kind] > 1.25 * even
        sentence = f"Head {head} stands out: it gives {names[kind]} {means[kind]:.2f}."
        assert (sentence in text) == stands_out
        assert (f"Head {head} stands out" in text) == stands_out
        if not stands_out:
            still.append((means[kind], head, names[kind]))
    most, head, name = max(still)
    assert f"the most is the {most:.2f} that head {head} gives {name}" in text


def summary(*reads: str | None) -> dict[str, Any]:
    means = {"previous": 0.31, "first": 0.2, "itself": 0.1}
    heads = [{"head": head, "reads": kind, **means} for head, kind in enumerate(reads)]
    return {"positions": 9, "even": 0.22, "heads": heads}


def test_none_stands_out_when_none_does() -> None:
    from session.facts.heads import average_text

    none = average_text(summary(None, None, None, None), "BOS")
    assert "In none of the heads does one of the three stand out: the most is the 0.31" in none
    some = average_text(summary("previous", None, "first", None), "BOS")
    assert "Head 0 stands out: it gives the token before 0.31. Head 2 stands out: it gives BOS 0.20." in some
    assert "In heads 1 and 3 none of the three stands out" in some
    one = average_text(summary("itself", "first", None, "first"), "BOS")
    assert "In head 2 none of the three stands out" in one
    everyone = average_text(summary("itself", "itself", "itself", "itself"), "BOS")
    assert "none" not in everyone


def test_data_too_short_for_a_third_position_has_no_averages() -> None:
    session = Session()
    session.start("r", text="a\nb\nc\n", settings={"num_steps": 10}, sample_every=0)
    session.trace("r", "b")
    told = session.facts("b")
    assert told["heads-docs"] == "3 documents"
    assert told["heads-average"].startswith("No document of this data is long enough")
    assert told["attention-keys"] == "two keys: that of BOS, and its own"


def test_the_averages_are_worked_out_once_a_model(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from session import averages

    before = session.heads("bill", 200)
    monkeypatch.setattr(averages, "head_summaries", lambda *_: pytest.fail("worked out again"))
    assert session.heads("a", 200) == before
    assert facts(session, "a")["heads-docs"] == "200 documents"


def test_a_model_that_has_learned_on_has_averages_of_its_own() -> None:
    session = Session()
    session.start("r", text="emma\nava\nmia\n", settings={"num_steps": 10}, sample_every=0)
    session.trace("r", "t0")
    _train(session, 3)
    session.trace("r", "t3")
    assert [session.heads(trace, 3)["step"] for trace in ("t0", "t3", "t0")] == [0, 3, 0]
    assert session.heads("t3", 2)["docs"] == 2
