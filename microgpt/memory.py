"""Memory: what a run takes while it trains, estimated from its sizes before anything is allocated."""

from __future__ import annotations

from microgpt.config import Config, ConfigError
from microgpt.limits import MOST_MEMORY
from microgpt.model import param_count

# measured under CPython 3.13; in a browser, whose addresses are half as long, it is less
PARAMETER = {"adam": 220, "sgd": 160}  # bytes: the number, its gradient, the moments, and copies of them in a step
NODE = 260  # of a number's, with the two numbers in it and what it remembers
VECTOR = 600  # of a vector's, without its numbers
NUMBER = 40  # one of them, in a list


def bytes_of(config: Config, vocab_size: int, autograd: str, positions: int) -> int:
    """About how many bytes it takes to train a model on documents of so many predictions, rather more than less.

    That is its parameters and the graph of one step; autograd: "scalar", of a node a number, or "vector".
    """
    num_params, n_layer, n_embd = param_count(config, vocab_size), config.n_layer, config.n_embd
    n_head = config.n_head if config.attention else 0
    n = min(positions, config.block_size)
    pairs = n * (n + 1) // 2 if config.attention else 0  # of a position and one that it attends to
    if autograd == "scalar":
        in_layers = 4 * config.attention + 8 * config.mlp
        used = vocab_size * n_embd + in_layers * n_layer * n_embd**2  # in products
        norm = 10 if config.norm == "layernorm" else 4
        bend = 48 if config.activation == "gelu" else 14
        around = (norm + 10) * config.attention + (norm + 14 + bend) * config.mlp
        nodes = n * (2 * used + 8 * vocab_size + (12 + around * n_layer) * n_embd)
        nodes += pairs * n_layer * (4 * n_embd + 10 * n_head)
        return num_params * PARAMETER[config.optimizer] + nodes * NODE
    around = 10 * config.attention + 15 * config.mlp
    numbers = n * (4 * vocab_size + (4 + around * n_layer) * n_embd) + pairs * n_layer * (n_embd + 6 * n_head)
    vectors = n * (4 + n_layer * (6 * config.attention + 6 * config.mlp + 4 * n_head)) + pairs * n_layer * n_head // 3
    return num_params * PARAMETER[config.optimizer] + numbers * NUMBER + vectors * VECTOR


def require_room(config: Config, vocab_size: int, autograd: str, positions: int, what: str = "training") -> None:
    """Raise ConfigError if it would take more than MOST_MEMORY; `what`: the name that it goes by in the sentence."""
    needed = bytes_of(config, vocab_size, autograd, positions)
    if needed > MOST_MEMORY:
        num_params = param_count(config, vocab_size)
        n = min(positions, config.block_size)
        raise ConfigError(
            f"{what} must take at most {gigabytes(MOST_MEMORY)} of memory, not about {gigabytes(needed)}, as it would "
            f"with {num_params:,} parameters, {n:,} positions and the {autograd} autograd"
        )


def gigabytes(count: int) -> str:
    """A number of bytes, in GB."""
    return f"{count / 1e9:,.{0 if count >= 1e10 else 1}f} GB".replace(".0 GB", " GB")
