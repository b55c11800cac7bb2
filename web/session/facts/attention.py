"""What one position reads with the first head, number by number; what the KV cache holds then, and saves."""

from __future__ import annotations

from collections.abc import Iterable

from microgpt.observe.attention import pair_index
from session.facts.known import Known
from session.facts.reading import listed, numbers, token
from session.facts.writing import MINUS, Facts, fixed, whole

DIGITS = 3  # as the figure beside it writes them
WORDS = ("no", "one", "two", "three")


def facts(known: Known) -> Facts:
    """One weight of attention, and the cache."""
    return {**_weight(known), **_cache(known)}


def _weight(known: Known) -> Facts:
    """How well the query of the position that is followed matches the key that it matches best."""
    config, columns, t = known.traced.plain.config, known.trace.columns, known.seen
    logits = numbers(known, "layer0.head0.attn_logits", t)
    weights = numbers(known, "layer0.head0.attn_weights", t)
    s = max(range(t + 1), key=weights.__getitem__)
    d, pair = config.head_dim, pair_index(config, t, 0, 0, s)
    earlier = [token(known, each) for each in range(t)]
    own = "its own" if t == 0 else f"{'those' if t > 1 else 'that'} of {listed(earlier)}, and its own"
    given = [f"{fixed(w, DIGITS)} for {name}" for w, name in zip(weights, [*earlier, "itself"])]
    return {
        "attention-position": whole(t),
        "attention-token": token(known, t),
        "attention-keys": f"{WORDS[t + 1]} {'keys' if t else 'key'}: {own}",
        "attention-key": "its own key" if s == t else f"the key of {token(known, s)}",
        "attention-products": _added(columns["attn_products"][pair * d : (pair + 1) * d]),
        "attention-dot": fixed(columns["attn_dots"][pair], DIGITS),
        "attention-logit": fixed(logits[s], DIGITS),
        "attention-weights": listed(given),
    }


def _cache(known: Known) -> Facts:
    """What the cache holds after the last position, and what there would be to multiply without it."""
    header = known.trace.header
    n, counts = len(header["losses"]), header["cache"]
    return {
        "cache-rows": whole(n),
        "cache-numbers": whole(counts["numbers"]),
        "cache-products": whole(counts["products"]),
        "cache-again": whole(counts["products_again"]),
        "cache-rerun": whole(counts["products_without"]),
    }


def _added(terms: Iterable[float]) -> str:
    """0.716 - 0.114 + 0.111"""
    first, *others = terms
    text = fixed(first, DIGITS)
    for x in others:
        written = fixed(x, DIGITS)
        text += f" {MINUS} {written.removeprefix(MINUS)}" if written.startswith(MINUS) else f" + {written}"
    return text
