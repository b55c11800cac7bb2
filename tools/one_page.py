"""The markup of the page that holds the whole site: the article, the lab, their styles, and where the files stand."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from pathlib import Path

from tools.problem import Problem

UNSTARTED = (
    "This has not started. The file may be cut off, or the browser too old: it is made for Chrome 112, Firefox 114, "
    "Safari 16.4 and later. Or an extension of the browser holds scripts back."
)

OURS = "microgpt"  # the licence that comes first
FACE = r"@font-face\{[^}]*\}"


@dataclass
class Scripts:
    """Those that stand in the page as they run."""

    start: str  # says why nothing has started
    turn: str  # puts the lab in the place of the article
    page: str  # begins


def one_page(site: Path, scripts: Scripts, held: list[str]) -> str:
    """The page, of the pages of a site and the elements that hold its files."""
    article, lab = ((site / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "lab"))
    faces, (article_style, lab_style) = _styles(site, article, lab)
    run = [_inline(each) for each in (scripts.start, scripts.turn, scripts.page)]
    styles = [_inline(each) for each in (faces, article_style, lab_style)]
    lab_title, lab_class = html.escape(_title(lab)), _found(r'<body class="([^"]*)">', lab)
    body = _body(article).replace("</footer>", f"{_licences(site)}</footer>")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(run, styles)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(_title(article))}</title>
{_found(r'(<meta name="description"[^>]*>)', article)}
<meta name="color-scheme" content="light dark">
<link rel="icon" href="{_data(site / "favicon.svg", "image/svg+xml")}">
<style>{styles[0]}</style>
<style data-page="article">{styles[1]}</style>
<style data-page="lab" media="not all">{styles[2]}</style>
<script>{run[0]}</script>
</head>
<body>
{body}
<template data-page="lab" data-title="{lab_title}" data-class="{lab_class}">{_body(lab)}</template>
<script>{run[1]}</script>
{"".join(held)}<script>{run[2]}</script>
</body>
</html>
"""


def _policy(scripts: list[str], styles: list[str]) -> str:
    """What the page may do: run and show what stands in it, and what it makes of that."""
    run, shown = (" ".join(f"'sha256-{_digest(text)}'" for text in texts) for texts in (scripts, styles))
    return (
        f"default-src 'none'; script-src {run} blob: 'wasm-unsafe-eval'; worker-src blob:; connect-src data: blob:; "
        f"style-src {shown}; font-src data:; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _inline(code: str) -> str:
    """Code as it can stand in an element. Raises Problem if a browser would take some of it for markup."""
    code = re.sub(r"(//|/\*)# sourceMappingURL=\S+( \*/)?", "", code).strip()
    if re.search(r"</(script|style)|<!--", code, re.IGNORECASE):
        raise Problem("wanted code that can stand in a page, but some of it ends the element that it is in")
    return code


def _styles(site: Path, *pages: str) -> tuple[str, list[str]]:
    """The fonts of all pages, with their bytes, and the style of each."""
    faces: dict[str, None] = {}  # each once, in order
    styles = []
    for page in pages:
        path = site / _found(r'<link rel="stylesheet" href="([^"?]+)', page)
        later = [*sorted(path.parent.glob("figure-*.css")), path.with_name("share.css")]  # fetched by a page of a site
        style = "".join(each.read_text(encoding="utf-8") for each in (path, *later))
        faces.update(dict.fromkeys(_with_bytes(face, path.parent) for face in re.findall(FACE, style)))
        styles.append(re.sub(FACE, "", style))
    return "".join(faces), styles


def _with_bytes(face: str, folder: Path) -> str:
    """A font's rule with what it names, from this folder on, in it."""
    return re.sub(r"url\(([^)]+)\)", lambda url: f"url({_data(folder / url[1], 'font/woff2')})", face)


def _data(path: Path, kind: str) -> str:
    """A file as an address that holds it."""
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _body(page: str) -> str:
    """What is in the body of a page, with the links that there are in one page."""
    body = _found(r"<body[^>]*>\n?(.*?)\s*</body>", page)
    body = re.sub(r'href="lab\.html([^"]*)"', r'href="?lab\1"', body)
    body = re.sub(r'href="index\.html([^"]*)"', r'href="?\1"', body)
    body = body.replace('href="licenses/microgpt.txt"', 'href="#licenses"')
    return re.sub(r'(<(\w+)[^>]*data-part="unstarted"[^>]*>).*?(</\2>)', rf"\1{UNSTARTED}\3", body, flags=re.DOTALL)


def _licences(site: Path) -> str:
    """The licences of all that is in the page, which has no folder beside it where they could lie."""
    paths = sorted((site / "licenses").glob("*.txt"), key=lambda path: (path.stem != OURS, path.stem))
    texts = [(path.stem, path.read_text(encoding="utf-8")) for path in paths]
    parts = "".join(f"<h3>{name}</h3>\n<pre>{html.escape(text)}</pre>\n" for name, text in texts)
    summary = "<summary>The licences of all that is in this file</summary>"
    return f'<details class="licenses" id="licenses">{summary}\n{parts}</details>\n'


def _title(page: str) -> str:
    return html.unescape(_found(r"<title>(.*?)</title>", page))


def _found(pattern: str, page: str) -> str:
    """What a page has of a pattern. Raises Problem if it has nothing."""
    match = re.search(pattern, page, re.DOTALL)
    if not match:
        raise Problem(f"wanted {pattern} in a page of the site, but it is not there")
    return match[1]
