"""Table: the rows of a comparison, as they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from microgpt.cli.columns import cells, left, right, visible
from microgpt.compare.summary import Row, Spread

GAP = "   "
MOST_NAMES = 6  # side by side
MOST_NAME = 16  # characters of one


def table_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Parameters, pace and losses of every row, then names that each invented, line by line."""
    if not rows:
        yield "no run has ended"
        return
    has_held_out = any(row.held_out_loss for row in rows)
    has_difference = any(row.difference for row in rows)
    heads = ["", "parameters", "ms/step", "last-100 loss"]
    heads += [*(["held-out loss"] if has_held_out else []), *(["against unchanged"] if has_difference else []), "runs"]
    body = [
        [
            row.label,
            f"{row.num_params:,}",
            "-" if row.ms_per_step is None else f"{row.ms_per_step:.2f}",
            _loss(row.last_loss),
            *([_loss(row.held_out_loss)] if has_held_out else []),
            *([_loss(row.difference, "+")] if has_difference else []),
            _runs(row),
        ]
        for row in rows
    ]
    yield from _set([heads, *body])
    seeds = max(len(row.outcomes) for row in rows)
    if seeds > 1:
        yield "losses: mean \N{PLUS-MINUS SIGN} standard deviation over the seeds"
    yield "last-100 loss: the mean of the last 100 training steps, or of all if there are fewer"
    if has_difference:
        loss = "held-out" if has_held_out else "last-100"
        yield f"against unchanged: the {loss} loss less that of the unchanged run of the same seed"
    yield "ms/step: of processor time, for training only"
    for row in rows:
        if row.diverged:
            steps = ", ".join(map(str, row.diverged))
            why = "its loss, a gradient or a parameter was no number to go on with"
            yield f"{row.label} diverged at step {steps}: {why}"
    yield from _names(rows)


def _loss(spread: Spread | None, sign: str = "") -> str:
    if spread is None:
        return "-"
    around = "" if spread.deviation is None else f" \N{PLUS-MINUS SIGN} {spread.deviation:.4f}"
    return f"{spread.mean:{sign}.4f}{around}"


def _runs(row: Row) -> str:
    count, diverged = len(row.outcomes), len(row.diverged)
    if not diverged:
        return str(count)
    return f"{count}, diverged" if diverged == count else f"{count}, {diverged} diverged"


def _names(rows: Sequence[Row]) -> Iterator[str]:
    named = [row for row in rows if row.samples]
    if not named:
        return
    yield ""
    yield "names invented at the end, of the first seed that came to it"
    shown = [[row.label, *map(_name, row.samples[:MOST_NAMES])] for row in named]
    longest = max(map(len, shown))
    yield from _set([each + [""] * (longest - len(each)) for each in shown], align=left)


def _name(sample: str) -> str:
    return "".join(map(visible, sample[:MOST_NAME])) or '""'


def _set(lines: Sequence[Sequence[str]], align: object = right) -> Iterator[str]:
    """Lines of cells in columns, the first flush left."""
    widths = [max(cells(line[i]) for line in lines) for i in range(len(lines[0]))]
    place = left if align is left else right
    for first, *rest in lines:
        cellss = [left(first, widths[0]), *[place(cell, width) for cell, width in zip(rest, widths[1:])]]
        yield GAP.join(cellss).rstrip()
