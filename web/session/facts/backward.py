"""The backward pass: how large its graph is, how it begins, and what the oldest key gets."""

from __future__ import annotations

import math

from microgpt.observe.attention import pair_index
from microgpt.observe.graph import count_constants, count_nodes
from microgpt.observe.trace import Trace
from microgpt.run import Run
from session.facts.known import Known
from session.facts.writing import Facts, digits, fixed, quoted, short, whole

FEW = 4  # shares that are told one by one


def facts(known: Known) -> Facts:
    """The size of the graph, the gradients where the pass begins, and those of the key at position 0."""
    return {**_graph(known), **_beginning(known), **_oldest_key(known)}


def _graph(known: Known) -> Facts:
    run, header = known.traced.plain, known.trace.header
    vocab_size, n = run.tokenizer.vocab_size, len(header["losses"])
    nodes, constants = count_nodes(run.config, vocab_size, n), count_constants(run.config, vocab_size, n)
    return {
        "graph-nodes": whole(nodes),
        "graph-parameters": whole(run.num_params),
        "graph-constants": whole(constants),
        "graph-operations": whole(nodes - run.num_params - constants),
        "graph-aside": whole(_aside(run, header["token_ids"][:n])),
    }


def _aside(run: Run, read: list[int]) -> int:
    """How many of the nodes the loss was not made from: rows that are not read, probabilities that nobody asked for."""
    config, vocab_size = run.config, run.tokenizer.vocab_size
    rows = vocab_size - len(set(read)) + config.block_size - len(read)
    division = 2  # nodes: a power and a product
    return rows * config.n_embd + division * (vocab_size - 1) * len(read)


def _beginning(known: Known) -> Facts:
    """The gradient of each loss; at the last position the probability of the token that came, and its gradient."""
    header = known.trace.header
    n, came = len(header["losses"]), header["token_ids"][-1]
    prob, slope = (column[came] for column in _stage(known.trace, "probs", n - 1))
    return {
        "blame-predictions": f"{n} predictions",
        "blame-share": short(1 / n),
        "blame-token": quoted(header["vocabulary"][came]),
        "blame-prob": digits(prob),
        "blame-slope": digits(slope),
        "blame-times": digits(-slope),
    }


def _oldest_key(known: Known) -> Facts:
    """The number of the key at position 0 that has the greatest gradient, and what each later position sent it."""
    config, n = known.traced.plain.config, len(known.trace.header["losses"])
    _, grads = _stage(known.trace, "layer0.attn_k", 0)
    j = max(range(len(grads)), key=lambda each: abs(grads[each]))
    head, within = divmod(j, config.head_dim)
    sent = known.trace.columns["cache_key_sent"]
    shares = [sent[pair_index(config, t, 0, head, 0) * config.head_dim + within] for t in range(1, n)]
    later = "position 1" if n == 2 else f"positions 1 to {n - 1}"
    return {
        "key-later": later,
        "key-name": f"keys[0][0][{j}]",
        "key-shares": _told(shares, grads[j]),
    }


def _stage(trace: Trace, name: str, position: int) -> tuple[list[float], list[float]]:
    """The numbers of a stage, and their gradients."""
    [stage] = [each for each in trace.header["stages"] if (each["name"], each["position"]) == (name, position)]
    span = slice(stage["first"], stage["first"] + stage["size"])
    return trace.columns["stage_values"][span].tolist(), trace.columns["stage_grads"][span].tolist()


def _told(shares: list[float], grad: float) -> str:
    """Position 1 sends 0.0012, ...: what each of a few sends, or the range of many."""
    places = max(2 - math.floor(math.log10(abs(grad))), 2) if grad else 2  # so that it has three digits
    told = [fixed(share, places) for share in shares]
    if len(shares) == 1:
        return f"position 1 sends {told[0]}, and that is its gradient"
    end = f"the sum, {fixed(grad, places)}, is its gradient"
    if len(shares) > FEW:
        least, most = fixed(min(shares), places), fixed(max(shares), places)
        return f"the {len(shares)} positions send from {least} to {most}, and {end}"
    *first, last = [f"position {t} {share}" for t, share in enumerate(told, start=1)]
    first[0] = f"position 1 sends {told[0]}"
    return f"{', '.join(first)} and {last}, and {end}"
