"""The recorded first run: what the page shows until its own Python is up.

Made by the very session that trains in the page, run here under CPython; kept in .cache/ until the Python changes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from tools.environment import CACHE, ROOT

RECORDED_STEPS = 100


def recorded_run() -> bytes:
    """JSON text of {"description", "events", "names"}: a whole training run, and the names sampled after it."""
    package = sorted(path for path in (ROOT / "microgpt").rglob("*") if path.suffix in (".py", ".txt"))
    sources = [*package, ROOT / "web" / "src" / "session.py", Path(__file__)]
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
    cached = CACHE / f"recorded-run-{digest[:16]}.json"
    if not cached.exists():
        print(
            f"build.py: recording a training run of {RECORDED_STEPS} steps (once per version of the Python)", flush=True
        )
        CACHE.mkdir(exist_ok=True)
        for old in CACHE.glob("recorded-run-*.json"):
            old.unlink()
        cached.write_bytes(_record())
    return cached.read_bytes()


def _record() -> bytes:
    for folder in (ROOT, ROOT / "web" / "src"):
        sys.path.insert(0, str(folder))
    from session import Session

    session = Session()
    session.start(settings={"num_steps": RECORDED_STEPS}, sample_every=20)
    session.train()
    events, more = [], True
    while more:
        done = session.slice(1000)
        events += done["events"]
        more = done["more"]
    for event in events:  # how fast it went says something of this machine only, and would differ each time
        event.pop("seconds_per_step", None)
        event.pop("seconds_left", None)
    recording = {"description": session.describe(), "events": events, **session.sample()}
    return json.dumps(recording, separators=(",", ":")).encode()
