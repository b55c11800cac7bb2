"""Reading: what the tokenizer makes of documents, and of a word that is typed, before anything is trained."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from typing import Any

from microgpt.config import Config
from microgpt.data import Data
from microgpt.tokenizer import Tokenizer
from microgpt.train import crop

MOST_BARS = 24  # of the histogram of lengths


def reading(data: Data, config: Config) -> dict[str, Any]:
    """What a model of this config has to read in these documents, ready for JSON.

    documents, distinct: how many there are, and how many of them differ; characters: of all of them together;
    tokens: of each, by id, its text, its name in Unicode ("" of a special token) and how often it stands in the data;
    lengths: {shortest, median, longest, histogram}, the last as [from, to, documents] of lengths in characters;
    room: how many characters a document may have so that all of it, its end included, is seen; cut: how many
    documents have more, seen: the characters that are seen of those, unseen: those that are not, of all together;
    blind_guess: the loss of guessing blindly, ln(vocab size); remarks: sentences on what is unusual.
    """
    tokenizer = Tokenizer(data.characters, config.special_tokens)
    counts = Counter(map(len, data.docs))
    room, seen = _room(config)
    cut = {length: number for length, number in counts.items() if length > room}
    occurrences: Counter[str] = Counter()
    for doc in data.docs:
        occurrences.update(doc)
    found: dict[str, Any] = {
        "name": data.name,
        "documents": len(data.docs),
        "distinct": len(set(data.docs)),
        "characters": occurrences.total(),
        "tokens": [
            {
                "id": token_id,
                "text": text,
                "name": name_of(text),
                "count": occurrences[text] if len(text) == 1 else None,
            }
            for token_id, text in enumerate(tokenizer.tokens)
        ],
        "lengths": {
            "shortest": min(counts),
            "median": _median(counts),
            "longest": max(counts),
            "histogram": _histogram(counts),
        },
        "block_size": config.block_size,
        "room": room,
        "cut": sum(cut.values()),
        "seen": seen,
        "unseen": sum(number * (length - seen) for length, number in cut.items() if length > seen),
        "blind_guess": math.log(tokenizer.vocab_size),
    }
    return {**found, "remarks": _remarks(data, config, found)}


def tokenized(tokenizer: Tokenizer, config: Config, text: str) -> dict[str, Any]:
    """A typed word as the model would be given it, ready for JSON.

    tokens: [{id, text, is_seen}] with BOS before it and BOS or EOS after it, the id None for a character that is not in
    the vocabulary, is_seen False beyond block_size; unknown: those characters, each once; hint: what could be meant
    instead, a sentence, or "".
    """
    text = text.strip()
    ids = [tokenizer.encode(ch)[1] if ch in tokenizer.characters else None for ch in text]
    whole = [tokenizer.bos, *ids, tokenizer.eos]
    texts = [tokenizer.tokens[tokenizer.bos], *text, tokenizer.tokens[tokenizer.eos]]
    seen = len(crop([0] * len(whole), config))
    unknown = list(dict.fromkeys(ch for ch, token_id in zip(text, ids) if token_id is None))
    return {
        "text": text,
        "tokens": [
            {"id": token_id, "text": each, "is_seen": i < seen} for i, (token_id, each) in enumerate(zip(whole, texts))
        ],
        "unknown": unknown,
        "hint": _hint(tokenizer, text) if unknown else "",
    }


def name_of(text: str) -> str:
    """What Unicode calls a character: U+0061 LATIN SMALL LETTER A; empty for the name of a special token."""
    return f"U+{ord(text):04X} {unicodedata.name(text, '')}".rstrip() if len(text) == 1 else ""


def _room(config: Config) -> tuple[int, int]:
    """How many characters a document may have to be seen to its end, and how many are seen of one that has more."""
    kept = len(crop([0] * (config.block_size + 2), config))  # tokens, of which BOS is the first
    return max(kept - 2, 0), kept - 1


def _median(counts: Counter[int]) -> float:
    """The length in the middle; of an even number of documents, what lies halfway between the two in the middle."""
    lengths = list(Counter(dict(sorted(counts.items()))).elements())  # and not `statistics`, which a page had to fetch
    middle = len(lengths) // 2
    return lengths[middle] if len(lengths) % 2 else (lengths[middle - 1] + lengths[middle]) / 2


def _histogram(counts: Counter[int]) -> list[list[int]]:
    shortest, longest = min(counts), max(counts)
    width = math.ceil((longest - shortest + 1) / MOST_BARS)
    bars = [[first, min(first + width - 1, longest), 0] for first in range(shortest, longest + 1, width)]
    for length, number in counts.items():
        bars[(length - shortest) // width][2] += number
    return bars


def _remarks(data: Data, config: Config, found: dict[str, Any]) -> list[str]:
    said = []
    if found["distinct"] == 1:
        said.append("There is only one document to learn: whatever the model learns, it is that one by heart.")
    elif found["distinct"] < found["documents"]:
        again = found["documents"] - found["distinct"]
        said.append(
            f"Of the {found['documents']:,} documents {again:,} {'repeats' if again == 1 else 'repeat'} another: "
            "what stands there twice is learned twice as often."
        )
    if len(data.characters) == 1:
        said.append(
            f"There is only one character, {data.characters[0]!r}: all there is to learn is when a document ends."
        )
    if len(data.characters) > 1000:
        said.append(
            f"Each of the {len(data.characters):,} characters has a row of {config.n_embd} numbers in wte"
            f"{'' if config.tied_head else ' and one in lm_head'}, and each prediction is a choice among all of them: "
            "a step takes long."
        )
    changed = sum(len(unicodedata.normalize("NFC", doc)) < len(doc) for doc in data.docs)
    if changed:
        said.append(
            f"In {changed:,} {'document' if changed == 1 else 'documents'} characters stand in several parts, a letter "
            "and its accent for example: each part is a token of its own."
        )
    return said


def _hint(tokenizer: Tokenizer, text: str) -> str:
    """What could have been meant by a word with unknown characters."""
    known = set(tokenizer.characters)
    ways = {
        "in lower case": text.lower(),
        "with a capital": text.capitalize(),
        "in one form of its accents": unicodedata.normalize("NFC", text),
        "in the other form of its accents": unicodedata.normalize("NFD", text),
    }
    for how, other in ways.items():
        if set(other) <= known:
            return f"Written {how}, {other}, all of it is known."
    return ""
