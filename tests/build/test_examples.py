"""The examples beside the site: whole, with links that lead somewhere, and nothing that a strict policy would stop."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tools.bundles import WEB, run
from tools.documents import DOCUMENTS
from tools.environment import ROOT
from tools.recording import recordings

PAGES = sorted(path.name for path in (ROOT / "examples").glob("*.html"))
RECORDED = {*DOCUMENTS, "bill"}
EACH = """
const [folder] = process.argv.slice(1);
const { EMBEDS } = await import(`${folder}/embeds.js`);
const { parametersOf } = await import(`${folder}/parameters.js`);
const { aboutEmbed, aboutParameter } = await import(`${folder}/about.js`);
const of = (figure) => parametersOf(figure).map((each) => [each.name, aboutParameter(each)]);
const rows = Object.keys(EMBEDS).map((name) => [name, [aboutEmbed(name), of(name)]]);
console.log(JSON.stringify(Object.fromEntries(rows)));
"""


def addresses(text: str) -> list[str]:
    """Those that elements lead to, or are made of; not those in the code that is shown."""
    shown = re.sub(r"<pre.*?</pre>", "", text, flags=re.DOTALL)
    return [unescape(each) for each in re.findall(r'\s(?:href|src)="([^"]*)"', shown)]


@pytest.mark.parametrize("name", PAGES)
def test_every_address_in_an_example_is_a_file_of_the_site(site: Path, name: str) -> None:
    page = site / "examples" / name
    for address in addresses(page.read_text(encoding="utf-8")):
        parts = urlsplit(address)
        assert not parts.scheme, address
        assert (page.parent / unquote(parts.path)).resolve().is_file(), address


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_in_an_example_is_there_without_python(site: Path, name: str) -> None:
    text = (site / "examples" / name).read_text(encoding="utf-8")
    docs = [doc for each in addresses(text) for doc in parse_qs(urlsplit(each).fragment).get("doc", [])]
    docs += re.findall(r'<microgpt-figure[^>]*\sdoc="([^"]*)"', text)
    assert set(docs) <= RECORDED


@pytest.mark.parametrize("name", PAGES)
def test_an_example_works_under_a_strict_policy(site: Path, name: str) -> None:
    text = (site / "examples" / name).read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", text) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_fact_of_an_example_is_told(site: Path, name: str) -> None:
    text = (site / "examples" / name).read_text(encoding="utf-8")
    assert re.findall(r'data-fact="([^"]+)"[^>]*></', text) == []


def test_every_example_is_reached_from_the_first(site: Path) -> None:
    first = (site / "examples" / "index.html").read_text(encoding="utf-8")
    assert {*addresses(first)} >= {*PAGES} - {"index.html"}


def test_the_site_says_which_names_were_recorded(site: Path) -> None:
    text = (site / "examples" / "embedding.html").read_text(encoding="utf-8")
    told = text.partition("These names are known")[2].partition("</p>")[0]
    assert set(re.findall(r"“(?:<[^>]+>)?(\w+)", told)) == RECORDED
    assert {f"document-{doc}.bin" for doc in DOCUMENTS} <= recordings().keys()


def test_every_figure_and_every_parameter_has_a_row_for_authors(site: Path) -> None:
    """As the page of an embed has them: asked of its own table, one figure at a time."""
    text = (site / "examples" / "embedding.html").read_text(encoding="utf-8")
    rows = [re.sub("<[^>]+>", " ", unescape(row)) for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", text)]
    known = json.loads(run(["node", "--input-type=module", "--eval", EACH, (WEB / "pages" / "embed").as_uri()]))
    assert len(known) > 30
    for figure, (about, parameters) in known.items():
        assert [row for row in rows if row.split()[0] == figure and about in row] or is_other_name(figure, about, known)
        for name, meaning in parameters:
            assert [row for row in rows if row.split()[0] == name and meaning in row], (figure, name)


def is_other_name(figure: str, about: str, known: dict[str, Any]) -> bool:
    """Whether a figure has a name before this one, by which it stands in the table."""
    names = [name for name, (each, _) in known.items() if each == about]
    return names.index(figure) > 0
