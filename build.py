#!/usr/bin/env python3
"""Builds the site into dist/ or into one file, serves it, or tests everything:

    python3 build.py [build | serve | standalone [FILE] | test]

Runs under any Python 3.8 or newer: makes the project's own environment first (.venv, node_modules) and goes on in it.
"build.py COMMAND -h" says what a command takes; arguments of test go to pytest.
"""

from __future__ import annotations

import sys

from tools.ending import ended_by_a_sentence


def main(argv: list[str]) -> int:
    """Run one command; return the exit code."""
    command, rest = (argv[0], argv[1:]) if argv else ("build", [])
    if command not in ("build", "serve", "standalone", "test"):
        print((__doc__ or "").strip())
        return 0 if command in ("-h", "--help", "help") else 2
    from tools.arguments import arguments
    from tools.environment import enter_environment

    given = arguments(command, rest)
    if command == "standalone":
        argv = [command, str(given.file)]  # as it is from here: the environment is entered elsewhere
    enter_environment(["build.py", *argv])
    # only from here on are the packages of the environment there to import
    if command == "test":
        from tools.checks import check

        return check(given.rest)
    if command == "serve":
        from tools.server import serve

        return serve(rest)
    if command == "standalone":
        from tools.standalone import build_standalone

        made = build_standalone(given.file)
        print(f"built {made}: {made.stat().st_size / 1e6:.1f} MB, all in one file")
        return 0
    from tools.site import SITE, build_site

    made = build_site(SITE, given.address or "")
    print(f"built {made.relative_to(SITE.parent)}/")
    return 0


if __name__ == "__main__":
    sys.exit(ended_by_a_sentence(lambda: main(sys.argv[1:])))
