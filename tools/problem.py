"""Problem: something the person at the keyboard can mend, said in a sentence."""


class Problem(Exception):
    """Ends build.py with its message and no traceback."""
