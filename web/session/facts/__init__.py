"""The numbers that stand in the sentences of the article, as they are written there: name -> text.

An element of the page with data-fact="NAME" holds one of them. The build writes in those of the recorded run and its
trace; the page writes in those of its own.
"""

from microgpt.config import Config, ConfigError
from microgpt.settings import written
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


# settings that decide what there is to be told; the article tells of the published model
PARTS = ("tied_head", "position_embedding", "norm", "norm_embedding", "attention", "mlp", "residual", "optimizer")


def facts(known: Known) -> Facts:
    """What the article says of one training step on one document.

    Raises ConfigError for a model of other parts than the published one, of which its sentences would not be true.
    """
    config, published = known.traced.plain.config, Config()
    for part in PARTS:
        wanted, came = written(getattr(published, part)), written(getattr(config, part))
        if wanted != came:
            raise ConfigError(f"the article tells of a model with {part} {wanted}, as published, not {came}")
    if config.activation not in ("relu", "relu2"):
        raise ConfigError(f"the article tells of a model with activation relu, not {config.activation}")
    return {key: text for part in OF_TRACE for key, text in part(known).items()}


def run_facts(training: Training) -> Facts:
    """What the article says of a run, whichever document is looked at."""
    return {key: text for part in OF_RUN for key, text in part(training).items()}
