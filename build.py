#!/usr/bin/env python3
"""Builds the site into dist/, serves it, or tests everything: python3 build.py [build | serve | test].

Runs under any Python 3.8 or newer: makes the project's own environment first (.venv, node_modules) and goes on in it.
"""

from __future__ import annotations

import sys

from tools.environment import enter_environment
from tools.problem import Problem


def main(argv: list[str]) -> int:
    """Run one command; return the exit code."""
    command, rest = (argv[0], argv[1:]) if argv else ("build", [])
    if command not in ("build", "serve", "test"):
        print((__doc__ or "").strip())
        return 0 if command in ("-h", "--help", "help") else 2
    try:
        enter_environment(["build.py", *argv])
        # only from here on are the packages of the environment there to import
        if command == "test":
            from tools.checks import check

            return check(rest)
        if command == "serve":
            from tools.server import serve

            return serve(rest)
        from tools.site import SITE, build_site

        print(f"built {build_site(SITE).relative_to(SITE.parent)}/")
        return 0
    except Problem as problem:
        print(f"build.py: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
