"""Program: runs one command, and has a sentence and an exit code for each way in which that can end."""

from __future__ import annotations

import argparse
import os

from microgpt.checkpoint import CheckpointError
from microgpt.cli.arguments import parser
from microgpt.cli.comparing import RunsMissing
from microgpt.cli.output import OutputFailed, discard, encode_anything, finish, say
from microgpt.cli.saving import SavingFailed
from microgpt.cli.stopping import Stopped
from microgpt.compare.results import ResultsError
from microgpt.config import ConfigError
from microgpt.data import DataError
from microgpt.divergence import TrainingDiverged
from microgpt.sample import SamplingFailed, TextRefused

REFUSED = 1  # argparse's own is 2
FAULT = 70  # of the program itself: EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # by Ctrl-C, as a shell reports it

# what says by itself what was wanted and what came
COMPLAINTS = (
    ConfigError,
    DataError,
    CheckpointError,
    TrainingDiverged,
    SamplingFailed,
    TextRefused,
    OutputFailed,
    SavingFailed,
    ResultsError,
    RunsMissing,
)
TRACEBACK = "MICROGPT_TRACEBACK"  # set in the environment, it shows where an ending came from


def run(argv: list[str] | None = None) -> int:
    """Run one command; return the exit code: 0, or 1 after a sentence on stderr; 128 and the number of the signal that
    ended it; 70 for what nobody foresaw, in a sentence, too. Raises SystemExit after --help (0) and a mistake in the
    arguments (2).
    """
    encode_anything()
    try:
        args = _parsed(argv)
        args.command(args)
        finish()
        return 0
    except KeyboardInterrupt:
        discard()
        return INTERRUPTED
    except (Exception, Stopped) as error:
        discard()
        if os.environ.get(TRACEBACK):
            import traceback

            traceback.print_exception(error)
        say("; ".join(filter(None, [sentence(error), *getattr(error, "__notes__", [])])))
        return exit_code(error)


def _parsed(argv: list[str] | None) -> argparse.Namespace:
    try:
        return parser().parse_args(argv)
    except SystemExit:  # after --help, which may be all that is printed
        finish()
        raise


def sentence(error: BaseException) -> str:
    """What ended the program, in words; nothing where somebody only wanted it to."""
    if isinstance(error, (Stopped, *COMPLAINTS)):
        return str(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory for this; wanted a smaller model, or shorter or fewer documents"
    if isinstance(error, OSError):
        name = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
        return f"{name}{error.strerror or error}"
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return f"a fault of this program, not of what it was given ({what}); {TRACEBACK}=1 shows where"


def exit_code(error: BaseException) -> int:
    """What a shell is told of it."""
    if isinstance(error, Stopped):
        return error.exit_code
    return REFUSED if isinstance(error, (*COMPLAINTS, MemoryError, OSError)) else FAULT
