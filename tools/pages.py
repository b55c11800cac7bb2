"""The pages as they are served: what their comments ask for put in.

    <!-- listing PATH NAME -->                a function, class or method of a source file
    <!-- listing PATH NAME "FIRST" "LAST" -->  of that the lines from one that holds FIRST to one that holds LAST
    <!-- operations -->                       a table of the operations of Value
    <!-- chapters -->                         the files of web/pages/chapters, in the order of their names
    <!-- contents -->                         links to them

A caption ends with a place for what a reader may do with the figure, if there is one to be drawn.

An element with data-fact="NAME" gets the fact of that name as its text, "Figure #." and "Listing #." in captions their
numbers.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from tools.environment import ROOT
from tools.operations_table import operations_table
from tools.problem import Problem
from tools.source_listing import listing

PAGES = ROOT / "web" / "pages"
CHAPTERS = PAGES / "chapters"
CAPTION = re.compile(r"<figcaption([^>]*)>(.*?)</figcaption>", re.DOTALL)


def served_page(path: Path, facts: dict[str, str], parts: dict[str, str]) -> str:
    """A page with all that it asks for; what it names as src/NAME, say, is where that part of the site is."""
    chapters = "".join(each.read_text(encoding="utf-8") for each in sorted(CHAPTERS.glob("*.html")))
    text = path.read_text(encoding="utf-8")
    text = text.replace("<!-- contents -->", _contents(chapters)).replace("<!-- chapters -->", chapters)
    text = re.sub(r'<!-- listing (\S+) (\S+)(?: "(.*?)" "(.*?)")? -->', _cut, text)
    text = text.replace("<!-- operations -->", operations_table())
    text = _numbered(text)
    text = _with_share_lines(text)
    text = with_facts(text, facts)
    return re.sub(r'((?:src|href)=")(\w+)(/[^"?]+")', lambda match: _in_its_part(match, parts), text)


def _in_its_part(match: re.Match[str], parts: dict[str, str]) -> str:
    before, name, rest = match.groups()
    return f"{before}{parts.get(name, name)}{rest}"


def with_facts(text: str, facts: dict[str, str]) -> str:
    """The text with each fact where it has a place for it. Raises Problem for a place whose fact there is not."""

    def told(match: re.Match[str]) -> str:
        opening, name = match.group(1), match.group(3)
        if name not in facts:
            raise Problem(f"the page wants a fact called {name}; there are {', '.join(sorted(facts))}")
        return f"{opening}{html.escape(facts[name])}</{match.group(2)}>"

    return re.sub(r'(<(\w+)[^<>]*?\sdata-fact="([^"]+)"[^<>]*>)[^<]*</\2>', told, text)


def _cut(match: re.Match[str]) -> str:
    path, name, first, last = match.groups(default="")
    caption = html.escape(f"{path}, {name}")
    code = listing(ROOT / path, name, html.unescape(first), html.unescape(last))
    return f'<div class="code" role="group" tabindex="0" data-file="{path}" aria-label="{caption}">{code}</div>'


def _contents(chapters: str) -> str:
    """A list of links to the chapters, each with what its heading says."""
    found = re.findall(r'<section\b[^>]*\bid="([^"]+)"[^>]*>\s*<h2\b[^>]*>(.*?)</h2>', chapters, re.DOTALL)
    links = [f'<li><a href="#{id}">{" ".join(heading.split())}</a></li>' for id, heading in found]
    return f"<ol>{''.join(links)}</ol>"


def _numbered(text: str) -> str:
    """Captions with their numbers: figures and listings are counted apart."""
    for kind in ("Figure", "Listing"):
        parts = text.split(f"{kind} #.")
        text = parts[0] + "".join(f"{kind} {number}.{part}" for number, part in enumerate(parts[1:], start=1))
    return text


def _with_share_lines(text: str) -> str:
    """Captions of figures that are drawn, with a place after their text that keeps its height until it is filled: the
    figure's name is the text alone.
    """

    def placed(match: re.Match[str]) -> str:
        figure = match.group(0)
        if "data-figure=" not in figure:
            return figure
        return CAPTION.sub(r'<figcaption><span\1>\2</span>\n  <span class="share"></span></figcaption>', figure)

    return re.sub(r"<figure\b.*?</figure>", placed, text, flags=re.DOTALL)
