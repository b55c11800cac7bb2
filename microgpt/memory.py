"""Memory: what a run takes while it trains, estimated from its sizes before anything is allocated."""

from __future__ import annotations

from microgpt.config import Config, ConfigError
from microgpt.limits import MOST_MEMORY
from microgpt.model import param_shapes

# measured under CPython 3.13; in a browser, whose addresses are half as long, it is less
PARAMETER = 220  # bytes: the number, its gradient, Adam's moments, and copies of them while Adam works
NODE = 260  # of a number's, with the two numbers in it and what it remembers
VECTOR = 600  # of a vector's, without its numbers
NUMBER = 40  # one of them, in a list


def bytes_of(config: Config, vocab_size: int, autograd: str, positions: int) -> int:
    """About how many bytes it takes to train a model on documents of so many predictions, rather more than less.

    That is its parameters and the graph of one step; autograd: "scalar", of a node a number, or "vector".
    """
    shapes = param_shapes(config, vocab_size)
    num_params = sum(rows * columns for rows, columns in shapes.values())
    n = min(positions, config.block_size)
    pairs = n * (n + 1) // 2  # of a position and one that it attends to
    n_layer, n_embd, n_head = config.n_layer, config.n_embd, config.n_head
    if autograd == "scalar":
        used = num_params - (0 if config.tied_head else vocab_size * n_embd) - config.block_size * n_embd
        nodes = n * (2 * used + 8 * vocab_size + 30 * n_layer * n_embd)
        nodes += pairs * n_layer * (4 * n_embd + 10 * n_head)
        return num_params * PARAMETER + nodes * NODE
    numbers = n * (4 * vocab_size + 25 * n_layer * n_embd) + pairs * n_layer * (n_embd + 6 * n_head)
    vectors = n * n_layer * (12 + 4 * n_head) + pairs * n_layer * n_head // 3
    return num_params * PARAMETER + numbers * NUMBER + vectors * VECTOR


def require_room(config: Config, vocab_size: int, autograd: str, positions: int, what: str = "training") -> None:
    """Raise ConfigError if it would take more than MOST_MEMORY; `what`: the name that it goes by in the sentence."""
    needed = bytes_of(config, vocab_size, autograd, positions)
    if needed > MOST_MEMORY:
        num_params = sum(rows * columns for rows, columns in param_shapes(config, vocab_size).values())
        n = min(positions, config.block_size)
        raise ConfigError(
            f"{what} must take at most {gigabytes(MOST_MEMORY)} of memory, not about {gigabytes(needed)}, as it would "
            f"with {num_params:,} parameters, {n:,} positions and the {autograd} autograd"
        )


def gigabytes(count: int) -> str:
    """A number of bytes, in GB."""
    return f"{count / 1e9:,.{0 if count >= 1e10 else 1}f} GB".replace(".0 GB", " GB")
