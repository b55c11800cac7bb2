"""The numbers that stand in the sentences of the article, as they are written there: name -> text.

An element of the page with data-fact="NAME" holds one of them. The build writes in those of the recorded run and its
trace; the page writes in those of its own.
"""

from session.facts import (
    adam,
    attention,
    backward,
    commands,
    embedding,
    graph_size,
    guesses,
    heads,
    invented,
    mlp,
    name,
    over_training,
    parameters,
    prediction,
    run,
    untrained,
)
from session.facts.known import Known
from session.facts.writing import Facts
from session.training import Training

OF_TRACE = (
    name.facts,
    guesses.facts,
    untrained.facts,
    commands.facts,
    graph_size.facts,
    embedding.facts,
    mlp.facts,
    prediction.facts,
    attention.facts,
    heads.facts,
    backward.facts,
    adam.facts,
    over_training.facts,
)
OF_RUN = (
    run.facts,
    guesses.run_facts,
    untrained.run_facts,
    commands.run_facts,
    parameters.facts,
    over_training.run_facts,
    invented.facts,
)


def facts(known: Known) -> Facts:
    """What the article says of one training step on one document."""
    return {key: text for part in OF_TRACE for key, text in part(known).items()}


def run_facts(training: Training) -> Facts:
    """What the article says of a run, whichever document is looked at."""
    return {key: text for part in OF_RUN for key, text in part(training).items()}
