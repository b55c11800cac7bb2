"""The recorded run at its end as a file, with which the page's Python can go on as if it had trained it.

Packed as packing.py says: {"state", "snapshots"}, as the session tells them, and as columns the numbers of the state,
and of each snapshot by its step. Of those that the session keeps only some: each is 95 kB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tools.packing import packed

TRAINED = "trained.bin"
APART = 5  # snapshots of the session, of which the first comes along


def trained(session: Any, run: str) -> bytes:
    """The file of a run that has come to its end."""
    state = session.state(run)
    columns = {"numbers": session.take_column("numbers")}
    snapshots = []
    for after in _some(state["header"]["snapshots"]):
        snapshots.append(session.snapshot(run, after)["header"])
        columns[str(after)] = session.take_column("numbers")
    return packed({"state": state["header"], "snapshots": snapshots}, columns)


def _some(steps: Sequence[int]) -> list[int]:
    """Of the steps with a snapshot some, and the last before the end: what is looked at first is the last step."""
    earlier, before_end = steps[:-2], steps[-2:-1]
    return [*earlier[::APART], *before_end]
