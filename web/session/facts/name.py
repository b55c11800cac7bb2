"""The document that the article is about, and how it becomes tokens."""

from __future__ import annotations

from session.facts.known import Known
from session.facts.writing import Facts, counted, fixed, quoted, shown, whole


def facts(known: Known) -> Facts:
    """Its letters, its token ids, how much of it there is room for, and what the model finds of it."""
    header = known.trace.header
    run = known.traced.plain
    doc, tokenizer = header["doc"], run.tokenizer
    token_ids = tokenizer.encode(doc)
    return {
        "name": doc,
        "name-loss": fixed(header["loss"]),
        "step": whole(header["step"]),
        "steps": whole(run.config.num_steps),
        "name-tokens": " ".join(shown(tokenizer.tokens[token_id]) for token_id in token_ids),
        "name-ids": " ".join(map(whole, token_ids)),
        "name-predictions": counted(len(header["losses"]), "prediction", "predictions"),
        "name-room": _room(doc, len(token_ids) - 1, len(header["losses"]), run.config.block_size),
    }


def _room(doc: str, wanted: int, made: int, block_size: int) -> str:
    if made == wanted:
        return f"{quoted(doc)} makes {wanted} predictions, and fits"
    return f"{quoted(doc)} would make {wanted} predictions: only the first {made} are made, and what comes after is cut"
