"""The operations of Value as a table for the article: all that it says of them is read off value.py."""

from __future__ import annotations

import html

from microgpt.observe.operations import operations
from tools.problem import Problem

# how one writes what each method does
WRITTEN = {
    "__add__": "self + other",
    "__mul__": "self * other",
    "__pow__": "self**n",
    "exp": "self.exp()",
    "log": "self.log()",
    "relu": "self.relu()",
    "__neg__": "-self",
    "__radd__": "other + self",
    "__sub__": "self - other",
    "__rsub__": "other - self",
    "__rmul__": "other * self",
    "__truediv__": "self / other",
    "__rtruediv__": "other / self",
}


def operations_table() -> str:
    """Those that make a node, with the local gradient of each operand; then what the others are made of."""
    rules, others = [], []
    for each in operations().values():
        if each.method not in WRITTEN:
            raise Problem(f"wanted to know how {each.method} of Value is written: see {__name__}")
        written = _code(WRITTEN[each.method])
        if each.op:
            local_gradients = ", ".join(map(_code, each.locals))
            rules.append(
                f'<tr><th scope="row">{written}</th><td>{_code(each.data)}</td><td>{local_gradients}</td></tr>'
            )
        else:
            others.append(f'<tr><th scope="row">{written}</th><td colspan="2">{_code(each.made_of)}</td></tr>')
    between = '<tr><th scope="rowgroup" colspan="3">made of those above, and so without a rule of their own</th></tr>'
    head = "".join(f'<th scope="col">{each}</th>' for each in ("operation", "result", "local gradients"))
    return (
        '<table class="operations"><caption class="visually-hidden">The operations of Value</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rules)}</tbody>"
        f"<tbody>{between}{''.join(others)}</tbody></table>"
    )


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>"
