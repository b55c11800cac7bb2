"""The one page that holds the whole site: the same every time, complete, and asking nothing of anything outside it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tools.arguments import STANDALONE, arguments
from tools.environment import ROOT
from tools.one_page import UNSTARTED
from tools.parts import NAMES, part
from tools.problem import Usage
from tools.snapshot import SPARE
from tools.standalone import whole_in_one

# where a browser goes, or fetches from, by itself
FETCHED = {"src", "srcset", "data", "poster", "action", "formaction", "ping", "background", "manifest", "style"}


class OnePage(HTMLParser):
    """What there is in the page, by what a browser makes of it."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.links: list[str] = []  # which a reader may follow
        self.fetched: list[str] = []
        self.ids: set[str] = set()
        self.inline: dict[str, list[str]] = {"script": [], "style": []}
        self.files: dict[str, bytes] = {}
        self.meta: dict[str, str] = {}
        self.text = ""
        self._in: list[tuple[str, dict[str, str]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given["id"]} if "id" in given else set()
        self.fetched += [value for name, value in given.items() if name in FETCHED]
        if "href" in given:
            (self.links if tag == "a" else self.fetched).append(given["href"])
        if tag == "meta":
            self.meta[given.get("http-equiv", given.get("name", ""))] = given.get("content", "")
        if tag in ("script", "style", "template", "noscript"):
            self._in.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        if self._in and self._in[-1][0] == tag:
            self._in.pop()

    def handle_data(self, data: str) -> None:
        tag, given = self._in[-1] if self._in else ("", {})
        if "data-file" in given:
            self.files[given["data-file"]] = gzip.decompress(base64.b64decode(data))
        elif tag in self.inline:
            self.inline[tag].append(data)
        elif not tag:
            self.text += data


@pytest.fixture(scope="module")
def markup(site: Path) -> str:
    return whole_in_one(site)


@pytest.fixture(scope="module")
def page(markup: str) -> OnePage:
    return OnePage(markup)


def test_it_is_the_same_every_time_wherever_the_site_lies(site: Path, markup: str, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(site, tmp_path / "quite" / "else")
    assert whole_in_one(elsewhere) == markup
    assert not re.search(re.escape(str(ROOT)), markup)


def test_nothing_in_it_comes_from_outside(page: OnePage) -> None:
    assert {address.split(":")[0] for address in page.fetched} == {"data"}
    for style in page.inline["style"]:
        assert "@import" not in style
        assert {url.split(":")[0] for url in re.findall(r"url\(([^)]*)\)", style)} <= {"data"}
    assert "sourceMappingURL" not in "".join([*page.inline["script"], *page.inline["style"]])


def test_each_of_its_links_leads_to_a_place_in_it_or_to_another_site(page: OnePage) -> None:
    own = [link for link in page.links if not link.startswith("https://")]
    assert {"?lab", "#licenses"} <= set(own)
    assert {link.split("#")[0] for link in own} <= {"", "?", "?lab"}
    assert {link.split("#")[1] for link in own if "#" in link} <= page.ids


def test_it_holds_each_file_that_the_site_fetches(site: Path, page: OnePage) -> None:
    """But for what Python is brought up from without its snapshot, which is in the page, too."""
    fetched = [path for name in ("recorded", "python", "pyodide") for path in part(site, name).iterdir()]
    fetched = [path for path in fetched if path.name not in SPARE]
    for path in fetched:
        assert page.files[path.relative_to(site).as_posix()] == path.read_bytes()
    scripts = page.files.keys() - {path.relative_to(site).as_posix() for path in fetched}
    assert {Path(path).name for path in scripts} == {"index.js", "lab.js", "share.js", "worker.js"}
    fonts = [path.read_bytes() for path in part(site, "fonts").iterdir()]
    held = re.findall(r"data:font/woff2;base64,([^)]*)\)", "".join(page.inline["style"]))
    assert sorted(map(base64.b64decode, held)) == sorted(fonts)
    assert set(NAMES) == {"src", "fonts", "recorded", "python", "pyodide"}


def test_its_policy_lets_run_and_show_what_stands_in_it_and_nothing_else(page: OnePage) -> None:
    policy = page.meta["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
    for kind, texts in page.inline.items():
        [sources] = re.findall(rf"{kind}-src ([^;]*)", policy)
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert re.findall(r"'sha256-([^']*)'", sources) == digests


def test_it_can_be_read_without_javascript(site: Path, page: OnePage) -> None:
    article = OnePage((site / "index.html").read_text(encoding="utf-8"))
    one, other = ("".join(each.text.split()) for each in (article, page))
    begins, ends = one[:200], one[-200:]
    assert begins in other
    assert ends in other
    assert len(other) > len(one) * 0.99


def test_the_licences_of_all_that_is_in_it_are_in_it(site: Path, page: OnePage) -> None:
    licences = list((site / "licenses").glob("*.txt"))
    assert len(licences) > 10
    for path in licences:
        assert path.stem in page.text
        assert path.read_text(encoding="utf-8").strip() in page.text


def test_it_does_not_send_a_reader_to_a_server_when_it_has_not_started(page: OnePage, markup: str) -> None:
    assert markup.count(UNSTARTED) == 2
    assert "build.py" not in "".join(re.findall(r'data-part="unstarted">([^<]*)', markup))


# the command


def test_it_makes_the_file_that_is_named_from_where_it_is_called(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "standalone", "of/mine.html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    made = tmp_path / "of" / "mine.html"
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(rf"built {re.escape(str(made))}: \d+\.\d MB, all in one file\n", done.stdout)
    assert made.read_text(encoding="utf-8").endswith("</html>\n")
    assert os.listdir(made.parent) == ["mine.html"]


def test_it_makes_a_file_that_a_browser_takes_for_a_page() -> None:
    assert arguments("standalone", []).file == STANDALONE
    with pytest.raises(Usage, match=r"has to end in \.html, .* not page\.txt"):
        arguments("standalone", ["page.txt"])
