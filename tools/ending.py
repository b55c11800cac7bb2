"""How build.py ends: in a sentence, with what it was making put away.

Written for Python 3.8, as environment.py is.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from types import FrameType

from tools.problem import Problem

SECONDS_TO_END = 10  # that a program has when it is asked to


def ended_by_a_sentence(work: Callable[[], int]) -> int:
    """The exit code of some work: whatever stops it takes it through its `finally`, and is told without a traceback."""
    for name in ("SIGTERM", "SIGHUP"):
        each = getattr(signal, name, None)  # not every system has both
        if each is not None and signal.getsignal(each) is not signal.SIG_IGN:  # which is what nohup asks for
            signal.signal(each, _end)
    try:
        code = work()
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except Problem as problem:
        return _told(str(problem), problem.code)
    except BrokenPipeError:  # nobody reads any more: as with Ctrl-C there is nothing to say
        _hush()
        return 128 + 13  # what a program ends with that lets SIGPIPE end it
    except OSError as error:
        _hush()
        place = f"{error.filename}: " if error.filename else ""
        return _told(f"{place}{error.strerror or error}", 1)
    except KeyboardInterrupt:
        return 130


def call(command: list[str], environment: Mapping[str, str] | None = None, cwd: object = None) -> int:
    """The exit code of a program, which is asked to end, and waited for, when this one is stopped."""
    process = subprocess.Popen(command, env=environment, cwd=None if cwd is None else str(cwd))
    try:
        return process.wait()
    except BaseException as stopped:
        if not isinstance(stopped, KeyboardInterrupt):  # which the terminal sends to both
            process.terminate()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


def _end(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # to be asked twice must not stop what is put away
    raise SystemExit(128 + number)


def _told(sentence: str, code: int) -> int:
    if sys.stderr is not None:
        print(f"build.py: {sentence}", file=sys.stderr)
    return code


def _hush() -> None:
    """Let what standard output still holds go nowhere: Python would complain of it at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
