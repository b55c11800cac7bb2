"""How long the page's own tasks take, from a trace of the browser."""

from __future__ import annotations

from typing import Any

LONGEST_TASK_MS = 50


def longest_task_ms(events: list[dict[str, Any]]) -> float:
    """The longest task of a page's main thread: on the processor, not on the clock, which a busy machine stretches."""
    main_threads = {(e["pid"], e["tid"]) for e in events if e["args"].get("name") == "CrRendererMain"}
    tasks = [e for e in events if e["name"] == "RunTask" and (e["pid"], e["tid"]) in main_threads]
    milliseconds = [task["tdur"] / 1000 for task in tasks if "tdur" in task]
    assert len(milliseconds) > 10
    return float(max(milliseconds))
