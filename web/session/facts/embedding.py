"""How a token meets its position: the rows that are added, and what rmsnorm does to their sum, twice."""

from __future__ import annotations

from collections import Counter

from microgpt.ops.plain import rms_scale
from session.facts.known import Known
from session.facts.reading import listed, numbers, token
from session.facts.writing import Facts, fixed, whole


def facts(known: Known) -> Facts:
    """Of the position that is followed."""
    trace, seen = known.trace, known.seen
    token_id = trace.header["token_ids"][seen]
    of_token, of_position = (numbers(known, name, seen) for name in ("tok_emb", "pos_emb"))
    total, stream = (numbers(known, name, seen) for name in ("embedding", "embedding_norm"))
    shown = _shown(of_token, of_position, total)
    return {
        "embedding-token": token(known, seen),
        "embedding-row": whole(token_id),
        "embedding-position": whole(seen),
        "embedding-index": f"x[{shown}]",
        "embedding-sum": f"{fixed(of_token[shown])} + {_term(of_position[shown])} = {fixed(total[shown])}",
        "embedding-rms": fixed(1 / rms_scale(total), 3),
        "embedding-before": fixed(total[shown]),
        "embedding-after": fixed(stream[shown]),
        "embedding-again": fixed(rms_scale(stream), 5),
        "embedding-twice": _twice(known),
    }


def _shown(of_token: list[float], of_position: list[float], total: list[float]) -> int:
    """The number to be shown: the furthest from 0 of those whose sum is right in two digits, too."""

    def is_right(i: int) -> bool:
        return round(round(of_token[i], 2) + round(of_position[i], 2), 2) == round(total[i], 2)

    return max((i for i in range(len(total)) if is_right(i)), key=lambda i: abs(total[i]), default=0)


def _term(number: float) -> str:
    """What is added, in brackets if it is below 0."""
    text = fixed(number)
    return text if text[0].isdigit() else f"({text})"


def _twice(known: Known) -> str:
    """The sentence about a token that is read at several positions, if there is one."""
    header = known.trace.header
    read = header["token_ids"][: len(header["losses"])]
    token_id, times = Counter(read).most_common(1)[0]
    if times == 1:
        return "Here no token is read twice; one that is takes the same row each time, and comes to another sum."
    places = [position for position, each in enumerate(read) if each == token_id]
    read_at = f"{token(known, places[0])} is read at positions {listed([str(position) for position in places])}"
    return f"{read_at}: the same row each time, and each time another sum."
