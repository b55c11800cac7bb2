"""What an embed can be given, as tables for authors and as data: all of it is read off the page's own table of its
parameters, web/pages/embed/parameters.js.
"""

from __future__ import annotations

import html
import json
from typing import Any

from tools.bundles import WEB, run
from tools.problem import Problem

Json = dict[str, Any]

GROUPS = {
    "page": "Of the page in the frame",
    "look": "What is looked at",
    "figure": "Of single figures",
    "run": "The run, where it is to be another than the recorded one",
}
# a figure that has two names goes by the first
SCRIPT = """
const modules = await Promise.all(process.argv.slice(1).map((module) => import(module)));
const [{ EMBEDS }, { allParameters }, { aboutEmbed, aboutParameter }] = modules;
const all = Object.entries(EMBEDS);
const figures = all.filter(([, embed], index) => all.findIndex((each) => each[1] === embed) === index);
const names = figures.map(([name]) => name);
const parameters = allParameters().map((each) => {
  const { name, kind, default: initial, figures, of } = each;
  const among = figures && names.filter((name) => figures.includes(name));
  return { name, about: aboutParameter(each), kind, default: initial, of, figures: among };
});
const abouts = Object.fromEntries(names.map((name) => [name, aboutEmbed(name)]));
console.log(JSON.stringify({ figures: abouts, parameters: parameters.filter((each) => each.figures?.length !== 0) }));
"""


def embed_parameters() -> Json:
    """{figures: {name: about}, parameters: [{name, about, kind, default, figures, of}]}."""
    modules = [(WEB / "pages" / "embed" / name).as_uri() for name in ("embeds.js", "parameters.js", "about.js")]
    found: Json = json.loads(run(["node", "--input-type=module", "--eval", SCRIPT, *modules]))
    for each in found["parameters"]:
        if each["of"] not in GROUPS:
            raise Problem(f"wanted to know in which table {each['name']}, of {each['of']}, stands: see {__name__}")
    return found


def figures_table(known: Json) -> str:
    """The figures, by the name that authors give them."""
    rows = [f"<tr>{_head(name)}<td>{html.escape(about)}</td></tr>" for name, about in known["figures"].items()]
    return _table("The figures", ("Figure", "What it shows"), rows)


def parameters_tables(known: Json) -> str:
    """The parameters, in a table for each kind."""
    tables = []
    for of, title in GROUPS.items():
        rows = [_row(each) for each in known["parameters"] if each["of"] == of]
        columns = ("Parameter", "What it is", "What it can be", "If not said")
        tables.append(f"<h3>{title}</h3>{_table(title, columns, rows)}")
    return "".join(tables)


def _row(each: Json) -> str:
    of = f" ({', '.join(each['figures'])})" if each["figures"] else ""
    cells = (html.escape(each["about"] + of), _values(each), _default(each["default"]))
    return f"<tr>{_head(each['name'])}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _values(each: Json) -> str:
    kind = each["kind"]
    if each["name"] == "figure":
        return "one of those above"
    if kind["type"] in ("choice", "words"):
        words = [f"<code>{html.escape(word)}</code>" for word in kind.get("choices", kind.get("words")) if word]
        return ", ".join(words) if kind["type"] == "choice" else f"some of {', '.join(words)}, with a blank between two"
    if kind["type"] == "flag":
        return "<code>true</code>, <code>false</code>"
    if kind["type"] == "number":
        return _range(kind)
    if kind["type"] == "numbers":
        return f"numbers with _ between: {html.escape('_'.join(kind['names']))}"
    if kind["type"] == "address":
        return "an address"
    return "text"


def _range(kind: Json) -> str:
    what = "a whole number" if kind["isWhole"] else "a number"
    least, most = kind["min"], kind["max"]
    if most is not None and most < 1e15:
        return f"{what} from {_number(least)} to {_number(most)}"
    return (
        what if least is None else f"{what} from {_number(least)} on" if least > 1e-300 or least == 0 else f"{what} > 0"
    )


def _number(number: float) -> str:
    return "below 1" if 0.999999 < number < 1 else f"{number:,}" if number >= 1e4 else f"{number:g}"


def _default(value: object) -> str:
    if value in (None, ""):
        return ""
    return f"<code>{html.escape(json.dumps(value) if not isinstance(value, str) else value)}</code>"


def _head(name: str) -> str:
    return f'<th scope="row"><code>{html.escape(name)}</code></th>'


def _table(title: str, columns: tuple[str, ...], rows: list[str]) -> str:
    head = "".join(f'<th scope="col">{each}</th>' for each in columns)
    return (
        f'<div class="scrolls" tabindex="0" role="group" aria-label="{html.escape(title)}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
