"""The site that the build makes: the same every time, complete, and asking nothing of anybody else."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent
from urllib.parse import unquote, urlsplit

import pytest

from microgpt.lists import MAKEMORE_URL
from tools import recording
from tools.environment import ROOT
from tools.pages import with_facts
from tools.parts import PARTS, digest, part, part_address
from tools.pieces import whole
from tools.problem import Problem
from tools.site import build_site
from tools.snapshot import SPARE
from tools.source_listing import listing

MOST_FETCHED = 8.5  # MB, as a server sends it that compresses: Python, until it can train
BINARY = {".bin", ".png", ".wasm", ".zip", ".whl", ".woff2"}


class Page(HTMLParser):
    """What a reader without JavaScript gets of a page: its text, and the addresses that it names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self._skipping = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipping = tag in ("script", "style", "noscript")
        for name, value in attrs:
            if name in ("src", "href") and value:
                self.addresses.append(value)
            if name == "id" and value:
                self.ids.add(value)

    def handle_endtag(self, tag: str) -> None:
        self._skipping = False

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.text += data


@pytest.fixture
def page(site: Path) -> Page:
    return Page((site / "index.html").read_text(encoding="utf-8"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def texts(site: Path) -> Iterator[tuple[str, str]]:
    """The name and the text of each file that is text."""
    for name, content in contents(site).items():
        if Path(name).suffix not in BINARY:
            yield name, content.decode("utf-8")


# the same every time


def test_two_builds_of_the_same_tree_are_equal_byte_for_byte(site: Path, tmp_path: Path) -> None:
    again = build_site(tmp_path / "somewhere" / "quite" / "else" / "site")
    first, second = contents(site), contents(again)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_a_build_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "old.html").touch()
    build_site(site)
    assert not (site / "old.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def within_its_part(name: str) -> str:
    """A file's name without what says which build it is of: src/lab.js for parts/0123456789ab/src/lab.js."""
    return re.sub(rf"^{PARTS}/[0-9a-f]{{12}}/", "", name)


def test_an_address_that_may_be_kept_for_ever_says_what_is_there(site: Path) -> None:
    for name in ("src", "recorded", "python", "pyodide", "fonts"):
        assert part_address(site, name) == f"parts/{digest(part(site, name))}/{name}"
    assert {path.name for path in site.iterdir()} >= {"index.html", "lab.html", "embed.html", "embed.js"}


def test_another_content_has_another_digest(tmp_path: Path) -> None:
    found = set()
    for name, content in (("a", "bc"), ("ab", "c"), ("a", "bd")):
        folder = tmp_path / f"{name}-{content}"
        folder.mkdir()
        (folder / name).write_text(content)
        found.add(digest(folder))
    assert len(found) == 3


def test_every_script_names_the_parts_of_its_own_build(site: Path) -> None:
    """And a page the one folder of scripts, so whoever has a page has, or gets, what was built with it."""
    wanted = {each: part_address(site, each) for each in ("src", "recorded", "python", "pyodide", "fonts")}
    for page in site.glob("*.html"):
        named = set(re.findall(r"parts/\w+/\w+", page.read_text(encoding="utf-8")))
        assert wanted["src"] in named
        assert named <= set(wanted.values())
    for bundle in part(site, "src").glob("*.[jc]s*"):
        named = set(re.findall(r"\.\./\.\./(\w{12}/\w+)/", bundle.read_text(encoding="utf-8")))
        assert {f"parts/{each}" for each in named} <= set(wanted.values()), bundle.name
    assert wanted["pyodide"].removeprefix("parts/") in (part(site, "src") / "worker.js").read_text(encoding="utf-8")


def test_the_manifest_says_what_the_site_consists_of(site: Path) -> None:
    manifest = json.loads((site / "site.json").read_text())
    assert manifest["files"] == {name: len(content) for name, content in contents(site).items() if name != "site.json"}
    assert manifest["parts"]["recorded"] == part_address(site, "recorded")


def test_a_recording_is_the_same_each_time_and_says_nothing_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "RECORDED_STEPS", 2)
    monkeypatch.setattr(recording, "TRACED_FROM", 2)
    monkeypatch.setattr(recording, "TRACED_LENGTHS", range(1, 100))
    monkeypatch.setattr(recording, "CACHE", tmp_path / "one")
    once = recording.recordings()
    monkeypatch.setattr(recording, "CACHE", tmp_path / "two")
    assert recording.recordings() == once
    assert b"seconds" not in once["run.json"]
    assert [event["step"] for event in json.loads(once["run.json"])["events"] if "step" in event] == [1, 2]
    assert whole(once)[0]["step"] == 2


def test_the_recording_shows_the_run_that_it_describes(site: Path) -> None:
    recorded = json.loads((part(site, "recorded") / "run.json").read_text())
    steps = [event for event in recorded["events"] if "loss" in event]
    assert steps[-1]["losses"]
    assert [each["step"] for each in steps] == list(range(1, recorded["description"]["config"]["num_steps"] + 1))
    assert len(recorded["names"]) == recorded["description"]["config"]["num_samples"]
    assert any("sampled_at" in event for event in recorded["events"])


def test_python_is_fetched_in_few_bytes(site: Path) -> None:
    files = [
        path for folder in ("pyodide", "python") for path in part(site, folder).iterdir() if path.name not in SPARE
    ]
    sent = {path.name: len(gzip.compress(path.read_bytes(), 6)) / 1e6 for path in files}
    assert {"pyodide.asm.wasm", "memory.bin"} <= sent.keys()
    assert sum(sent.values()) < MOST_FETCHED, sent


# nothing of anybody else, nothing of this machine

# addresses of the web that a file may name, because nothing is fetched from there
NAMESPACES = r"http://www\.w3\.org/"
LINKS = r"https://(gist\.)?github\.com/karpathy/|https://pyodide\.org/|https://arxiv\.org/abs/"
UNUSED = r"https://cdn\.jsdelivr\.net/pyodide/v\$\{\w+\}/full/"  # Pyodide's own default; the worker names our folder
TEMPLATE = r"https://\$\{"  # completed at run time, for sockets
ASKED_FOR = re.escape(MAKEMORE_URL)  # fetched when the reader wants it, and from nowhere else
EXAMPLE = r"https://SITE[/;]"  # which stands for the reader's own
NAMED_IN = {"src/": NAMESPACES, "examples/": EXAMPLE}
NAMED = {
    "index.html": f"{NAMESPACES}|{LINKS}",
    "recorded/answers-lists.json": ASKED_FOR,
    "favicon.svg": NAMESPACES,
    "pyodide/pyodide.js": UNUSED,
    "pyodide/pyodide.asm.js": TEMPLATE,
}


def test_no_file_names_an_address_to_fetch_from(site: Path) -> None:
    for name, text in texts(site):
        if name.startswith("licenses/") or name.endswith(".map"):
            continue  # read by people only: comments of libraries and homes of authors
        name = within_its_part(name)
        addresses = re.findall(r"(?:https?|wss?)://[^\s\"'`)<>\\]+", text)
        allowed = NAMED.get(name, r"(?!)")
        for folder, each in NAMED_IN.items():
            allowed = each if name.startswith(folder) else allowed
        foreign = [address for address in addresses if not re.match(allowed, address)]
        assert foreign == [], name


@pytest.mark.parametrize("registry", ["registry.npmjs", "registry.yarnpkg", "pypi.", "pythonhosted", "/simple/"])
def test_no_file_of_the_site_nor_any_lock_names_a_package_registry(site: Path, registry: str) -> None:
    for name in ("package-lock.json", "requirements.txt", ".npmrc"):
        assert registry not in (ROOT / name).read_text(), name
    for name, text in texts(site):
        assert registry not in text, name


def test_no_file_holds_a_path_of_this_machine(site: Path) -> None:
    places = [path.as_posix().encode() for path in (ROOT, (ROOT / "node_modules").resolve(), Path.home(), site.parent)]
    for name, content in contents(site).items():
        if not within_its_part(name).startswith("pyodide/"):  # which holds paths of the machine that made Pyodide
            assert [place for place in places if len(place) > 1 and place in content] == [], name


def test_source_maps_name_the_sources_from_the_root_of_the_project(site: Path) -> None:
    sources = json.loads((part(site, "src") / "worker.js.map").read_text())["sources"]
    booting = ("assets", "came", "sizes", "fetching", "snapshot", "booting")
    modules = (*booting, "giving", "python", "mail", "probing", "training", "worker")
    names = [f"../../web/wire/{name}.js" for name in modules]
    assert sources == [
        "<define:FETCHED_SIZES>",
        "<define:PARTS>",
        "<define:SPARE>",
        *names,
    ]  # the first are what the build puts in


# complete


def test_every_address_in_the_page_is_a_file_of_the_site(site: Path, page: Page) -> None:
    assert any(address.endswith("/src/index.js") for address in page.addresses)
    for address in page.addresses:
        parts = urlsplit(address)
        if parts.scheme:
            continue
        if parts.path:
            assert (site / unquote(parts.path)).is_file(), address
        else:
            assert parts.fragment in page.ids, address


def test_what_the_lab_says_more_about_has_its_place_in_the_article(page: Page) -> None:
    topics = (ROOT / "web" / "figures" / "now" / "topics.js").read_text(encoding="utf-8")
    places = re.findall(r'place: "([^"]+)"', topics)
    assert len(places) == topics.count("title: ") - topics.count("{title: ") >= 11
    assert set(places) <= page.ids


def test_every_address_in_a_style_is_a_file_of_the_site(site: Path) -> None:
    found = set()
    for style in part(site, "src").glob("*.css"):
        for address in re.findall(r'url\("?([^")]+)', style.read_text(encoding="utf-8")):
            assert (style.parent / address).is_file(), address
            found.add((style.parent / address).resolve())
    assert found == {path.resolve() for path in part(site, "fonts").iterdir()}


def test_every_style_says_first_which_layer_wins(site: Path) -> None:
    for style in part(site, "src").glob("*.css"):
        assert style.read_text(encoding="utf-8").startswith("@layer tokens,page,kit,figures;"), style.name


def test_the_text_is_complete_without_javascript(site: Path, page: Page) -> None:
    words = " ".join(page.text.split()).replace("\N{NO-BREAK SPACE}", " ")
    for sentence in (
        "Watch a GPT learn to invent names",
        "The algorithm is microgpt by Andrej Karpathy",
    ):
        assert sentence in words
    assert "<!--" not in page.text
    html = (site / "index.html").read_text(encoding="utf-8")
    facts = re.findall(r'data-fact="([^"]+)"[^<>]*>([^<]*)<', html)
    assert len(facts) >= 2
    assert [name for name, text in facts if not text.strip()] == []
    told = json.loads(recording.recordings()["facts.json"]).keys()
    unused = (
        told - {name for name, _ in facts} - {name.removeprefix("!") for name in re.findall(r'data-if="([^"]+)"', html)}
    )
    assert unused == set()


def test_a_fact_that_python_does_not_give_is_refused_in_a_sentence() -> None:
    assert with_facts('<b data-fact="name">x</b>', {"name": "a<b"}) == '<b data-fact="name">a&lt;b</b>'
    with pytest.raises(Problem, match="the page wants a fact called nmae; there are name"):
        with_facts('<b data-fact="nmae"></b>', {"name": "bill"})


def test_the_listings_are_the_source_that_runs(site: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    listings = re.findall(r'data-file="([^"]+)".*?</pre>', text, re.DOTALL)
    assert "microgpt/model.py" in listings
    for match in re.finditer(r'data-file="([^"]+)".*?</pre>', text, re.DOTALL):
        lines = (ROOT / match.group(1)).read_text(encoding="utf-8").split("\n")
        shown = re.findall(
            r'data-line="(\d+)"><span class="linenos">\1</span>(.*?)\n</span>', match.group(0), re.DOTALL
        )
        assert len(shown) >= 2
        code = [unescape(re.sub(r"<[^>]+>", "", each)) for _, each in shown]
        source = [lines[int(number) - 1].rstrip() for number, _ in shown]
        assert code == dedent("\n".join(source)).split("\n")


def test_what_all_lines_of_a_listing_are_indented_by_is_taken_off_also_in_a_text_that_goes_over_lines() -> None:
    cut = listing(ROOT / "microgpt" / "train.py", "gradients", "Add the loss", "for each in")
    lines = [unescape(re.sub(r"<[^>]+>", "", each)) for each in re.findall(r"\d</span>(.*)\n", cut)]
    assert lines[0].startswith('"""Add the loss')
    assert "With `backward" in lines[2][:14]
    assert lines[-1].startswith("for each in")


def test_a_listing_can_be_a_part_of_a_function() -> None:
    cut = listing(ROOT / "microgpt" / "model.py", "gpt", "attn_q", "attn_v")
    assert len(re.findall("data-line", cut)) == 3
    with pytest.raises(Problem, match=r"model\.py has no line with 'attn_z'"):
        listing(ROOT / "microgpt" / "model.py", "gpt", "attn_z", "attn_v")


def test_a_listing_of_what_is_not_there_is_refused_in_a_sentence() -> None:
    with pytest.raises(Problem, match=r"value\.py has no function or class called Value\.forward"):
        listing(ROOT / "microgpt" / "value.py", "Value.forward")


def test_the_licence_of_everything_in_the_site_lies_beside_it(site: Path) -> None:
    packages = set(json.loads((ROOT / "package.json").read_text())["dependencies"])
    for source_map in part(site, "src").glob("*.map"):
        for source in json.loads(source_map.read_text())["sources"]:
            if "node_modules/" in source:
                packages.add("/".join(re.findall(r"node_modules/(@[^/]+/[^/]+|[^/]+)/", source)))
    assert {"pyodide", "d3-scale", "d3-color", "@preact/signals-core"} <= packages
    for package in packages:
        text = (site / "licenses" / f"{package.replace('@', '').replace('/', '-')}.txt").read_text(encoding="utf-8")
        stated = json.loads((ROOT / "node_modules" / package / "package.json").read_text())["license"]
        family = {
            "ISC": "Permission to use, copy, modify",
            "MIT": "MIT",
            "BSD-3-Clause": "BSD 3-Clause",
            "OFL-1.1": "Open Font License",
        }
        assert family.get(stated, stated) in text, package
    assert "MIT License" in (site / "licenses" / "microgpt.txt").read_text()


def test_the_session_is_shipped_as_the_package_that_is_tested(site: Path) -> None:
    archive = zipfile.ZipFile(part(site, "python") / "session.zip")
    session = (ROOT / "web" / "session").rglob("*.py")
    modules = {path.relative_to(ROOT / "web").as_posix(): path.read_bytes() for path in session}
    assert {name: archive.read(name) for name in archive.namelist()} == modules
    assert {"session/__init__.py", "session/commands.py"} <= modules.keys()


def test_pyodides_modules_are_its_own_under_names_that_every_server_knows(site: Path) -> None:
    for name in ("pyodide", "pyodide.asm"):
        own = ROOT / "node_modules" / "pyodide" / f"{name}.mjs"
        assert (part(site, "pyodide") / f"{name}.js").read_bytes() == own.read_bytes()
    assert [name for name in contents(site) if name.endswith(".mjs")] == []


def test_all_that_booting_fetches_is_counted(site: Path) -> None:
    """Beside the modules, which are imported: Pyodide's own files, and everything that is our Python."""
    fetched = [part(site, "pyodide") / name for name in ("pyodide.asm.wasm", "python_stdlib.zip")]
    fetched += part(site, "python").iterdir()
    worker = (part(site, "src") / "worker.js").read_text(encoding="utf-8")
    for path in fetched:
        assert f'"{path.name}":{path.stat().st_size}' in worker


def test_the_wheel_that_the_lock_names_holds_the_package_and_its_data(site: Path) -> None:
    lock = json.loads((part(site, "python") / "pyodide-lock.json").read_text())
    assert list(lock["packages"]) == ["microgpt"]
    wheel = part(site, "python") / lock["packages"]["microgpt"]["file_name"]
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() == lock["packages"]["microgpt"]["sha256"]
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("microgpt/")}
    package = [path for path in (ROOT / "microgpt").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert shipped == {path.relative_to(ROOT).as_posix() for path in package}
