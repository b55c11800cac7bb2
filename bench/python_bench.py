"""The bench of the Python part: python3 -m bench.python_bench [--turns N] [--json]. Standard library only."""

from __future__ import annotations

import argparse
import json
import platform
from typing import Any

from bench.measure import everything


def table(found: dict[str, Any]) -> str:
    """What was measured, as lines of text."""
    yard = min(found["yardstick"], found["yardstick again"])
    lines = [
        f"Python {found['python']} on {found['platform']} ({platform.machine() or 'wasm32'})",
        f"yardstick: a math.sumprod of 16 numbers takes {1e9 * yard:.0f} ns "
        f"(before and after: {1e9 * found['yardstick']:.0f}, {1e9 * found['yardstick again']:.0f})",
        "",
        "ms a step           scalar     vector | scalar/vector | vector / (1000 yardsticks)",
    ]
    for name, row in found["configs"].items():
        slow, fast = row["scalar"], row["vector"]
        lines.append(
            f"{name:16s}{1e3 * slow:10.1f} {1e3 * fast:10.2f} | {slow / fast:12.1f}x | {fast / yard / 1e3:.2f}"
        )
    lines += ["", "us a token        trained with vectors   sampled on plain numbers | trained/sampled"]
    for name, row in found["configs"].items():
        trained, sampled = row["token trained"], row["token sampled"]
        lines.append(f"{name:16s}{1e6 * trained:22.0f} {1e6 * sampled:26.0f} | {trained / sampled:.1f}x")
    lines += ["", "letters    scalar ms   vector ms | scalar/vector"]
    for letters, row in found["lengths"].items():
        lines.append(
            f"{letters:>7} {1e3 * row['scalar']:12.1f} {1e3 * row['vector']:11.2f} | "
            f"{row['scalar'] / row['vector']:.1f}x"
        )
    lines += [
        "",
        "vector step after training for  "
        + ", ".join(f"{age} steps: {1e3 * t:.2f} ms ({t / yard / 1e3:.2f})" for age, t in found["ages"].items()),
    ]
    lines += [
        "its parts  "
        + ", ".join(f"{name} {1e3 * t:.2f} ms ({t / yard / 1e3:.2f})" for name, t in found["phases"].items())
    ]
    lines += ["", "memory MB       at rest      peak"]
    for name, row in found["memory"].items():
        lines.append(f"{name:12s}{row['rest'] / 1e6:11.2f}{row['peak'] / 1e6:10.2f}")
    lines += ["", f"20 samples: {found['20 samples']:.3f} s"]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=5, help="how often everything is timed; the least counts")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")
    args = parser.parse_args()
    found = everything(args.turns)
    print(json.dumps(found) if args.json else table(found))


if __name__ == "__main__":
    main()
