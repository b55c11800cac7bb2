"""What the loss of the document is made from: nodes of one number each, or of one vector each."""

from __future__ import annotations

from microgpt.observe.graph import count_nodes
from microgpt.observe.heads import tokens_of
from microgpt.ops import vector
from microgpt.train import predictions
from session.facts.known import Known
from session.facts.writing import Facts, whole


def facts(known: Known) -> Facts:
    """How many of the first there are, the parameters included, and how many of the second."""
    model = known.traced.model
    config, tokens = model.config, tokens_of(model, known.traced.doc)
    state_dict = {name: vector.parameters(rows) for name, rows in model.params().items()}
    loss = vector.mean(list(predictions(vector, config, state_dict, tokens)))
    return {
        "value-nodes": whole(count_nodes(config, model.tokenizer.vocab_size, len(tokens) - 1)),
        "vector-nodes": whole(len(vector.made_from(loss))),
    }
