"""A file that an author keeps on their own site, shown in a figure that comes from ours."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from embedding import Embedded, Posts
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def written() -> str:
    """What the command line's trace writes."""
    command = [sys.executable, "-m", "microgpt", "trace", "--no-graph", "--doc", "zoe", "--num_steps", "5"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_trace_on_another_site_is_shown_if_that_allows_it_and_else_there_is_a_sentence(
    posts: Posts, written: str
) -> None:
    posts.allow(r"CORS|ERR_FAILED")
    allowed = posts.blog.put("allowed.json", written, "application/json", Access_Control_Allow_Origin="*")
    refused = posts.blog.put("refused.json", written, "application/json")
    body = "".join(
        f'<microgpt-figure id="{name}" figure="kv-cache" trace="{address}"></microgpt-figure>'
        for name, address in (("allowed", allowed), ("refused", refused))
    )
    page = posts.at(posts.blog.page(body))
    shown, missed = Embedded(page, "allowed"), Embedded(page, "refused")
    told = shown.wait("ready")
    assert (told["doc"], told["step"]) == ("zoe", 1)
    assert shown.told("error") == []
    assert missed.wait("ready")["doc"] != "zoe"
    expect(missed.frame.get_by_role("alert")).to_contain_text(
        re.compile(r"refused\.json, but it could not be fetched, or its server does not allow other sites to \(CORS\)")
    )
