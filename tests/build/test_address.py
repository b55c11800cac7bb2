"""What a page says of itself when it is told where it will be, and how it gets to GitHub Pages."""

from __future__ import annotations

import json
import re
import shlex
import struct
from html import unescape
from pathlib import Path

import pytest
from yaml_subset import in_yaml

from tools.arguments import arguments
from tools.environment import ROOT
from tools.problem import Usage
from tools.site import build_site

ADDRESS = "https://example.org/some/where/"
WORKFLOW = ROOT / ".github" / "workflows" / "pages.yml"


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that knows its address."""
    return build_site(tmp_path_factory.mktemp("placed") / "dist", ADDRESS)


def said(page: Path) -> dict[str, str]:
    """What the head of a page says, by name."""
    text = page.read_text(encoding="utf-8").split("</head>")[0]
    found = dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', text))
    found |= dict(re.findall(r'<link rel="(canonical|alternate)"[^>]*? href="([^"]*)"', text))
    return {name: unescape(each) for name, each in found.items()}


@pytest.mark.parametrize("name", ["index", "lab", "embed"])
def test_a_page_that_knows_its_address_has_a_picture_and_an_oembed_file(placed: Path, name: str) -> None:
    page = said(placed / f"{name}.html")
    assert page["canonical"] == page["og:url"] == ADDRESS + ("" if name == "index" else f"{name}.html")
    picture = page["og:image"].removeprefix(ADDRESS)
    width, height = struct.unpack(">II", (placed / picture).read_bytes()[16:24])
    assert (width, height) == (int(page["og:image:width"]), int(page["og:image:height"])) == (1200, 630)
    assert page["twitter:card"] == "summary_large_image"
    told = json.loads((placed / page["alternate"].removeprefix(ADDRESS)).read_text())
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", page["og:title"])
    assert (placed / told["thumbnail_url"].removeprefix(ADDRESS)).is_file()
    [source] = re.findall(r'<iframe src="([^"]*)"', told["html"])
    assert source.startswith(f"{ADDRESS}embed.html#figure=")
    table = (ROOT / "web" / "pages" / "embed" / "embeds.js").read_text(encoding="utf-8")
    assert re.search(rf'^  "?{source.split("=")[1]}"?: {{$', table, re.MULTILINE), "a figure that there is"


def test_a_page_that_knows_no_address_names_none(site: Path) -> None:
    for name in ("index", "lab", "embed"):
        page = said(site / f"{name}.html")
        assert page["og:title"]
        assert page["og:description"] == page["description"]
        assert not page.keys() & {"canonical", "alternate", "og:url", "og:image"}
    assert not (site / "oembed").exists()


@pytest.mark.parametrize(
    "text", ["example.org", "/microgpt/", "ftp://example.org/", "https:///x", "https://a.b/?c", ""]
)
def test_an_address_that_is_none_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Usage, match="--address must be where the site will be, such as https"):
        arguments("build", ["--address", text])


def test_an_address_ends_with_a_slash() -> None:
    assert arguments("build", ["--address", "https://example.org/a"]).address == "https://example.org/a/"
    assert arguments("build", []).address is None


def test_the_workflow_builds_with_the_command_that_there_is() -> None:
    steps = in_yaml(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["build"]["steps"]
    [build] = [step for step in steps if "run" in step]
    assert build["env"] == {"ADDRESS": "${{ steps.pages.outputs.base_url }}/"}
    command = shlex.split(build["run"].replace("$ADDRESS", ADDRESS))
    assert command[:2] == ["python3", "build.py"]
    assert arguments(command[2], command[3:]).address == ADDRESS
    [uploaded] = [step["with"]["path"] for step in steps if "upload-pages-artifact" in step.get("uses", "")]
    assert uploaded == "dist"


def test_the_workflow_may_do_no_more_than_it_needs_with_actions_of_known_versions() -> None:
    workflow = in_yaml(WORKFLOW.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    used = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert len(used) == 6
    for each in used:
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", each), "GitHub's own"


@pytest.mark.parametrize("text", ["a: 1\n b: 2\n", "a\n", "a: 1\n- b\n", "a: 1\na: 2\n", "a:\n\tb: 1\n", 'a: "b\n'])
def test_what_is_no_yaml_is_found(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        in_yaml(text)
