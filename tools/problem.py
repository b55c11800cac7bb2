"""Problem: something the person at the keyboard can mend, said in a sentence."""


class Problem(Exception):
    """Ends build.py with its message and no traceback."""

    code = 1  # what build.py ends with


class Usage(Problem):
    """The command line asks for what there is not."""

    code = 2


class CannotWrite(Problem):
    """There is no room, or no leave, to make what was to be made; what was there before still is."""
