"""The post on attention: each of its numbers is found once more in another way, and what its words claim holds."""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest

from microgpt.config import Config
from microgpt.data import census
from microgpt.model import empty_cache, gpt
from microgpt.observe.heads import tokens_of
from microgpt.ops import plain, vector
from microgpt.run import Run, start
from microgpt.train import train
from tools.environment import ROOT
from tools.packing import unpacked
from tools.post_facts import post_facts
from tools.recording import recordings

Tap = Callable[[str, Any], Any]


@pytest.fixture(scope="module")
def facts() -> dict[str, str]:
    return post_facts()


@pytest.fixture(scope="module")
def runs() -> dict[int, Run]:
    """The recorded run before its first step and before the recorded one."""
    run = start(Config(num_steps=1000), census(), vector)
    untrained = run.copy()
    for _ in islice(train(run), 500):
        pass
    return {0: untrained, 500: run}


def test_the_post_uses_every_fact_of_its_own(facts: dict[str, str]) -> None:
    used = set(re.findall(r'data-fact="(post-[^"]+)"', (ROOT / "examples" / "attention.html").read_text()))
    assert used == facts.keys()


def test_what_emma_reads_is_in_the_recorded_step(facts: dict[str, str]) -> None:
    header, columns = unpacked(recordings()["document-emma.bin"])
    [stage] = [
        each for each in header["stages"] if (each["name"], each["position"]) == ("layer0.head3.attn_weights", 4)
    ]
    bos, e, m, second, a = columns["stage_values"][stage["first"] : stage["first"] + stage["size"]]
    assert (facts["post-ends"], facts["post-ends-vowels"]) == (f"{m + second:.2f}", f"{e + a:.2f}")
    assert facts["post-ends-second"] == f"{second:.2f}"
    assert header["step"] - 1 == int(facts["post-steps"]) == 500
    assert max(header["losses"]) == header["losses"][2], "the second m was expected least"
    assert bos < m < second


def test_the_averages_are_those_of_the_figure(facts: dict[str, str]) -> None:
    [answer] = json.loads(recordings()["answers-heads.json"])
    found = answer["result"]
    told = [facts[f"post-{name}"] for name in ("names", "positions", "even")]
    assert told == [str(found["docs"]), str(found["positions"]), f"{found['even']:.2f}"]
    means = sorted(head[kind] for head in found["heads"] for kind in ("previous", "first", "itself"))
    assert (facts["post-least"], facts["post-most"]) == (f"{means[0]:.2f}", f"{means[-1]:.2f}")
    assert [(head["head"], head["reads"]) for head in found["heads"] if head["reads"]] == [(3, "previous")]
    previous = found["heads"][3]["previous"]
    assert (facts["post-previous"], facts["post-times"]) == (f"{previous:.2f}", f"{previous / found['even']:.1f}")


def pairs_read(run: Run) -> dict[tuple[str, ...], tuple[float, float]]:
    """The weights of all heads on 200 names, and what even shares would be: from the queries and keys, by hand."""
    given: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for doc in run.docs[:200]:
        stages: dict[str, list[list[float]]] = {"layer0.attn_q": [], "layer0.attn_k": []}

        def tap(name: str, x: Any, stages: dict[str, list[list[float]]] = stages) -> Any:
            stages.get(name, []).append(x)
            return x

        logits_of(run, doc, tap)
        queries, keys = stages.values()
        kinds = ["BOS", *("vowel" if letter in "aeiou" else "consonant" for letter in doc)]
        for t in range(2, len(doc) + 1):
            for head in range(4):
                own = slice(4 * head, 4 * head + 4)
                fits = [math.exp(sum(map(float.__mul__, queries[t][own], keys[s][own])) / 2) for s in range(t + 1)]
                for s, fit in enumerate(fits):
                    where = "near" if s == t - 1 else "far"
                    same = "same" if kinds[s] == kinds[t] else "other"
                    among = [(str(head), kinds[t], kinds[s]), *([(str(head), where, same)] if 0 < s < t else [])]
                    for each in among:
                        given[each][0] += fit / sum(fits)
                        given[each][1] += 1 / (t + 1)
                        given[each][2] += 1
    return {pair: (weight / even, count) for pair, (weight, even, count) in given.items()}


def logits_of(run: Run, doc: str, tap: Tap) -> tuple[list[list[float]], list[int]]:
    tokens, keys, values = tokens_of(run, doc), empty_cache(run.config), empty_cache(run.config)
    params = run.params()
    logits = [gpt(plain, run.config, params, each, t, keys, values, tap) for t, each in enumerate(tokens[:-1])]
    return [plain.floats(row) for row in logits], tokens[1:]  # type: ignore[arg-type]


def test_which_kind_of_letter_head_3_reads(facts: dict[str, str], runs: dict[int, Run]) -> None:
    found = pairs_read(runs[500])
    expected = {
        "post-vowel-consonant": ("3", "vowel", "consonant"),
        "post-vowel-vowel": ("3", "vowel", "vowel"),
        "post-consonant-vowel": ("3", "consonant", "vowel"),
        "post-near-other": ("3", "near", "other"),
        "post-near-same": ("3", "near", "same"),
    }
    assert {name: facts[name] for name in expected} == {name: f"{found[at][0]:.2f}" for name, at in expected.items()}
    near = [found["3", "near", same][1] for same in ("same", "other")]
    assert facts["post-alternate"] == f"{100 * near[1] / sum(near):.0f}\N{NO-BREAK SPACE}%"
    assert sum(near) == int(facts["post-positions"])


def test_before_training_no_kind_was_preferred(facts: dict[str, str], runs: dict[int, Run]) -> None:
    times = [each for each, _ in pairs_read(runs[0]).values()]
    assert facts["post-before"] == f"{max(abs(each - 1) for each in times):.2f}"


def test_the_largest_weight_at_the_second_l(facts: dict[str, str], runs: dict[int, Run]) -> None:
    weights: list[list[float]] = []

    def tap(name: str, x: Any) -> Any:
        if name.endswith("attn_weights"):
            weights.append(x)
        return x

    logits_of(runs[500], "bill", tap)
    assert facts["post-slid"] == f"{max(max(each) for each in weights[-4:]):.2f}"
    assert facts["post-slid-even"] == f"{1 / len(weights[-1]):.2f}"


def without(*stages: str) -> Tap:
    """What stands in the place of these stages is zeros."""
    return lambda name, x: [0.0] * len(x) if name in stages else x


def even(name: str, x: Any) -> Any:
    """What stands in the place of weights is an even share for each."""
    return [1 / len(x)] * len(x) if name.endswith("attn_weights") else x


def test_what_is_lost_without_a_part_of_the_model(facts: dict[str, str], runs: dict[int, Run]) -> None:
    run = runs[500]
    unseen = run.docs[500:1000]
    assert not set(unseen) & set(run.docs[:500])
    parts: dict[str, Tap] = {
        "post-no-head": without("layer0.head3.out"),
        "post-no-choice": even,
        "post-no-attention": without("layer0.attn_out"),
        "post-no-mlp": without("layer0.mlp_out"),
        "post-no-positions": without("pos_emb"),
    }
    base = losses_on(run, unseen, lambda name, x: x)
    assert (facts["post-unseen"], facts["post-guesses"]) == (str(len(unseen)), f"{len(base):,}")
    assert facts["post-loss"] == f"{sum(base) / len(base):.2f}"
    changed = {name: losses_on(run, unseen, tap) for name, tap in parts.items()}
    rises = {name: (sum(losses) - sum(base)) / len(base) for name, losses in changed.items()}
    assert {name: facts[name] for name in parts} == {name: f"{rise:.3f}" for name, rise in rises.items()}
    assert rises["post-no-attention"] < 0.01 < 0.1 < rises["post-no-mlp"] < rises["post-no-positions"]
    pairs = list(zip(base, changed["post-no-attention"]))
    assert facts["post-moved"] == f"{sum(abs(y - x) for x, y in pairs) / len(pairs):.2f}"
    assert facts["post-better"] == f"{100 * sum(y < x for x, y in pairs) / len(pairs):.0f}\N{NO-BREAK SPACE}%"


def losses_on(run: Run, docs: list[str], tap: Tap) -> list[float]:
    losses = []
    for doc in docs:
        for logits, token in zip(*logits_of(run, doc, tap)):
            losses.append(math.log(math.fsum(math.exp(x) for x in logits)) - logits[token])
    return losses


def test_noah_was_to_be_another_letter_in_the_page_from_markdown() -> None:
    header, columns = unpacked(recordings()["document-noah.bin"])
    [stage] = [each for each in header["stages"] if (each["name"], each["position"]) == ("probs", 1)]
    probs = columns["stage_values"][stage["first"] : stage["first"] + stage["size"]]
    assert sum(x > probs[header["token_ids"][2]] for x in probs) > 1


def test_the_figures_of_the_post_stand_where_the_last_letter_has_read() -> None:
    header, _ = unpacked(recordings()["document-emma.bin"])
    text = (ROOT / "examples" / "attention.html").read_text(encoding="utf-8")
    cursors = set(re.findall(r'doc="emma" cursor="(\d+)"', text))
    frames = [header["stages"][header["frames"][int(cursor)]["stage"]] for cursor in cursors]
    assert [(frame["name"], frame["position"]) for frame in frames] == [("layer0.attn_heads", 4)]
