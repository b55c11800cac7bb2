"""The KV cache's worth: what it holds, and what would be computed again without it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache

from microgpt.config import Config
from microgpt.model import empty_cache, gpt, param_shapes
from microgpt.observe.lengths import Lengths


@dataclass(frozen=True)
class CacheCounts:
    """Counts for all positions of one document.

    Without the cache there are two ways to have the rows of earlier positions at each one. Those `without` run the
    whole model on them again. `products_again` keeps all else (the normed stream that the rows are made of, in each
    layer) and computes the key and value vectors alone again.
    """

    numbers: int  # that the cache holds at the end
    vectors: int  # key and value vectors computed
    vectors_without: int
    products: int  # multiplications in matrices and attention
    products_again: int
    products_without: int

    def to_dict(self) -> dict[str, int]:
        """The counts by name, ready for JSON."""
        return asdict(self)


@lru_cache(maxsize=64)
def cache_counts(config: Config, vocab_size: int, n: int) -> CacheCounts:
    """The counts for a document of n positions."""
    lengths, shapes = Lengths(), param_shapes(config, vocab_size)
    keys, values = empty_cache(config), empty_cache(config)
    vectors_without = products_without = vectors_again = 0
    for t in range(n):
        vectors_again += lengths.vector_products  # of all positions before this one
        gpt(lengths, config, shapes, 0, t, keys, values, lengths.tap)
        vectors_without += lengths.vectors  # of all positions up to this one, which have to be gone through again
        products_without += lengths.products
    return CacheCounts(
        numbers=sum(length for cache in (keys, values) for layer in cache for length in layer),
        vectors=lengths.vectors,
        vectors_without=vectors_without,
        products=lengths.products,
        products_again=lengths.products + vectors_again,
        products_without=products_without,
    )
