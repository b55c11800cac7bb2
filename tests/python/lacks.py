"""What the Python of a page lacks, of what tests of the core need.

A test says so, @pytest.mark.needs("threads"), and is to fail for want of it when that Python runs it: not in any other
way, and not to pass. Nothing is left out for another reason (tests/pyodide).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Lack:
    """A thing that is not there."""

    reason: str
    sign: str | None  # how a test fails without it, as a regular expression; None: it is not even tried


LACKS = {
    "processes": Lack(
        "it runs no other program, and limits none", "does not support processes|No module named 'resource'"
    ),
    # 70: a fault of the program, as far as the command line knows
    "threads": Lack("it has one thread", "can't start new thread|assert 70 in"),
    "named pipes": Lack("its files are in memory, and there are no pipes among them", "no attribute 'mkfifo'"),
    "hard links": Lack("each of its files has one name", "no attribute 'link'"),
    "terminals": Lack("nobody types there", "out of pty devices"),
    "umask": Lack("whoever makes a file there cannot say what others may do with it", r"assert \d+ == \d+"),
    "files as on a disk": Lack("any file of any name can be written there, by whoever asks", "AssertionError"),
    "exact times of files": Lack(
        "its files know when they were written to a millisecond, which may be too little", None
    ),
    "room on disk": Lack("ten gigabytes in memory are the end of it, even if all are zero", None),
    "this libm": Lack("its exp, log and pow differ from those of the reference in the last bit", "AssertionError"),
    "cores": Lack("it has one, and a comparison trains on all of a machine, each run in a process of its own", None),
    "speed": Lack("it takes three times as long there, and is tried with the slow ones (-m slow)", None),
    "the build": Lack("it reads what build.py made and makes nothing itself", None),
}


def lack_of(item: pytest.Item) -> str | None:
    """What this test needs that a page has not."""
    marker = item.get_closest_marker("needs")
    return marker.args[0] if marker else None


def expect_lack(item: pytest.Item) -> None:
    """Have a test fail as it says it does, or not run where it cannot be tried."""
    name = lack_of(item)
    if name is None or (name == "speed" and item.config.option.markexpr != "not slow"):
        return
    outcome = pytest.mark.xfail(reason=name, strict=True) if LACKS[name].sign else pytest.mark.skip(reason=name)
    item.add_marker(outcome)


def fails_as_expected(item: pytest.Item, failure: str) -> bool:
    """Whether that is how a test fails for want of what it needs."""
    name = lack_of(item)
    sign = LACKS[name].sign if name else None
    return sign is not None and re.search(sign, failure) is not None
