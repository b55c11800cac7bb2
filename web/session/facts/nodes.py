"""How many nodes a training step on the document makes, with either autograd."""

from __future__ import annotations

from microgpt.observe.heads import tokens_of
from microgpt.observe.pace import nodes
from session.facts.known import Known
from session.facts.writing import Facts, whole


def facts(known: Known) -> Facts:
    """With one node per number, and with one per vector."""
    model = known.traced.model
    tokens = tokens_of(model, known.traced.doc)
    scalar, vector = (nodes(model, autograd, tokens) for autograd in ("scalar", "vector"))
    n = len(tokens) - 1
    return {
        "number-nodes": whole(scalar),
        "vector-nodes": whole(vector),
        "model-parameters": whole(model.num_params),
        "batch-predictions": "one prediction" if n == 1 else f"{n} predictions",
    }
