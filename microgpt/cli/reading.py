"""Reading, as it is printed: what the tokenizer makes of documents, and of a word; how likely the model finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from microgpt.cli.columns import cells, left, visible
from microgpt.cli.output import NEWNESS_TEXT

WIDTH = 80
BAR = 40  # characters of the longest bar
MOST_TOKENS = 400  # that are listed


def reading_lines(found: dict[str, Any]) -> Iterator[str]:
    """What reading() of observe/reading.py found, line by line."""
    lengths, documents = found["lengths"], found["documents"]
    yield f"data: {found['name']}"
    yield f"documents: {documents:,} ({found['distinct']:,} different ones, {found['characters']:,} characters)"
    yield f"vocabulary: {len(found['tokens']):,} tokens; guessing blindly costs a loss of {found['blind_guess']:.4f}"
    yield ""
    yield from _vocabulary(found["tokens"])
    yield ""
    shortest, longest, median = lengths["shortest"], lengths["longest"], lengths["median"]
    yield f"lengths: {shortest:,} to {longest:,} characters, the median {median:g}"
    yield from _bars(lengths["histogram"])
    yield ""
    yield _cut(found)
    yield from found["remarks"]


def word_lines(found: dict[str, Any]) -> Iterator[str]:
    """What tokenized() of observe/reading.py found, line by line."""
    tokens = found["tokens"]
    shown = [[visible(token["text"]), "?" if token["id"] is None else str(token["id"])] for token in tokens]
    yield ""
    yield f"{found['text']!r} as tokens"
    yield from _columns(shown)
    if found["unknown"]:
        unknown = ", ".join(map(repr, found["unknown"]))
        yield f"?: not in the vocabulary, so the model cannot be given it: {unknown}. {found['hint']}".rstrip()
    unseen = [token for token in tokens if not token["is_seen"]]
    if unseen:
        yield f"The last {len(unseen)} of these {len(tokens)} tokens are beyond block_size and would not be seen."


def score_lines(found: dict[str, Any]) -> Iterator[str]:
    """What score() of observe/generation.py found, line by line; and its newness, if that is there."""
    texts = [visible(found["tokens"][letter["token"]]) for letter in found["letters"]]
    width = max(map(cells, texts))
    yield f"{found['doc']!r}"
    for text, letter in zip(texts, found["letters"]):
        yield f"  {left(text, width)}  {_share(letter['prob'])}  log-probability {letter['log_prob']:8.4f}"
    one_in = "less than 1 in 1e304" if found["one_in"] is None else _one_in(found["one_in"])
    yield f"  in all {one_in}, log-probability {found['log_prob']:.4f}, loss {found['loss']:.4f}"
    if newness := found.get("newness"):
        yield f"  {NEWNESS_TEXT[newness]}"


def _one_in(number: float) -> str:
    """1 in 195,123; of a number too long to read, 1 in 2.3e+21."""
    return f"1 in {number:,.0f}" if number < 1e12 else f"1 in {number:.3g}"


def _share(prob: float) -> str:
    """A probability as a percentage, in a column."""
    return f"{100 * prob:7.3f} %" if prob >= 5e-6 else "< 0.001 %"


def _vocabulary(tokens: list[dict[str, Any]]) -> Iterator[str]:
    entries = [f"{token['id']} {visible(token['text'])}" for token in tokens[:MOST_TOKENS]]
    width = max(map(cells, entries)) + 2
    columns = max(1, WIDTH // width)
    for first in range(0, len(entries), columns):
        yield "".join(left(entry, width) for entry in entries[first : first + columns]).rstrip()
    if len(tokens) > MOST_TOKENS:
        yield f"... and {len(tokens) - MOST_TOKENS:,} more (--json lists them all)"


def _bars(histogram: list[list[int]]) -> Iterator[str]:
    labels = [f"{first:,}" if first == last else f"{first:,}-{last:,}" for first, last, _ in histogram]
    most, width = max(number for *_, number in histogram), max(map(len, labels))
    for label, (*_, number) in zip(labels, histogram):
        yield f"{label:>{width}}  {'#' * -(-BAR * number // most)} {number:,}"


def _columns(rows: list[list[str]]) -> Iterator[str]:
    """Pairs one under the other, in as many lines as it takes."""
    width = max(cells(cell) for row in rows for cell in row) + 1
    columns = max(1, WIDTH // width)
    for first in range(0, len(rows), columns):
        for line in zip(*rows[first : first + columns]):
            yield "".join(left(cell, width) for cell in line).rstrip()


def _cut(found: dict[str, Any]) -> str:
    room, cut = found["room"], found["cut"]
    holds = f"block_size {found['block_size']} holds documents of up to {room} characters and their end"
    if not cut:
        return f"{holds}: all of these."
    share = 100 * cut / found["documents"]
    return (
        f"{holds}. {cut:,} {'is' if cut == 1 else 'are'} longer ({share:.{0 if share >= 10 else 1}f} %): of such a one "
        f"the first {found['seen']} characters are learned, but not how it ends. Characters that no step ever sees: "
        f"{found['unseen']:,}."
    )
