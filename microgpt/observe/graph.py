"""Graph: the nodes that autograd made in a pass, in flat arrays, each with the stage and element it was made for."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Container
from itertools import accumulate, count
from typing import Any

from microgpt.config import Config
from microgpt.model import param_shapes
from microgpt.observe.lengths import Lengths
from microgpt.observe.recorder import Column, Stage
from microgpt.train import gradients, predictions
from microgpt.value import Value

NONE = 0xFFFFFFFF  # no stage, or no one element
MAX_NODES = 400_000  # a graph of so many takes some 100 MB while it is read


class Graph:
    """Flat arrays of all the nodes that stages were made from; no object a node.

    roots are the stages that went backward. reached: of each stage, how many of its nodes a backward pass came to;
    those come first, in the reverse of the order in which it did.
    """

    def __init__(self, params: list[Value], stages: list[Stage], roots: list[int]) -> None:
        self._index: dict[Value, int] = {}
        self._order: dict[Value, int] = {}  # of the nodes that went backward: as topological_order() has them
        _put_in_order([v for root in roots for v in stages[root].elements], self._order)
        self.reached: list[int] = []
        self._codes: defaultdict[str, int] = defaultdict(count().__next__)  # op -> what it is counted as
        self.columns: dict[str, Column] = {
            "stage_nodes": array("I"),
            "node_data": array("d"),
            "node_grad": array("d"),
            "node_op": array("B"),
            "node_first": array("I", [0]),
            "node_operands": array("I"),
            "node_locals": array("d"),
            "node_shares": array("d"),
            "node_stage": array("I"),
            "node_element": array("I"),
        }
        self._add(dict.fromkeys(params, NONE), NONE)
        for s, stage in enumerate(stages):
            made = _made_for(stage, self._index)
            order = {node: self._order[node] for node in sorted(made.keys() & self._order, key=self._order.__getitem__)}
            self.reached.append(len(order))
            _put_in_order([v for v in stage.elements if v in made], order, made)
            self._add({node: made[node] for node in order}, s)
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
            "node_shares": [local_grad * node.grad for node in nodes for local_grad in node._local_grads],
            "node_stage": [s] * len(nodes),
            "node_element": list(nodes.values()),
        }
        for name, numbers in new.items():
            self.columns[name].fromlist(numbers)


def gathered(columns: dict[str, Column], first: int, reached: list[int]) -> Column:
    """By edge: the gradient that its operand has when the edge has sent its share, for one backward pass.

    Stage after stage from the last, in each the nodes that were reached, last first: an order backward() may go in.
    Nodes from `first` on are those of stages. float32, half the size of float64: enough digits to be read.
    """
    starts, operands, shares = columns["node_first"], columns["node_operands"], columns["node_shares"]
    found = array("f", bytes(4 * len(operands)))
    grads = [0.0] * len(columns["node_data"])
    sizes = Counter(columns["node_stage"])
    ends = list(accumulate([sizes[s] for s in range(len(reached))], initial=first))
    for s in reversed(range(len(reached))):
        for node in reversed(range(ends[s], ends[s] + reached[s])):
            for edge in range(starts[node], starts[node + 1]):
                grads[operands[edge]] += shares[edge]
                found[edge] = grads[operands[edge]]
    return found


def _put_in_order(roots: list[Value], order: dict[Value, int], among: Container[Value] | None = None) -> None:
    """Add the nodes that roots were made from, each after its operands, to those that are in order already.

    Depth first, operands from left to right: from one root this is topological_order().
    """
    for root in roots:
        path = [] if root in order else [(root, iter(root._children))]
        while path:
            node, operands = path[-1]
            for operand in operands:
                if operand not in order and (among is None or operand in among):
                    path.append((operand, iter(operand._children)))
                    break
            else:
                order[node] = len(order)
                path.pop()


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
        _mark_shared(nodes, roots)  # some node has several users, such as the scale of rmsnorm
    return nodes


def _mark_shared(nodes: dict[Value, int], roots: dict[Value, int]) -> None:
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
    lengths, shapes = Lengths(), param_shapes(config, vocab_size)
    tokens = [0] * (n + 1)
    if whole:
        gradients(lengths, config, shapes, tokens)
    else:
        list(predictions(lengths, config, shapes, tokens))
    return sum(rows * columns for rows, columns in shapes.values()) + lengths.nodes


def count_constants(config: Config, vocab_size: int, n: int) -> int:
    """How many of them, when the whole goes backward, are constants: neither parameters nor made by an operation."""
    lengths = Lengths()
    gradients(lengths, config, param_shapes(config, vocab_size), [0] * (n + 1))
    return lengths.constants
