"""How numbers and tokens are written in a sentence."""

from __future__ import annotations

from decimal import Decimal

Facts = dict[str, str]

MINUS = "\N{MINUS SIGN}"
MOST_CHARACTERS = 24  # of a document that is named in passing


def whole(number: int) -> str:
    """4,192."""
    return f"{number:,}".replace("-", MINUS)


def fixed(number: float, digits: int = 2) -> str:
    """2.31, with so many digits behind the point; never -0.00."""
    text = f"{number:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", MINUS)


def short(number: float) -> str:
    """0.005, with three digits at most, and never a power of ten."""
    return format(Decimal(f"{number:.3g}"), "f").replace("-", MINUS)


def percent(share: float) -> str:
    """23 %, of a share from 0 to 1; less than 1 % where it is that and not 0."""
    return "less than 1\N{NO-BREAK SPACE}%" if 0 < share < 0.005 else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def counted(number: int, one: str, more: str) -> str:
    """1 letter, 4 letters."""
    return f"{whole(number)} {one if number == 1 else more}"


def quoted(token: str) -> str:
    """A token as it is written in a sentence: a letter in quotation marks, BOS without."""
    return token.strip("<>") if token.strip("<>") in ("BOS", "EOS") else f"“{token}”"


def shown(token: str) -> str:
    """A token as it stands in a row of them: BOS without its brackets, a blank so that it is seen."""
    if token == " ":
        return "\N{OPEN BOX}"
    return token[1:-1] if len(token) > 1 else token


def clipped(doc: str) -> str:
    """A document in quotation marks, the beginning of it if it is long."""
    return quoted(doc if len(doc) <= MOST_CHARACTERS else f"{doc[:MOST_CHARACTERS]}…")


def digits(number: float, count: int = 3) -> str:
    """0.0107, with so many digits; with a power of ten where it is small or large, as in the figures."""
    if number == 0:
        return "0"
    text = f"{number:#.{count}g}" if 1e-4 <= abs(number) < 10**count else f"{number:.{count - 1}e}"
    mantissa, _, exponent = text.removesuffix(".").partition("e")
    return (mantissa + (f"e{int(exponent)}" if exponent else "")).replace("-", MINUS)
