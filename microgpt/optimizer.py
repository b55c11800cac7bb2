"""Optimizer: what moves the parameters of a run, Adam or plain SGD, with what it remembers of earlier gradients."""

from __future__ import annotations

from typing import TypeAlias

from microgpt.adam import Adam
from microgpt.config import Config
from microgpt.sgd import SGD

Optimizer: TypeAlias = "Adam | SGD"


def optimizer_of(config: Config, num_params: int) -> Optimizer:
    """The optimizer of a config before its first step: of Adam every moment is 0, and SGD has none."""
    if config.optimizer == "sgd":
        return SGD()
    return Adam(num_params, config.beta1, config.beta2, config.eps)
