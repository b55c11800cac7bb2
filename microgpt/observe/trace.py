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
  adam                            what of Adam's five lines is the same for every parameter: see corrections() there
  moved                           of all parameters: {grad_norm, moved}, see summary() there
  matrices                        {name, rows, columns, first, grad_norm, moved}: first is where its numbers begin among
                                  all parameters
  stages                          every named intermediate in the order in which they were made:
    name, position, layer, head   as tapped in the model; null where there is none
    expression                    in the names of the source; element j is expression[j], but a loss is one number
    file, line                    the line that made it
    first, size                   its elements in the columns stage_*
    reads, reads_rows             what it was made from: stages; [matrix, first row, number of rows]
  frames                          {phase, stage, matrix, pass}: every moment in the order in which it happened. phase:
                                  tokens, forward (a stage), loss (the stage that goes backward), backward (each stage
                                  that it reached, last first) or adam (a matrix)
  passes                          how many backward passes there were: 1, or one a position
  functions                       {file, line} of the function that does a phase on the whole: tokens, backward, adam
  files                           the source files named by stages
  graph, refused                  {nodes, edges}, or null; why there is none though it was asked for, in a sentence

columns: d float64, I uint32, B uint8
  stage_values  d   the elements of all stages        adam_*  d   of every parameter: before, grad, m_before, v_before,
  stage_grads   d   their gradients after each pass,              m, v, m_hat, v_hat, direction, update (taken off),
                    pass after pass                               after
  attn_*, cache_*   d   attention term by term, see attention.py; cache_* only if there is one pass
with a graph, whose nodes are the parameters and then, stage after stage, operands before users, all others
  stage_nodes   I   the node of each element          node_first     I  the operands of node i are those from
  node_data     d   its number                                          node_first[i] to node_first[i + 1] in
  node_grad     d   its gradient after the last pass  node_operands  I  the nodes it was made from, and
  node_op       B   how it was made                   node_locals    d  its local gradient to each
  node_stage    I   the stage it was made for         node_element   I  the element it was made for; NONE for several
                    NONE for parameters

A stage that only passes numbers on (a row of wte, the heads' outputs one after the other) has the nodes of others.
"""

from __future__ import annotations

import math
import re
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from itertools import accumulate, count
from math import exp
from types import FunctionType
from typing import Any, TypeAlias, TypeVar, cast

from microgpt.adam import Adam, learning_rate_at
from microgpt.config import Config, ConfigError
from microgpt.model import StateDict, flatten, param_shapes
from microgpt.observe.adam import adam_terms, corrections, curves, summary
from microgpt.observe.attention import backward_terms, forward_terms
from microgpt.observe.cache import cache_counts
from microgpt.ops import scalar
from microgpt.ops.protocol import Autograd
from microgpt.run import Run
from microgpt.tokenizer import Tokenizer
from microgpt.train import TrainingDiverged, crop, garbage_collection_held, gradients, predictions
from microgpt.value import Value

FORMAT, VERSION = "microgpt trace", 1
NONE = 0xFFFFFFFF  # no stage, or no one element
MAX_NODES = 400_000  # a graph of so many takes some 100 MB while it is read

Column: TypeAlias = "array[Any]"  # an array can be subscripted from Python 3.12 on
T = TypeVar("T")


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
    with garbage_collection_held():
        header, columns = _traced(run, tokens, position, graph and not refused)
    return Trace({**header, "doc": doc, "refused": refused}, columns)


def _traced(run: Run, tokens: list[int], position: int | None, graph: bool) -> tuple[dict[str, Any], dict[str, Column]]:
    """Header and columns; no Value is alive any more when they are returned."""
    config = run.config
    lr_t = learning_rate_at(run.step, config.num_steps, config.learning_rate)
    state_dict = {name: scalar.parameters(rows) for name, rows in run.params().items()}
    recorder = Recorder(scalar, state_dict, position is None and config.backward == "position")
    try:
        if position is None:
            losses, loss = gradients(recorder.ops, config, state_dict, tokens, recorder)
        else:
            made = list(predictions(recorder.ops, config, state_dict, tokens, recorder))
            made[position].backward()
            losses, loss = [each.data for each in made], made[position].data
        recorder.end_pass()
        adam = _adam(run, state_dict, lr_t)
    except (ArithmeticError, ValueError) as error:
        raise TrainingDiverged(f"step {run.step + 1}: the loss or its gradient is no longer a finite number") from error
    firsts = accumulate([stage.size for stage in recorder.stages], initial=0)
    vocab_size, n = run.tokenizer.vocab_size, len(tokens) - 1
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
        "perplexities": [exp(each) for each in losses],
        "perplexity": exp(loss),
        "random_guess": math.log(vocab_size),
        "cache": cache_counts(config, vocab_size, n).to_dict(),
        "curves": curves(config),
        "adam": corrections(config, run.step + 1),
        "moved": summary(adam["adam_grad"], adam["adam_update"]),
        "matrices": list(_matrices(config, vocab_size, adam)),
        "stages": [_describe(*each, tokens) for each in zip(recorder.stages, firsts)],
        "frames": list(_frames(recorder, position, len(state_dict))),
        "passes": len(recorder.passes),
        "functions": {
            "tokens": _place_of(cast(FunctionType, Tokenizer.encode)),
            "backward": _place_of(cast(FunctionType, Value.backward)),
            "adam": _place_of(cast(FunctionType, Adam.update)),
        },
        "files": sorted({stage.file for stage in recorder.stages}),
        "graph": None,
    }
    columns = {**recorder.columns(), **_attention(recorder, config, n), **adam}
    if graph:
        walked = Graph([p for matrix in state_dict.values() for row in matrix for p in row], recorder.stages)
        columns |= walked.columns
        header["ops"] = walked.ops
        header["graph"] = {"nodes": len(walked.columns["node_op"]), "edges": len(walked.columns["node_locals"])}
    return header, columns


def _file_of(module: str) -> str:
    """The file of a module, as seen from where the package lies."""
    return module.replace(".", "/") + ".py"


def _place_of(function: FunctionType) -> dict[str, Any]:
    """The file of a function and the line on which it begins."""
    return {"file": _file_of(function.__module__), "line": function.__code__.co_firstlineno}


# --- watching


@dataclass(frozen=True)
class Stage:
    """A named intermediate of a pass."""

    name: str
    position: int | None
    file: str
    line: int
    vector: Any  # of the autograd
    reads: list[int]  # stages
    reads_rows: list[list[int]]  # matrix, first row, number of rows

    @property
    def elements(self) -> list[Value]:
        """The vector's numbers; a loss is only one."""
        return self.vector if isinstance(self.vector, list) else [self.vector]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.elements)


class Recorder:
    """A tap that keeps every stage: its numbers, the line that called the tap, and what it was made from.

    The last is what `ops` saw: it is the autograd, which passes on every operation and notes what that was given.
    """

    def __init__(self, ops: Autograd, state_dict: StateDict, by_position: bool) -> None:
        self.ops = cast(Autograd, _Watched(ops, self._note))
        self.stages: list[Stage] = []
        self.passes: list[Column] = []  # the gradients of all stages so far, after each backward pass
        self._by_position = by_position  # whether a pass ends with each position
        self._passed: Counter[str] = Counter()  # the same stages pass at every position
        self._matrices = {id(matrix): m for m, matrix in enumerate(state_dict.values())}
        self._stage_of: dict[int, int] = {}  # id of a vector -> the newest stage that it is
        self._reads: set[int] = set()
        self._reads_rows: list[list[int]] = []

    def __call__(self, name: str, x: T) -> T:
        """Keep a stage; hand it on as it is."""
        position = self._passed[name]
        self._passed[name] += 1
        if self._by_position and position > len(self.passes):  # the one before has gone backward
            self.end_pass()
        caller = sys._getframe(1)
        file = _file_of(caller.f_globals["__name__"])
        self._stage_of[id(x)] = len(self.stages)
        self.stages.append(
            Stage(
                name,
                None if name == "mean_loss" else position,
                file,
                caller.f_lineno,
                x,
                sorted(self._reads),
                self._reads_rows,
            )
        )
        return x

    def end_pass(self) -> None:
        """Keep the gradients that a backward pass has left on the stages so far."""
        self.passes.append(array("d", [v.grad for stage in self.stages for v in stage.elements]))

    def columns(self) -> dict[str, Column]:
        """The columns stage_values and stage_grads."""
        values = array("d", [v.data for stage in self.stages for v in stage.elements])
        grads = array("d")
        for after in self.passes:
            grads += after + array("d", bytes(8 * (len(values) - len(after))))  # 0 where nothing was made yet
        return {"stage_values": values, "stage_grads": grads}

    def reached(self, root: int) -> list[int]:
        """The stages that a backward pass from one of them gets to, last first."""
        found = {root}
        for s in range(root, -1, -1):
            if s in found:
                found.update(self.stages[s].reads)
        return sorted(found, reverse=True)

    def _note(self, operation: str, operands: tuple[Any, ...]) -> None:
        """The operation whose result is going to be tapped was given these."""
        self._reads, self._reads_rows = set(), []
        for operand in operands:
            if id(operand) in self._matrices:
                row = [operands[1], 1] if operation == "row" else [0, len(scalar.data(operand))]
                self._reads_rows.append([self._matrices[id(operand)], *row])
            elif id(operand) in self._stage_of:
                self._reads.add(self._stage_of[id(operand)])
            elif isinstance(operand, list):  # of vectors
                self._reads.update(self._stage_of[id(vector)] for vector in operand)


class _Watched:
    """An autograd that does what another does, after telling somebody."""

    def __init__(self, ops: Autograd, tell: Callable[[str, tuple[Any, ...]], None]) -> None:
        self._ops = ops
        self._tell = tell

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def watched(*operands: Any) -> Any:
            self._tell(operation, operands)
            return getattr(self._ops, operation)(*operands)

        return watched


# --- the graph


class Graph:
    """Flat arrays of all the nodes that stages were made from; no object a node."""

    def __init__(self, params: list[Value], stages: list[Stage]) -> None:
        self._index: dict[Value, int] = {}
        self._codes: defaultdict[str, int] = defaultdict(count().__next__)  # op -> what it is counted as
        self.columns: dict[str, Column] = {
            "stage_nodes": array("I"),
            "node_data": array("d"),
            "node_grad": array("d"),
            "node_op": array("B"),
            "node_first": array("I", [0]),
            "node_operands": array("I"),
            "node_locals": array("d"),
            "node_stage": array("I"),
            "node_element": array("I"),
        }
        self._add(dict.fromkeys(params, NONE), NONE)
        for s, stage in enumerate(stages):
            self._add(_made_for(stage, self._index), s)
            self.columns["stage_nodes"].fromlist([self._index[v] for v in stage.elements])
        self.ops = list(self._codes)

    def _add(self, nodes: dict[Value, int], s: int) -> None:
        """Add the nodes of a stage, each with the element it was made for, operands before users."""
        first = len(self._index)
        self._index.update(zip(nodes, count(first)))
        index, codes = self._index, self._codes
        operands = [index[child] for node in nodes for child in node._children]
        ends = accumulate([len(node._children) for node in nodes], initial=len(self.columns["node_operands"]))
        new: dict[str, list[Any]] = {
            "node_data": [node.data for node in nodes],
            "node_grad": [node.grad for node in nodes],
            "node_op": [codes[node._op] for node in nodes],
            "node_first": list(ends)[1:],
            "node_operands": operands,
            "node_locals": [local_grad for node in nodes for local_grad in node._local_grads],
            "node_stage": [s] * len(nodes),
            "node_element": list(nodes.values()),
        }
        for name, numbers in new.items():
            self.columns[name].fromlist(numbers)


def _made_for(stage: Stage, earlier: Container[Value]) -> dict[Value, int]:
    """The nodes that a stage needed and no earlier one has, operands before users -> the element each was made for.

    Level by level, from the elements to their operands and on; a node of several levels belongs to the deepest.
    """
    level = roots = {node: j for j, node in enumerate(stage.elements) if node not in earlier}
    levels = []
    met = len(roots)  # how often a node was come to
    while level:
        levels.append(level)
        below = [(child, j) for node, j in level.items() for child in node._children if child not in earlier]
        met += len(below)
        level = dict(below)
    nodes: dict[Value, int] = {}
    for level in reversed(levels):
        nodes.update(level)
    if met != len(nodes):
        _share(nodes, roots)  # some node has several users, such as the scale of rmsnorm
    return nodes


def _share(nodes: dict[Value, int], roots: dict[Value, int]) -> None:
    """Put NONE for every node that several elements were made from."""
    known = set(roots)
    for user in reversed(nodes):
        for node in user._children:
            if node not in known:
                known.add(node)
                if node in nodes:
                    nodes[node] = nodes[user]
            elif nodes.get(node) != nodes[user] and node in nodes:
                nodes[node] = NONE


def count_nodes(config: Config, vocab_size: int, n: int, whole: bool = True) -> int:
    """How many nodes Graph will find on a document of n predictions, of which the whole or only one goes backward."""
    e, d, h = config.n_embd, config.head_dim, config.n_head

    def linear(inputs: int, outputs: int) -> int:
        return outputs * (2 * inputs + 1)

    def softmax(size: int) -> int:
        return 6 * size + 1

    rmsnorm = 3 * e + 6
    activation = (2 if config.activation == "relu2" else 1) * 4 * e
    block = 2 * rmsnorm + 4 * linear(e, e) + linear(e, 4 * e) + linear(4 * e, e) + activation + 2 * e
    outside = e + (rmsnorm if config.norm_embedding else 0) + linear(e, vocab_size) + softmax(vocab_size) + 3
    attention = sum(h * (t * (2 * d + 3) + softmax(t) + d * (2 * t + 1)) for t in range(1, n + 1))
    ending = 0 if not whole else 2 * n if config.backward == "position" else n + 3
    params = sum(rows * columns for rows, columns in param_shapes(config, vocab_size).values())
    return params + n * (outside + config.n_layer * block) + config.n_layer * attention + ending


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
        "first": first,
        "size": stage.size,
        "reads": stage.reads,
        "reads_rows": stage.reads_rows,
    }


def _frames(recorder: Recorder, position: int | None, num_matrices: int) -> Iterator[dict[str, Any]]:
    def frame(
        phase: str, stage: int | None = None, matrix: int | None = None, pass_: int | None = None
    ) -> dict[str, Any]:
        return {"phase": phase, "stage": stage, "matrix": matrix, "pass": pass_}

    def loss_and_backward(root: int, pass_: int) -> Iterator[dict[str, Any]]:
        yield frame("loss", root)
        for s in recorder.reached(root):
            yield frame("backward", s, pass_=pass_)

    yield frame("tokens")
    passes = count()
    target = None
    for s, stage in enumerate(recorder.stages):
        if position is not None and stage.name == "loss" and stage.position == position:
            target = s  # its turn comes when all positions are through
        elif stage.name in ("mean_loss", "loss_share"):
            yield from loss_and_backward(s, next(passes))
        else:
            yield frame("forward", s)
    if target is not None:
        yield from loss_and_backward(target, next(passes))
    for matrix in range(num_matrices):
        yield frame("adam", matrix=matrix)


def _adam(run: Run, state_dict: StateDict, lr_t: float) -> dict[str, Column]:
    """The columns adam_* of the update on these gradients."""
    before = flatten([scalar.data(matrix) for matrix in state_dict.values()])
    grad = flatten([scalar.grad(matrix) for matrix in state_dict.values()])
    if not math.isfinite(sum(g * g for g in grad)):
        raise ArithmeticError("a gradient is not finite")
    return adam_terms(run.adam, before, grad, lr_t, run.step + 1)


def _attention(recorder: Recorder, config: Config, n: int) -> dict[str, Column]:
    """The columns of attention.py: those of the backward pass only if there was just one."""
    stages = {(stage.name, stage.position): stage.elements for stage in recorder.stages}

    def values(name: str, t: int) -> list[float]:
        return [v.data for v in stages[name, t]]

    def grads(name: str, t: int) -> list[float]:
        return [v.grad for v in stages[name, t]]

    columns = forward_terms(config, n, values)
    return columns | backward_terms(config, n, values, grads) if len(recorder.passes) == 1 else columns
