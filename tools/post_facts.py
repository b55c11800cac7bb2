"""The numbers in the sentences of examples/attention.html, which is about the recorded model: as it is before the
recorded step. Kept in .cache/ until the Python changes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from microgpt.config import Config
from microgpt.data import census
from microgpt.model import empty_cache, gpt
from microgpt.observe.generation import likelihoods
from microgpt.observe.heads import head_summaries, head_weights, tokens_of
from microgpt.ops import plain, vector
from microgpt.run import Run, start
from microgpt.train import train
from tools.cache import made
from tools.environment import CACHE, ROOT
from tools.packing import unpacked
from tools.recording import RECORDED_STEPS, SAMPLED_HEADS, SESSION, recordings

UNSEEN = 500  # names that the model has not been trained on by then
VOWELS = set("aeiou")
FIRST = 2  # the position from which on there are letters beside the token itself to be read
NAME, SECOND = "emma", 3  # a name with a letter twice, and the position of the second
SLID = "bill"

Facts = dict[str, str]
Params = dict[str, list[list[float]]]
Kind = str  # "BOS", "vowel" or "consonant"


@dataclass
class Share:
    """The weights of some pairs, and what even shares would be."""

    given: float = 0.0
    even: float = 0.0
    count: int = 0

    def add(self, weight: float, tokens: int) -> None:
        """One more pair, of a position that can read so many tokens."""
        self.given += weight
        self.even += 1 / tokens
        self.count += 1

    @property
    def times(self) -> float:
        """How many times an even share it is."""
        return self.given / self.even


def post_facts() -> Facts:
    """The facts of the post, by name."""
    package = sorted(path for path in (ROOT / "microgpt").rglob("*") if path.suffix in (".py", ".txt"))
    folder = made(CACHE / "post", [*package, Path(__file__), ROOT / "tools" / "recording.py"], _write)
    facts: Facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    return facts


def _write(folder: Path) -> None:
    print("build.py: working out what the post on attention says (once per version of the Python)", flush=True)
    (folder / "facts.json").write_text(json.dumps(_facts()), encoding="utf-8")


def _facts() -> Facts:
    if str(SESSION.parent) not in sys.path:
        sys.path.insert(0, str(SESSION.parent))
    from session.facts.writing import fixed, percent, whole

    header, _ = unpacked(recordings()["trace-frames.bin"])
    steps = header["step"] - 1
    run = start(Config(num_steps=RECORDED_STEPS), census(), vector)
    untrained = run.copy()
    for _ in islice(train(run), steps):
        pass
    docs, unseen = run.docs[:SAMPLED_HEADS], run.docs[steps : steps + UNSEEN]
    found = head_summaries(run, docs)
    after, near = kinds_read(run, docs), letters_read(run, docs, head=3)
    before = [each for head in kinds_read(untrained, docs) for each in head.values()]
    before += [each.times for head in range(4) for each in letters_read(untrained, docs, head).values()]
    means = [head[kind] for head in found["heads"] for kind in ("previous", "first", "itself")]
    weights, slid = head_weights(run, tokens_of(run, NAME)), head_weights(run, tokens_of(run, SLID))
    last = weights[3][-1]
    losses = {name: losses_on(run, unseen, change) for name, change in CHANGES.items()}
    base, no_attention = losses["whole"], losses["no-attention"]
    rise = {f"post-{name}": fixed(mean(each) - mean(base), 3) for name, each in losses.items() if name != "whole"}
    return {
        "post-steps": whole(steps),
        "post-names": whole(found["docs"]),
        "post-positions": whole(found["positions"]),
        "post-even": fixed(found["even"]),
        "post-most": fixed(max(means)),
        "post-least": fixed(min(means)),
        "post-previous": fixed(found["heads"][3]["previous"]),
        "post-times": fixed(found["heads"][3]["previous"] / found["even"], 1),
        "post-ends": fixed(last[2] + last[3]),
        "post-ends-second": fixed(last[SECOND]),
        "post-ends-vowels": fixed(last[1] + last[4]),
        "post-vowel-consonant": fixed(after[3]["vowel", "consonant"]),
        "post-vowel-vowel": fixed(after[3]["vowel", "vowel"]),
        "post-consonant-vowel": fixed(after[3]["consonant", "vowel"]),
        "post-before": fixed(max(abs(each - 1) for each in before)),
        "post-near-other": fixed(near["near", "other"].times),
        "post-near-same": fixed(near["near", "same"].times),
        "post-alternate": percent(near["near", "other"].count / found["positions"]),
        "post-slid": fixed(max(max(rows[-1]) for rows in slid)),
        "post-slid-even": fixed(1 / len(slid[0][-1])),
        "post-unseen": whole(len(unseen)),
        "post-guesses": whole(len(base)),
        "post-loss": fixed(mean(base)),
        **rise,
        "post-moved": fixed(mean([abs(y - x) for x, y in zip(base, no_attention)])),
        "post-better": percent(sum(y < x for x, y in zip(base, no_attention)) / len(base)),
    }


def kind(doc: str, position: int) -> Kind:
    """Of the token at a position of a document: y is a consonant."""
    if position == 0:
        return "BOS"
    return "vowel" if doc[position - 1] in VOWELS else "consonant"


def kinds_read(run: Run, docs: Iterable[str]) -> list[dict[tuple[Kind, Kind], float]]:
    """For each head, by the kind of the token that reads and of those that are read: how many times what an even share
    would be it gives to them, from the third position on.
    """
    heads: list[dict[tuple[Kind, Kind], Share]] = [{} for _ in range(run.config.n_head)]
    for doc in docs:
        for sums, rows in zip(heads, head_weights(run, tokens_of(run, doc))):
            for t, row in enumerate(rows[FIRST:], FIRST):
                for s, weight in enumerate(row):
                    sums.setdefault((kind(doc, t), kind(doc, s)), Share()).add(weight, len(row))
    return [{pair: own.times for pair, own in sums.items()} for sums in heads]


def letters_read(run: Run, docs: Iterable[str], head: int) -> dict[tuple[str, str], Share]:
    """What a head gives to the letter before ("near") and to those before that ("far"), by whether it is of the kind of
    the letter that reads ("same") or not ("other").
    """
    shares: dict[tuple[str, str], Share] = {}
    for doc in docs:
        for t, row in enumerate(head_weights(run, tokens_of(run, doc))[head][FIRST:], FIRST):
            for s in range(1, t):
                where = "near" if s == t - 1 else "far"
                of = "same" if kind(doc, s) == kind(doc, t) else "other"
                shares.setdefault((where, of), Share()).add(row[s], len(row))
    return shares


def losses_on(run: Run, docs: Iterable[str], change: Callable[[Params], None]) -> list[float]:
    """The loss of each prediction on documents, by the model with some of its parameters changed."""
    config = run.config
    params = {name: [plain.floats(row) for row in matrix] for name, matrix in run.params().items()}
    change(params)
    losses = []
    for doc in docs:
        tokens, keys, values = tokens_of(run, doc), empty_cache(config), empty_cache(config)
        logits = [gpt(plain, config, params, token, t, keys, values) for t, token in enumerate(tokens[:-1])]
        losses += [-each["log_prob"] for each in likelihoods(logits, tokens[1:])["letters"]]
    return losses


def mean(numbers: list[float]) -> float:
    """Their mean."""
    return sum(numbers) / len(numbers)


def _nothing(params: Params) -> None:
    pass


def _zeroed(matrix: str) -> Callable[[Params], None]:
    def change(params: Params) -> None:
        params[matrix] = [[0.0] * len(row) for row in params[matrix]]

    return change


def _without_head_3(params: Params) -> None:
    """What it brings back goes through the last columns of attn_wo."""
    matrix = params["layer0.attn_wo"]
    size = len(matrix[0]) // 4
    params["layer0.attn_wo"] = [[*row[: 3 * size], *[0.0] * size] for row in matrix]


# queries of zeros fit all keys alike: each head then gives an even share to each token
CHANGES: dict[str, Callable[[Params], None]] = {
    "whole": _nothing,
    "no-head": _without_head_3,
    "no-choice": _zeroed("layer0.attn_wq"),
    "no-attention": _zeroed("layer0.attn_wo"),
    "no-mlp": _zeroed("layer0.mlp_fc2"),
    "no-positions": _zeroed("wpe"),
}
