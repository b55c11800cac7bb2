"""Adam: what it does with one parameter, and how many move the way that the document asks for."""

from __future__ import annotations

from typing import Any

from session.facts.known import Known
from session.facts.writing import Facts, digits, fixed, percent, short, whole

MATRIX = "lm_head"  # the one whose parameters all have a gradient in every step


def facts(known: Known) -> Facts:
    """Of the step, of the parameter that it moves farthest, of one that moves against the document, of all."""
    header = known.trace.header
    factors = header["adam"]
    return {
        "adam-step": whole(header["step"]),
        "adam-schedule": _schedule(known),
        "adam-rate": short(header["lr_t"]),
        "adam-factor-m": fixed(factors["beta1_factor"], 3),
        "adam-factor-v": fixed(factors["beta2_factor"], 3),
        "adam-shares": _shares(header["moved"]["moved"]),
        **_farthest(known),
        "adam-contrary": _contrary(known),
    }


def _schedule(known: Known) -> str:
    """How the learning rate falls: to the end of the training, and to another if the reader moved the end."""
    training, steps = known.training, whole(known.trace.header["num_steps"])
    if not training.past.had_one(training.run, "learning_rate"):
        return f"The learning rate, which was changed on the way in this run, falls evenly to 0 at {steps} steps"
    if training.past.had_one(training.run, "num_steps"):
        rate = short(training.run.config.learning_rate)
        return f"The learning rate falls evenly from {rate} to 0 over the {steps} steps"
    return (
        f"The learning rate falls evenly to 0 towards the end of training; in this run the end was moved, "
        f"and it falls to 0 at {steps} steps now"
    )


def _farthest(known: Known) -> Facts:
    i = max(_indices(known), key=lambda each: abs(known.trace.columns["adam_update"][each]))
    column = {
        each: known.trace.columns[f"adam_{each}"][i]
        for each in ("m_hat", "v_hat", "direction", "update", "before", "after")
    }
    return {
        "adam-param": _name(known, i),
        "adam-m": digits(column["m_hat"], 4),
        "adam-root": digits(column["v_hat"] ** 0.5, 4),
        "adam-quotient": digits(column["direction"]),
        "adam-update": digits(column["update"], 4),
        "adam-before": digits(column["before"], 4),
        "adam-after": digits(column["after"], 4),
    }


def _indices(known: Known) -> range:
    """The parameters of MATRIX, in flat order."""
    matrix = _matrix(known)
    return range(matrix["first"], matrix["first"] + matrix["rows"] * matrix["columns"])


def _name(known: Known, i: int) -> str:
    """A parameter of MATRIX as Python finds it."""
    matrix = _matrix(known)
    row, column = divmod(i - matrix["first"], matrix["columns"])
    return f"{MATRIX}[{row}][{column}]"


def _matrix(known: Known) -> dict[str, Any]:
    return next(each for each in known.trace.header["matrices"] if each["name"] == MATRIX)


def _shares(moved: dict[str, float]) -> str:
    """Which way the parameters move."""
    if moved["unmoved"] == 1:
        return "In this step none moves, for the learning rate is 0."
    told = [f"{percent(moved['with'])} of the parameters move with the document, the way that lowers its loss"]
    if moved["against"] > 0:
        told.append(f"{percent(moved['against'])} move against it")
    if moved["adrift"] > 0:
        share = percent(moved["adrift"])
        told.append(f"{share} are adrift: the document gives them no gradient at all, and only m moves them")
    if moved["unmoved"] > 0:
        told.append(f"{percent(moved['unmoved'])} have never had a gradient, and stay where they are")
    return f"In this step {'; '.join(told)}."


def _contrary(known: Known) -> str:
    """Of those that move against the document the one that moves farthest, if there is one."""
    columns = known.trace.columns
    grads, updates = columns["adam_grad"], columns["adam_update"]
    found = [i for i in _indices(known) if grads[i] * updates[i] < 0]
    if not found:
        return f"In {MATRIX} no parameter moves against the document in this step."
    i = max(found, key=lambda each: abs(updates[each]))
    wanted, moved = ("down", "up") if grads[i] > 0 else ("up", "down")
    return (
        f"The gradient of {_name(known, i)} is {digits(grads[i])}, so this document alone would have it go {wanted}; "
        f"but m, with what the documents before have left in it, is {digits(columns['adam_m'][i])}, and it goes "
        f"{moved} by {digits(abs(updates[i]))}."
    )
