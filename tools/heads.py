"""What the head of a page says of it to who shows a link to it, and the oEmbed files that it names.

All of that needs the address at which the site will be: without it a page says what it is called and what it is about.
"""

from __future__ import annotations

import html
import json
import re
from urllib.parse import urlencode, urljoin

PICTURE_NAME = "preview.png"
PICTURE_SIZE = (1200, 630)
PICTURE_SHOWS = "The page: Train, the loss of a thousand steps, and every parameter as a coloured cell"
PROVIDER = "microgpt, alive in the browser"
# what a page is embedded as: a figure, and how wide and high that is at first
EMBEDDED = {"index.html": ("training", 720, 720), "lab.html": ("map", 960, 720), "embed.html": ("map", 960, 720)}


def with_head(text: str, name: str, address: str) -> str:
    """A page with what its head says of it; `address` is that of the site, or empty."""
    title, description = title_of(text), _description(text)
    where = urljoin(address, "" if name == "index.html" else name)
    said = {
        "og:type": "article" if name == "index.html" else "website",
        "og:site_name": PROVIDER,
        "og:title": title,
        "og:description": description,
    }
    lines = []
    if address:
        width, height = PICTURE_SIZE
        picture = urljoin(address, PICTURE_NAME)
        said |= {"og:url": where, "og:image": picture, "og:image:width": str(width), "og:image:height": str(height)}
        said["og:image:alt"] = PICTURE_SHOWS
        file = html.escape(urljoin(address, oembed_name(name)))
        kind = 'type="application/json+oembed"'
        lines += [
            f'<link rel="canonical" href="{html.escape(where)}">',
            f'<link rel="alternate" {kind} href="{file}" title="{html.escape(title)}">',
        ]
    lines += [f'<meta property="{key}" content="{html.escape(value)}">' for key, value in said.items()]
    card = "summary_large_image" if address else "summary"
    lines += [f'<meta name="twitter:card" content="{card}">']
    return text.replace("</head>", "\n".join([*lines, "</head>"]), 1)


def oembed_name(name: str) -> str:
    """Where the oEmbed file of a page lies."""
    return f"oembed/{name.removesuffix('.html')}.json"


def oembed(text: str, name: str, address: str) -> str:
    """The oEmbed file of a page: a frame with one figure, for sites that make of a link what it leads to."""
    figure, width, height = EMBEDDED[name]
    title = title_of(text)
    source = f"{urljoin(address, 'embed.html')}#{urlencode({'figure': figure})}"
    frame = (
        f'<iframe src="{html.escape(source)}" width="{width}" height="{height}" title="{html.escape(title)}" '
        'loading="lazy" allow="clipboard-write; fullscreen" frameborder="0"></iframe>'
    )
    said = {
        "version": "1.0",
        "type": "rich",
        "provider_name": PROVIDER,
        "provider_url": address,
        "title": title,
        "thumbnail_url": urljoin(address, PICTURE_NAME),
        "thumbnail_width": PICTURE_SIZE[0],
        "thumbnail_height": PICTURE_SIZE[1],
        "width": width,
        "height": height,
        "html": frame,
    }
    return json.dumps(said, indent=1) + "\n"


def title_of(text: str) -> str:
    """What a page is called."""
    return html.unescape(re.findall(r"<title>(.*?)</title>", text)[0])


def _description(text: str) -> str:
    return html.unescape(re.findall(r'<meta name="description" content="(.*?)">', text)[0])
