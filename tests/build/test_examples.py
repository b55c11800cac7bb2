"""The examples beside the site: whole, with links that lead somewhere, and nothing that a strict policy would stop."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tools.documents import DOCUMENTS
from tools.environment import ROOT
from tools.recording import recordings

PAGES = sorted(path.name for path in (ROOT / "examples").glob("*.html"))
RECORDED = {*DOCUMENTS, "bill"}


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
