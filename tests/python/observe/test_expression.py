"""Expressions that are typed: worked out as Python works them out, and nothing taken but what is listed."""

from __future__ import annotations

import math
import random
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microgpt.observe.evaluation import evaluated
from microgpt.observe.expression import PRESETS, Refused, numbers, parsed
from microgpt.value import Value

LEAVES = {"a": 1.7, "b": -0.6, "c": 2.3, "d": 0.4}
PLAIN: dict[str, Any] = {"relu": lambda x: max(0.0, x), "exp": math.exp, "log": math.log, "__builtins__": {}}
HOSTILE = [
    *("", "   ", "#", ";", "a b", "a +", "(a", "a)", "*", "a = ", "a ** ", "a..b", "1_", "0b", "a\tb", "a\nb"),
    *("().__class__", "a.__class__", "a.data", "a.relu", "a.relu().exp", "a.b.c", "a.relu.exp()", "__import__('os')"),
    *("__import__('os').system('ls')", "a.__init__()", "a.backward()", "a.__dict__['x']", "().__class__.__bases__"),
    *("lambda: a", "lambda a: a", "(lambda: a)()", "[a for a in b]", "{a for a in b}", "{a: a for a in b}"),
    *(
        "(a for a in b)",
        "[a]",
        "{a}",
        "{a: b}",
        "(a, b)",
        "a, b",
        "a[0]",
        "a[0:1]",
        "*a",
        "**a",
        "relu(*a)",
        "relu(**a)",
    ),
    *("relu(x=a)", "exp(a, b)", "exp()", "a.exp(b)", "a.exp(x=b)", "exp", "relu + a", "exp(exp)", "exp(a)(b)", "a(b)"),
    *("2(a)", "print(a)", "eval(a)", "exec(a)", "open(a)", "getattr(a, b)", "sin(a)", "a.sin()", "max(a, b)", "abs(a)"),
    *("a if b else c", "a and b", "a or b", "not a", "a < b", "a == b", "a is b", "a in b", "a != b", "~a", "+a"),
    *("a // b", "a % b", "a @ b", "a << b", "a >> b", "a & b", "a | b", "a ^ b", "a := b", "(a := b)", "(s := a) * s"),
    *("f'{a}'", "f'a'", "'a'", '"a"', "b'a'", "'''a'''", "a + 'b'", "None", "True", "False", "a + True", "..."),
    *(
        "1j",
        "a * 1j",
        "2j ** 2",
        "1e999",
        "a + 1e999",
        "-1e999 * a",
        "9" * 100,
        "a + " + "9" * 50,
        "1e7 * a",
        "10000000",
    ),
    *("a ** b", "2 ** a", "a ** a", "a ** 33", "a ** -33", "a ** 1e9", "9 ** 9 ** 9", "a ** 9 ** 9", "a ** (1 + 1)"),
    *("a ** 1e999", "a ** True", "a ** 1j", "a ** --2", "a ** (-a)", "a ** None", "a ** 'b'", "a ** (2,)", "a ** [2]"),
    *("(" * 60 + "a", "-" * 100 + "a", "a" * 121, "+".join("a" * 40), "(" * 59 + "a" + ")" * 58, "exp(" * 30 + "a"),
    *("exp(" * 20 + "a" + ")" * 20, "a" + ".exp()" * 18, "a" + "*a" * 17, "a" + "**1" * 20, "-(" * 30 + "a" + ")" * 30),
    *(
        "a+b+c+d+e+f+g+h+i",
        "abcdefghi",
        "_a",
        "a_" * 5,
        "__a__",
        "é",
        "a + é",
        "\uff41",
        "\u0430 + b",
        "a \u00d7 b",
        "a \u2212 b",
        "a·b",
    ),
    *("λ", "π * a", "a²", "√a", "“a”", "a\u200bb", "\ufeffa", "a\x00", "\x00", "a\\\nb", "a \\ b", "a\x0cb", "\u2028"),
    *("import os", "from os import path", "del a", "pass", "return a", "yield a", "(yield a)", "await a", "raise a"),
    *("global a", "assert a", "break", "continue", "a = 1", "a += 1", "a: int", "a: int = 1; a", "def f(): pass"),
    *("class A: pass", "if a: b", "while a: b", "for a in b: c", "with a: b", "try: a", "@a", "async def f(): pass"),
    *("s = a", "s = a; t = s", "s, t = a; s", "s = t = a; s * t", "s.x = a; s", "s[0] = a; s", "s += a; s", "s: a; s"),
    *("s = a; s = b; s", "a = b; c", "s = a; b", "s = a; a; s", "a; b", "s = s; s", "s = t; t = a; s * t", "*s = a; s"),
    *("exp = a; exp", "relu = a; relu * 2", "s = a\nimport os", "s = (yield); s", "s = lambda: 1; s", "s = [a]; s"),
    *(
        "2",
        "2 + 3",
        "exp(2)",
        "-1",
        "s = 2; s",
        "s = 2; s * 3",
        "if",
        "in",
        "a.",
        ".a",
        "a!",
        "a?",
        "a$b",
        "`a`",
        "print a",
    ),
    *(
        "log(0) * a",
        "log(-1) + a",
        "a / 0",
        "a / (1 - 1)",
        "0 ** -1 * a",
        "(-8) ** 0.5 * a",
        "exp(1000) * a",
        "exp(710) + a",
    ),
    *(
        "a / (a - a)",
        "log(a - a)",
        "log(-a)",
        "(a - a) ** -1",
        "(a - a) ** 0.5",
        "(a - a) ** 0",
        "(-a) ** 0.5",
        "exp(a * 1e6)",
    ),
    *(
        "(a * 1e6) ** 32 * (1e6 * a) ** 32",
        "exp(exp(exp(a + 3)))",
        "(a - a) ** 0.5 * 0",
        "0 * log(-a)",
        "1e6 ** 32 ** 2 * a",
    ),
    *("match a: pass", "a -> b", "a ? b : c", "a && b", "a || b", "!a", "a++", "type X = int", "nonlocal a", "a if b"),
]


def operations(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One more operation around expressions, written in one of the ways there are."""
    twice = st.tuples(inner, st.sampled_from("+-*/"), inner)
    return st.one_of(
        twice.map(lambda each: f"({each[0]} {each[1]} {each[2]})"),
        st.tuples(inner, st.sampled_from([2, 3, -1, -2, 0.5, 1])).map(lambda each: f"({each[0]})**{each[1]}"),
        inner.map(lambda each: f"(-{each})"),
        st.tuples(st.sampled_from(["relu", "exp", "log"]), inner).map(lambda each: f"{each[0]}({each[1]})"),
    )


EXPRESSIONS = st.recursive(st.sampled_from(["a", "b", "c", "d", "2", "0.5", "a", "b"]), operations, max_leaves=8)


REASONS = ("at least one name", "characters", "operations inside", "depends on a name", "no slope", "too large")


def worked_out(text: str) -> Value:
    """What an expression comes to where all its leaves are 1, or what their preset says."""
    read = parsed(text)
    return evaluated(read, {name: Value(number) for name, number in numbers(read, {}).items()})


def refusal(text: str) -> str:
    """Why an expression cannot be worked out; nothing if it can."""
    try:
        worked_out(text)
    except Refused as refused:
        return str(refused)
    return ""


def plainly(text: str, leaves: dict[str, float]) -> float | None:
    """What Python makes of an expression without Value; None where there is no such number."""
    try:
        result = eval(text, dict(PLAIN), dict(leaves))
    except (ZeroDivisionError, ValueError, OverflowError, TypeError):
        return None
    return result if isinstance(result, float | int) and math.isfinite(result) else None


def slope(text: str, name: str, h: float) -> float | None:
    up, down = (plainly(text, {**LEAVES, name: LEAVES[name] + sign * h}) for sign in (1, -1))
    return None if up is None or down is None else (up - down) / (2 * h)


@settings(max_examples=200, deadline=None)
@given(EXPRESSIONS)
def test_an_expression_comes_to_what_python_makes_of_it_and_its_gradients_to_its_slopes(text: str) -> None:
    expected = plainly(text, LEAVES)
    try:
        read = parsed(text)
        values = {name: Value(LEAVES[name]) for name in read.leaves}
        root = evaluated(read, values)
        root.backward()
    except Refused as refused:
        said = str(refused)
    else:
        said = ""
    if said:
        assert expected is None or any(reason in said for reason in REASONS), text
        return
    assert root.data == pytest.approx(expected, rel=1e-9, abs=1e-12)
    for name, value in values.items():
        coarse, fine = slope(text, name, 1e-4), slope(text, name, 1e-5)
        if coarse is None or fine is None or abs(fine - coarse) > 1e-5 * (1 + abs(fine)) or abs(fine) > 1e6:
            continue  # a bend, or steeper than a difference can tell
        assert value.grad == pytest.approx(fine, rel=1e-3, abs=1e-4), (text, name)


def test_most_random_expressions_are_worked_out() -> None:
    """So that the test above does not pass by refusing."""
    rng = random.Random(3)

    def some(depth: int) -> str:
        if depth == 0:
            return rng.choice("abcd")
        made = [f"({some(depth - 1)} {rng.choice('+-*')} {some(depth - 1)})", f"relu({some(depth - 1)})"]
        return rng.choice([*made, f"-{some(depth - 1)}", f"({some(depth - 1)})**2"])

    texts = list(islice((text for text in iter(lambda: some(3), None) if len(text) <= 120), 200))
    for text in texts:
        read = parsed(text)
        found = evaluated(read, {name: Value(LEAVES[name]) for name in read.leaves}).data
        assert found == pytest.approx(plainly(text, LEAVES), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_not_on_the_list_is_refused_in_one_sentence(text: str) -> None:
    said = refusal(text)
    assert said.startswith("Wanted ")
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 160


def test_there_are_200_of_them() -> None:
    assert len(set(HOSTILE)) >= 200


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1e9.*+-/()= ;,:[]{}'\"_fx\\lx@#~é\n", max_size=40) | st.text(max_size=20))
def test_any_text_at_all_is_read_or_refused(text: str) -> None:
    said = refusal(text)
    assert said.startswith("Wanted ") if said else math.isfinite(worked_out(text).data)


@pytest.mark.parametrize(
    "given", [{"a": math.inf}, {"a": math.nan}, {"a": "2"}, {"a": True}, {"a": None}, {"a": 1e7}, [2]]
)
def test_a_leaf_is_a_number_and_not_too_large_a_one(given: Any) -> None:
    with pytest.raises(Refused, match="Wanted a number"):
        numbers(parsed("a * b"), given)


def test_leaves_stand_in_the_order_in_which_they_are_come_to_and_have_a_number() -> None:
    read = parsed("b * a + c - b")
    assert read.leaves == ("b", "a", "c")
    assert numbers(read, {"a": 5, "z": 3}) == {"b": 1.0, "a": 5.0, "c": 1.0}


@pytest.mark.parametrize("text", PRESETS)
def test_a_preset_gives_a_number_to_each_of_its_leaves(text: str) -> None:
    assert set(parsed(text).leaves) == set(PRESETS[text])
    worked_out(text).backward()


def test_a_part_with_a_name_is_one_node_however_often_it_is_used() -> None:
    """s * s with s = a + b: the slope is 2 s."""
    leaves = {"a": Value(2.0), "b": Value(1.0)}
    evaluated(parsed("s = a + b; s * s"), leaves).backward()
    assert [leaves["a"].grad, leaves["b"].grad] == [6.0, 6.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a / 0", "Wanted a divisor that is not 0 in “a / 0”."),
        ("log(a - 2)", "Wanted a number greater than 0 for log in “log(a - 2)”, not -1."),
        ("exp(a + 1000)", "Wanted numbers that a float can hold, but “exp(a + 1000)”, or its slope, is too large."),
        ("a ** b", "Wanted a number for an exponent, as in a**2, not “b”."),
        ("a.data", "Wanted names, numbers, + - * / **, relu, exp and log, not “a.data”."),
        ("sin(a)", "Wanted relu, exp or log for a function, not “sin”."),
    ],
)
def test_a_refusal_says_what_was_wanted_and_what_came(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        evaluated(parsed(text), {"a": Value(1.0)} | ({"b": Value(1.0)} if "b" in text else {}))
    assert str(refused.value) == said
