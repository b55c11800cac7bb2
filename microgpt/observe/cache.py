"""The KV cache's worth: what it holds, and what would be computed again without it.

Counted by letting gpt() itself run on vectors of which only the length is known.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from microgpt.config import Config
from microgpt.model import empty_cache, gpt, param_shapes


@dataclass(frozen=True)
class CacheCounts:
    """Counts for all positions of one document; those `without` compute every earlier position again at each one."""

    numbers: int  # that the cache holds at the end
    vectors: int  # key and value vectors computed
    vectors_without: int
    products: int  # multiplications in matrices and attention
    products_without: int

    def to_dict(self) -> dict[str, int]:
        """The counts by name, ready for JSON."""
        return asdict(self)


@lru_cache(maxsize=64)
def cache_counts(config: Config, vocab_size: int, n: int) -> CacheCounts:
    """The counts for a document of n positions."""
    with_cache, without = Lengths(), Lengths()
    shapes = param_shapes(config, vocab_size)
    keys, values = empty_cache(config), empty_cache(config)
    for t in range(n):
        gpt(with_cache, config, shapes, 0, t, keys, values, with_cache.tap)
        again = empty_cache(config), empty_cache(config)
        for s in range(t + 1):
            gpt(without, config, shapes, 0, s, *again, without.tap)
    return CacheCounts(
        sum(length for cache in (keys, values) for layer in cache for length in layer),
        with_cache.vectors,
        without.vectors,
        with_cache.products,
        without.products,
    )


class Lengths:
    """An autograd whose vectors are their lengths and whose matrices are their shapes; counts as it goes."""

    EXACT = False

    def __init__(self) -> None:
        self.products = 0
        self.vectors = 0

    def tap(self, name: str, x: Any) -> Any:
        """Count a key or value vector as it passes."""
        self.vectors += name.endswith((".attn_k", ".attn_v"))
        return x

    def linear(self, x: int, w: tuple[int, int]) -> int:
        """(n,), (m, n) -> (m,): m * n products."""
        self.products += w[0] * x
        return w[0]

    def attention_logits(self, q: int, keys: list[int], head: slice) -> int:
        """As many products for each key as the head is long."""
        self.products += len(keys) * (head.stop - head.start)
        return len(keys)

    def weighted_sum(self, weights: int, values: list[int], head: slice) -> int:
        """As many products for each value vector as the head is long."""
        size: int = head.stop - head.start
        self.products += weights * size
        return size

    def row(self, matrix: tuple[int, int], index: int) -> int:
        """A row is as long as the matrix is wide."""
        return matrix[1]

    def concat(self, vectors: list[int]) -> int:
        """All lengths together."""
        return sum(vectors)

    def __getattr__(self, operation: str) -> Any:
        """Element by element: as long as what came in."""
        return lambda x, *_: x
