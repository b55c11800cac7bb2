"""What guesses cost: the dearest letter, the mean, and what no model can save."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from microgpt.run import Run
from session.facts.known import Known
from session.facts.writing import Facts, fixed, percent, quoted, shown, whole
from session.training import Training


def facts(known: Known) -> Facts:
    """The guesses in the document that cost most and least."""
    header = known.trace.header
    losses = header["losses"]
    dearest, cheapest = losses.index(max(losses)), losses.index(min(losses))
    tokenizer = known.traced.plain.tokenizer
    tokens = [shown(tokenizer.tokens[token_id]) for token_id in tokenizer.encode(header["doc"])]
    return {
        "name-dearest": _guess(tokens, dearest),
        "name-dearest-p": percent(math.exp(-losses[dearest])),
        "name-dearest-loss": fixed(losses[dearest]),
        "name-cheapest": _guess(tokens, cheapest),
        "name-cheapest-p": percent(math.exp(-losses[cheapest])),
        "name-cheapest-loss": fixed(losses[cheapest]),
    }


def run_facts(training: Training) -> Facts:
    """Where the run stands, and what the best of models would pay for its documents."""
    losses = training.recent_losses
    return {**_mean(losses, training.run), "floor": _floor(training)}


def _mean(losses: list[float], run: Run) -> Facts:
    step, tokens = run.step, run.tokenizer.vocab_size
    if not losses:
        random = f"A model that knows nothing pays {fixed(math.log(tokens))}"
        return {"mean-loss": random}
    mean = sum(losses) / len(losses)
    of = "the loss of the last" if len(losses) == 1 else f"the mean loss of the last {len(losses)}"
    after = "After 1 step" if step == 1 else f"After {whole(step)} steps"
    return {"mean-loss": f"{after}, {of} is {fixed(mean)}"}


def _guess(tokens: list[str], at: int) -> str:
    """The guess at a position, in words: “l” after “i”."""
    came, before = tokens[at + 1], tokens[at]
    what = "the end" if came in ("BOS", "EOS") else quoted(came)
    return f"{what} at the beginning" if at == 0 else f"{what} after {quoted(before)}"


def _floor(training: Training) -> str:
    """What the best of models would pay on average, for the first character and for a document, in sentences.

    That is the entropy: it gives each beginning just the probability that it has among the documents.
    """
    run = training.run
    first = Counter(doc[0] for doc in run.docs)
    seen = run.config.block_size + 1  # tokens
    known = Counter(tuple(run.tokenizer.encode(doc[:seen])[:seen]) for doc in run.docs)
    commonest, count = first.most_common(1)[0]
    if len(first) == 1:
        beginning = f"In these documents the first letter is always {quoted(commonest)}, which can be learned."
    else:
        beginning = (
            f"The commonest first letter, {quoted(commonest)}, begins only {percent(count / len(run.docs))} of the "
            f"{whole(len(run.docs))} documents. Whoever knew the share of each exactly would still pay "
            f"{fixed(entropy(first.values()))} for the first letter, on average."
        )
        if count / len(run.docs) > 0.5:
            beginning = beginning.replace("begins only", "begins")
    if len(known) == 1:
        return f"{beginning} And there is only one document: learned by heart, it would cost nothing."
    by_heart = fixed(entropy(known.values()))
    return (
        f"{beginning} Whoever knew all documents by heart, but not which of them comes next, would pay {by_heart} "
        "for a whole document, shared among its tokens. That much is chance, and no training takes it away."
    )


def entropy(counts: Iterable[int]) -> float:
    """The mean of -log(p) where each thing comes with the probability p that its count says."""
    counts = list(counts)
    total = sum(counts)
    return math.fsum(count / total * -math.log(count / total) for count in counts)
