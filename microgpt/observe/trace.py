"""Trace: everything that one training step on one document computes, kept as plain numbers.

Looks at the algorithm and is never looked at by it: the step is done on copies, so the run it is taken from does not
change. A trace is a header (a dict, ready for JSON) and columns (name -> array of numbers).

header
  format, version                 FORMAT, VERSION
  config, vocabulary, data_name   the settings, the text of every token by its id, the name of the documents
  step, num_steps, lr_t           which training step this is (counted from 1), of how many, and its learning rate
  doc, token_ids                  the document; its tokens, as many as there are positions for and one
  target                          whose loss went backward: "document", or the position of one prediction
  losses, loss                    of each prediction; their mean, or that of the target
  ops                             what column node_op counts: "" for a leaf, "+", "*", "exp", ...
  perplexities, perplexity        exp() of the losses: among how many tokens the model was as unsure
  random_guess                    the loss of guessing blindly: ln(vocab size)
  cache                           what the KV cache holds, and saves: see cache.py
  curves                          Adam's bias correction and the learning rate over training: see adam.py
  adam                            what of Adam's five lines is the same for every parameter: see corrections() there.
                                  Where plain SGD trains, "adam" is SGD here and below, which has fewer numbers
  moved                           of all parameters: {grad_norm, moved}, see summary() there
  matrices                        {name, rows, columns, first, grad_norm, moved}: first is where its numbers begin among
                                  all parameters
  stages                          every named intermediate in the order in which they were made:
    name, position, layer, head   as tapped in the model; null where there is none
    expression                    in the names of the source; element j is expression[j], but a loss is one number
    file, line, last              the statement that made it: its first line, its last
    first, size                   its elements in the columns stage_*
    reads, reads_rows             what it was made from: stages; [matrix, first row, number of rows]
    operation, operands           the operation that made it, and what that was given, in order: {stages},
                                  {rows: [matrix, first row, number of rows]}, {number}, or {} for a slice
  frames                          {phase, stage, matrix, pass}: what happened, one thing after the other. phase:
                                  tokens, forward (a stage), loss (the stage that goes backward), backward (each stage
                                  that it reached, last first) or adam (a matrix)
  passes                          how many backward passes there were: 1, or one a position
  functions                       {file, line, statements} of the function that does a phase on the whole: tokens,
                                  backward, adam; statements: {file, line, last} by what is assigned, see lines.py
  files                           the source files named by stages
  graph, refused                  {nodes, edges, reached}, or null; why there is none though it was asked for, in a
                                  sentence. reached: by stage, how many of its nodes a backward pass came to

columns: d float64, f float32, I uint32, B uint8
  stage_values  d   the elements of all stages        adam_*  d   of every parameter: before, grad, m_before, v_before,
  stage_grads   d   their gradients after each pass,              m, v, m_hat, v_hat, direction, update (taken off),
                    pass after pass                               after
  attn_*, cache_*   d   attention term by term, see attention.py; cache_* only if there is one pass
  token_grads   d   if there is one pass and the model has position embeddings (without them a row of wte is itself
                    the stream): for each position, n_embd numbers: the gradient of its token's row of wte so
                    far, when the backward pass, which goes from the last position to the first, is through with this
                    one: the shares of this and all later positions of the same token and, with tied_head, what the
                    logits of this and all later positions gave that row. See tokens.py
with a graph, whose nodes are the parameters and then, stage after stage, operands before users, all others; of a stage
those come first that a backward pass came to, in the reverse of the order in which it did
  stage_nodes   I   the node of each element          node_first     I  the operands of node i are those from
  node_data     d   its number                                          node_first[i] to node_first[i + 1] in
  node_grad     d   its gradient after the last pass  node_operands  I  the nodes it was made from, and
  node_op       B   how it was made                   node_locals    d  its local gradient to each
  node_stage    I   the stage it was made for         node_shares    d  what it sent to each when a backward pass
                    NONE for parameters                                 came to it last: local gradient * gradient
  node_element  I   the element it was made for;      node_gathered  f  if there is one pass: what the operand's
                    NONE for several                                    gradient is when that was sent

A stage that only passes numbers on (a row of wte, the heads' outputs one after the other) has the nodes of others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from types import FunctionType
from typing import Any, cast

from microgpt.adam import learning_rate_at
from microgpt.config import Config, ConfigError
from microgpt.divergence import GONE, TrainingDiverged, diverged, param_at
from microgpt.memory import require_room
from microgpt.model import StateDict, flatten, param_shapes
from microgpt.observe.adam import adam_terms, corrections, curves, summary
from microgpt.observe.attention import backward_terms, forward_terms
from microgpt.observe.cache import cache_counts
from microgpt.observe.frames import frames
from microgpt.observe.graph import MAX_NODES, Graph, count_nodes, gathered
from microgpt.observe.lines import file_of, statements_of
from microgpt.observe.recorder import Column, Recorder, Stage, last_of_stream
from microgpt.observe.tokens import token_grads
from microgpt.ops import scalar
from microgpt.run import Run
from microgpt.tokenizer import Tokenizer
from microgpt.train import crop, garbage_collection_held, gradients, predictions
from microgpt.value import Value

FORMAT, VERSION = "microgpt trace", 1


class TraceError(ConfigError):
    """A document or a position that cannot be traced: the message says what was wanted and what came."""


@dataclass(frozen=True)
class Trace:
    """What a training step left behind: see the top of this file."""

    header: dict[str, Any]
    columns: dict[str, Column]


def trace(run: Run, doc: str | None = None, position: int | None = None, graph: bool = True) -> Trace:
    """The next training step of a run, on its own document or on this one; the run stays as it is.

    The loss that goes backward is the document's, or that of the prediction at one position. Raises TraceError for a
    document or position that cannot be, TrainingDiverged when the loss or a gradient is not a finite number.
    """
    doc, tokens = _document(run, doc)
    n = len(tokens) - 1
    if position is not None and not 0 <= position < n:
        raise TraceError(f"position must be from 0 to {n - 1}, the predictions made on {doc!r}, not {position}")
    nodes = count_nodes(run.config, run.tokenizer.vocab_size, n, position is None)
    refused = None
    if graph and nodes > MAX_NODES:
        refused = f"the graph of this document has {nodes:,} nodes, more than the {MAX_NODES:,} that can be looked into"
    require_room(run.config, run.tokenizer.vocab_size, "scalar", n, "tracing a step")
    state_dict = {name: scalar.parameters(rows) for name, rows in run.params().items()}
    recorder = Recorder(scalar, state_dict, position is None and run.config.backward == "position")
    try:
        with garbage_collection_held():
            header, columns = _traced(run, recorder, state_dict, tokens, position, graph and not refused)
    finally:
        scalar.take_apart(stage.vector for stage in recorder.stages)
    return Trace({**header, "doc": doc, "refused": refused}, columns)


def _traced(
    run: Run, recorder: Recorder, state_dict: StateDict, tokens: list[int], position: int | None, graph: bool
) -> tuple[dict[str, Any], dict[str, Column]]:
    """Header and columns of a step that the recorder watches, on copies of the parameters."""
    config = run.config
    lr_t = learning_rate_at(run.step, config.num_steps, config.learning_rate)
    loss = math.nan  # until there is one
    try:
        if position is None:
            losses, loss = gradients(recorder.ops, config, state_dict, tokens, recorder)
        else:
            made = list(predictions(recorder.ops, config, state_dict, tokens, recorder))
            made[position].backward()
            losses, loss = [each.data for each in made], made[position].data
        recorder.end_pass()
        adam = _adam(run, state_dict, lr_t)
        perplexities, perplexity = [exp(each) for each in losses], exp(loss)
    except (ArithmeticError, ValueError) as error:
        if isinstance(error, TrainingDiverged):
            raise
        grad = flatten(map(scalar.grad, state_dict.values()))
        raise diverged(run, lr_t, loss, grad, has_advice=False) from error
    firsts = accumulate([stage.size for stage in recorder.stages], initial=0)
    vocab_size, n = run.tokenizer.vocab_size, len(tokens) - 1
    happened = list(frames(recorder.stages, position, len(state_dict)))
    header = {
        "format": FORMAT,
        "version": VERSION,
        "config": config.to_dict(),
        "vocabulary": run.tokenizer.tokens,
        "data_name": run.data_name,
        "step": run.step + 1,
        "num_steps": config.num_steps,
        "lr_t": lr_t,
        "token_ids": tokens,
        "target": "document" if position is None else position,
        "losses": losses,
        "loss": loss,
        "ops": [],
        "perplexities": perplexities,
        "perplexity": perplexity,
        "random_guess": math.log(vocab_size),
        "cache": cache_counts(config, vocab_size, n).to_dict(),
        "curves": curves(config),
        "adam": corrections(config, run.step + 1),
        "moved": summary(adam["adam_grad"], adam["adam_update"]),
        "matrices": list(_matrices(config, vocab_size, adam)),
        "stages": [_describe(*each, tokens) for each in zip(recorder.stages, firsts)],
        "frames": happened,
        "passes": len(recorder.passes),
        "functions": {
            "tokens": _place_of(cast(FunctionType, Tokenizer.encode)),
            "backward": _place_of(cast(FunctionType, Value.backward)),
            "adam": _place_of(cast(FunctionType, type(run.optimizer).update)),
        },
        "files": sorted({stage.file for stage in recorder.stages}),
        "graph": None,
    }
    columns = {**recorder.columns(), **_terms(recorder, config, tokens), **adam}
    if graph:
        params = [p for matrix in state_dict.values() for row in matrix for p in row]
        roots = [frame["stage"] for frame in happened if frame["phase"] == "loss"]
        walked = Graph(params, recorder.stages, roots)
        columns |= walked.columns
        header["ops"] = walked.ops
        if len(recorder.passes) == 1:
            columns["node_gathered"] = gathered(columns, len(params), walked.reached)
        edges = len(walked.columns["node_locals"])
        header["graph"] = {"nodes": len(walked.columns["node_op"]), "edges": edges, "reached": walked.reached}
    return header, columns


def _place_of(function: FunctionType) -> dict[str, Any]:
    """The file of a function, the line on which it begins, and its statements."""
    place = {"file": file_of(function.__module__), "line": function.__code__.co_firstlineno}
    return {**place, "statements": statements_of(function)}


# --- the parts of the header


def _document(run: Run, doc: str | None) -> tuple[str, list[int]]:
    if doc is None:
        if not run.docs:
            raise TraceError("wanted a document to trace: this run has none of its own")
        doc = run.docs[run.step % len(run.docs)]
    doc = doc.strip()
    if not doc:
        raise TraceError("wanted a document to trace, but it is empty")
    try:
        return doc, crop(run.tokenizer.encode(doc), run.config)
    except ValueError as error:
        raise TraceError(str(error)) from None


def _matrices(config: Config, vocab_size: int, adam: dict[str, Column]) -> Iterator[dict[str, Any]]:
    first = 0
    for name, (rows, columns) in param_shapes(config, vocab_size).items():
        end = first + rows * columns
        moved = summary(adam["adam_grad"][first:end], adam["adam_update"][first:end])
        yield {"name": name, "rows": rows, "columns": columns, "first": first, **moved}
        first = end


EXPRESSIONS = {
    "tok_emb": "wte[{token_id}]",
    "pos_emb": "wpe[{position}]",
    "attn_q": "q",
    "attn_k": "keys[{layer}][{position}]",
    "attn_v": "values[{layer}][{position}]",
    "attn_logits": "attn_logits",
    "attn_weights": "attn_weights",
    "out": "head_outs[{head}]",
    "logits": "logits",
    "probs": "probs",
    "loss": "losses[{position}]",
    "loss_share": "share",
    "mean_loss": "loss",
}  # all others are x, which is what the model calls them


def _describe(stage: Stage, first: int, tokens: list[int]) -> dict[str, Any]:
    layer, head, what = re.fullmatch(r"(?:layer(\d+)\.)?(?:head(\d+)\.)?(\w+)", stage.name).groups()  # type: ignore[union-attr]
    position = stage.position
    known = {"layer": layer, "head": head, "position": position}
    if position is not None:
        known["token_id"] = tokens[position]
    return {
        "name": stage.name,
        "position": position,
        "layer": None if layer is None else int(layer),
        "head": None if head is None else int(head),
        "expression": EXPRESSIONS.get(what, "x").format(**known),
        "file": stage.file,
        "line": stage.line,
        "last": stage.last,
        "first": first,
        "size": stage.size,
        "reads": stage.reads,
        "reads_rows": stage.reads_rows,
        "operation": stage.operation,
        "operands": stage.operands,
    }


def _adam(run: Run, state_dict: StateDict, lr_t: float) -> dict[str, Column]:
    """The columns adam_* of the update on these gradients."""
    before = flatten([scalar.data(matrix) for matrix in state_dict.values()])
    grad = flatten([scalar.grad(matrix) for matrix in state_dict.values()])
    if not math.isfinite(sum(g * g for g in grad)):
        raise ArithmeticError("a gradient is not finite")
    columns = adam_terms(run.optimizer, before, grad, lr_t, run.step + 1)
    for name, column in columns.items():
        if not all(map(math.isfinite, column)):
            # the memory that the gradient met was too large, as in a checkpoint that was made by hand
            param = param_at(run, next(i for i, x in enumerate(column) if not math.isfinite(x)))
            what = name.removeprefix("adam_")
            raise TrainingDiverged(
                f"step {run.step + 1}: {what} of {param} is the first that is {GONE}", run.step + 1, param
            )
    return columns


def _terms(recorder: Recorder, config: Config, tokens: list[int]) -> dict[str, Column]:
    """The columns of attention.py and tokens.py: those of the backward pass only if there was just one."""
    stages = {(stage.name, stage.position): stage.elements for stage in recorder.stages}
    n = len(tokens) - 1

    def values(name: str, t: int) -> list[float]:
        return [v.data for v in stages[name, t]]

    def grads(name: str, t: int) -> list[float]:
        return [v.grad for v in stages[name, t]]

    columns = forward_terms(config, n, values)
    if len(recorder.passes) == 1:
        columns |= backward_terms(config, n, values, grads)
        if config.position_embedding:
            columns["token_grads"] = token_grads(config, tokens, values, grads, last_of_stream(recorder.stages))
    return columns
