"""What an expression comes to on Value: each of its operations is the one that Value has for it."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping

from microgpt.observe.expression import WANTED, Expression, Refused, function_of, number_of, operands_of, quoted
from microgpt.value import Value

Number = Value | float
_METHODS: dict[str, Callable[[Value], Value]] = {"relu": Value.relu, "exp": Value.exp, "log": Value.log}


def evaluated(
    expression: Expression,
    leaves: Mapping[str, Value],
    done: Callable[[ast.expr, str, Number], None] = lambda _node, _name, _result: None,
) -> Value:
    """The node that an expression comes to, made from its leaves by the operations of Value.

    done: told of every part as it is worked out, and of the name that it is given, if it is.
    Raises Refused where there is no such number, or none that a float can hold.
    """
    known: dict[str, Number] = dict(leaves)
    result: Number = 0.0

    def value(node: ast.expr, name: str = "") -> Number:
        result = _guarded(node, [value(operand) for operand in operands_of(node)], known)
        done(node, name, result)
        return result

    for name, node in expression.parts:
        result = known[name] = value(node, name)
    if not isinstance(result, Value):
        raise Refused(f"Wanted a result that depends on a name, not only on numbers: {quoted(expression.text)}.")
    return result


def _guarded(node: ast.expr, operands: list[Number], known: Mapping[str, Number]) -> Number:
    """The result of one operation; Refused in place of whatever Python has to say about it."""
    try:
        result = _result(node, operands, known)
    except (ZeroDivisionError, OverflowError, ValueError):
        result = math.nan
    if isinstance(result, int | float) and not isinstance(result, complex) and math.isfinite(result):
        return result
    if isinstance(result, Value) and all(_is_finite(each) for each in (result.data, *result._local_grads)):
        return result
    data = [each.data if isinstance(each, Value) else each for each in operands]
    match node:
        case ast.BinOp(op=ast.Div()) if data[1] == 0:
            raise Refused(f"Wanted a divisor that is not 0 in {quoted(node)}.")
        case ast.Call() if function_of(node) == "log" and data[0] <= 0:
            raise Refused(f"Wanted a number greater than 0 for log in {quoted(node)}, not {data[0]:g}.")
        case ast.BinOp(op=ast.Pow()) if data[0] == 0:
            raise Refused(f"Wanted a base that is not 0 in {quoted(node)}: there is no slope there.")
        case ast.BinOp(op=ast.Pow()) if data[0] < 0:
            raise Refused(f"Wanted a base greater than 0, or a whole exponent, in {quoted(node)}, not {data[0]:g}.")
    raise Refused(f"Wanted numbers that a float can hold, but {quoted(node)}, or its slope, is too large.")


def _result(node: ast.expr, operands: list[Number], known: Mapping[str, Number]) -> Number:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return known[name]
        case ast.UnaryOp():
            return -operands[0]
        case ast.BinOp(op=ast.Pow(), right=exponent):
            return operands[0] ** (number_of(exponent) or 0)
        case ast.BinOp(op=ast.Add()):
            return operands[0] + operands[1]
        case ast.BinOp(op=ast.Sub()):
            return operands[0] - operands[1]
        case ast.BinOp(op=ast.Mult()):
            return operands[0] * operands[1]
        case ast.BinOp(op=ast.Div()):
            return operands[0] / operands[1]
        case ast.Call():
            operand = operands[0] if isinstance(operands[0], Value) else Value(operands[0])
            return _METHODS[function_of(node)](operand)
    raise Refused(f"Wanted {WANTED}, not {quoted(node)}.")


def _is_finite(number: object) -> bool:
    return isinstance(number, int | float) and math.isfinite(number)
