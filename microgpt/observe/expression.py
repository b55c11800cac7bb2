"""An expression that a reader typed, read with Python's own parser: nothing of it is ever handed to eval.

Only what is listed here is taken: names, numbers, + - * / **, relu, exp and log. Parts may be named first, so that one
can be used twice: "s = a + b; s * s".
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

FUNCTIONS = ("relu", "exp", "log")
MOST_CHARACTERS = 120
MOST_DEPTH = 16  # operations inside one another
MOST_LEAVES = 8
MOST_EXPONENT = 32
MOST_NUMBER = 1e6  # that can be written, or given to a leaf
UNNAMED = 1.0  # what a leaf is as long as nobody gives it a number

# expressions to begin with, and the numbers of their leaves
PRESETS: dict[str, dict[str, float]] = {
    "(a*b + c).relu()": {"a": 2.0, "b": -3.0, "c": 10.0},
    "a * b": {"a": 2.0, "b": -3.0},
    "s = a + b; s * s": {"a": 2.0, "b": 1.0},
    "a - b": {"a": 2.0, "b": 3.0},
    "a / b": {"a": 3.0, "b": 2.0},
    "log(a)": {"a": 2.0},
    "x = exp(a); x / (x + exp(b))": {"a": 1.0, "b": 0.0},
}

WANTED = "names, numbers, + - * / **, relu, exp and log"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,7}")
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)


class Refused(ValueError):
    """What was typed cannot be worked out: the message says what was wanted and what came."""


@dataclass(frozen=True)
class Expression:
    """An expression of nothing but what is allowed, and the names of its leaves in the order in which they stand."""

    text: str
    parts: tuple[tuple[str, ast.expr], ...]  # each with the name that it gets; the last one's is ""
    leaves: tuple[str, ...]


def parsed(text: str) -> Expression:
    """The expression that a text is. Raises Refused for anything that is not on the list."""
    if not isinstance(text, str) or not text.strip():
        raise Refused("Wanted an expression such as a*b + c, but nothing came.")
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"Wanted at most {MOST_CHARACTERS} characters, not {len(text)}.")
    if strange := next((each for each in text if not " " <= each <= "~"), None):
        raise Refused(f"Wanted {WANTED} in plain letters, not the character {strange!a}.")
    parts: list[tuple[str, ast.expr]] = []
    leaves: dict[str, None] = {}
    statements = _statements(text.strip())
    for statement in statements:
        name, value = _part(statement, is_last=statement is statements[-1])
        named = {each for each, _ in parts}
        _check(value, named, leaves, MOST_DEPTH)
        if name in named | leaves.keys():
            raise Refused(f"Wanted a new name for each part, but {name} is something already.")
        parts.append((name, value))
    used = {each.id for _, value in parts for each in ast.walk(value) if isinstance(each, ast.Name)}
    if idle := next((name for name, _ in parts if name and name not in used), None):
        raise Refused(f"Wanted every part to be used, but {idle} is not.")
    if not leaves:
        raise Refused(f"Wanted at least one name, such as a, whose gradient can be asked: {quoted(text)} has none.")
    return Expression(text.strip(), tuple(parts), tuple(leaves))


def numbers(expression: Expression, given: Mapping[str, float]) -> dict[str, float]:
    """A number for every leaf: the one given, or that of the preset, or 1. Raises Refused for what is no number."""
    if not isinstance(given, Mapping):
        raise Refused(f"Wanted a number for each leaf by its name, not {ascii(given)[:40]}.")
    found = dict.fromkeys(expression.leaves, UNNAMED) | PRESETS.get(expression.text, {})
    for name in expression.leaves:
        number = given.get(name, found[name])
        if not isinstance(number, int | float) or isinstance(number, bool) or not abs(number) <= MOST_NUMBER:
            raise Refused(f"Wanted a number between -1000000 and 1000000 for {name}, not {ascii(number)[:40]}.")
        found[name] = float(number)
    return found


# reading


def _statements(text: str) -> list[ast.stmt]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python finds odd is refused below
            return ast.parse(text).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise Refused(f"Wanted an expression such as a*b + c, but Python cannot read {quoted(text)}.") from None


def _part(statement: ast.stmt, is_last: bool) -> tuple[str, ast.expr]:
    """The name that a part is given, and the part."""
    match statement:
        case ast.Expr(value=value) if is_last:
            return "", value
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if not is_last:
            _check_name(name)
            return name, value
    if is_last:
        raise Refused(f"Wanted an expression at the end, not {quoted(statement)}.")
    raise Refused(f"Wanted a part with a name, such as s = a + b, not {quoted(statement)}.")


def _check(node: ast.expr, parts: set[str], leaves: dict[str, None], depth: int) -> None:
    """Raise Refused for a node that is not on the list; note the leaves."""
    if depth == 0:
        raise Refused(f"Wanted at most {MOST_DEPTH} operations inside one another.")
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            if not number <= MOST_NUMBER:
                raise Refused("Wanted numbers of at most 1000000, not a larger one.")
        case ast.Name(id=name):
            _check_name(name)
            if name not in parts:
                leaves[name] = None
            if len(leaves) > MOST_LEAVES:
                raise Refused(f"Wanted at most {MOST_LEAVES} leaves, but {name} is one more.")
        case ast.BinOp(op=ast.Pow(), right=exponent):
            power = number_of(exponent)
            if power is None:
                raise Refused(f"Wanted a number for an exponent, as in a**2, not {quoted(exponent)}.")
            if not abs(power) <= MOST_EXPONENT:
                raise Refused(f"Wanted an exponent from -{MOST_EXPONENT} to {MOST_EXPONENT}, not {quoted(exponent)}.")
        case ast.BinOp(op=op) if isinstance(op, _OPERATORS):
            pass
        case ast.UnaryOp(op=ast.USub()):
            pass
        case ast.Call() if function := function_of(node):
            if function not in FUNCTIONS:
                raise Refused(f"Wanted relu, exp or log for a function, not {quoted(function)}.")
            if node.keywords or len(operands_of(node)) != 1 or isinstance(operands_of(node)[0], ast.Starred):
                raise Refused(f"Wanted one number for {function}, as in {function}(a), not {quoted(node)}.")
        case _:
            raise Refused(f"Wanted {WANTED}, not {quoted(node)}.")
    for operand in operands_of(node):
        _check(operand, parts, leaves, depth - 1)


def _check_name(name: str) -> None:
    if name in FUNCTIONS:
        raise Refused(f"Wanted something for {name} to work on, as in {name}(a).")
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise Refused(f"Wanted names of at most 8 letters, digits and _, a letter first, not {quoted(name)}.")


def number_of(node: ast.expr) -> float | None:
    """The number that is written there, with a minus sign perhaps; None if something else is."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number if number <= MOST_NUMBER else MOST_NUMBER
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as constant):
            positive = number_of(constant)
            return None if positive is None else -positive
    return None


def function_of(node: ast.Call) -> str:
    """The name of the function that is called, in either way of writing it: relu(a), a.relu()."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def operands_of(node: ast.expr) -> list[ast.expr]:
    """What an operation works on; an exponent is a part of the operation."""
    match node:
        case ast.BinOp(left=left, op=ast.Pow()):
            return [left]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.Call(func=ast.Attribute(value=operand), args=args):
            return [operand, *args]
        case ast.Call(args=args):
            return args
    return []


def quoted(what: str | ast.AST) -> str:
    """What was written, in quotation marks, cut when it is long."""
    text = " ".join((what if isinstance(what, str) else ast.unparse(what)).split())
    return f"“{text if len(text) <= 40 else text[:37] + '...'}”"
