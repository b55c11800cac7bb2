"""Picture: the curves of a comparison as an SVG, which follows the light or dark of where it is shown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from statistics import fmean
from textwrap import shorten, wrap

from microgpt.compare.summary import Row

WIDTH, HEIGHT = 960, 560
LEFT, TOP, BOTTOM = 56, 116, 52
LETTER = 7.4  # widths of one, in whatever face there is
TITLE = 96  # characters of the title that have room
LINE = 16  # from one label to the next
MOST_POINTS = 25  # of a curve: of more steps each the loss wobbles less, and what differs can be seen
MOST_COLOURED = 8  # what eyes can tell apart; the others are grey
MOST_LABELS = 24  # that have room
HEADROOM = 1.15  # over the loss at the beginning
MOST_BANDS = 3  # more would lie on top of each other

STYLE = """
  :root { color-scheme: light dark }
  :root { --paper: #fdfcf9; --ink: #22211e; --soft: #6b6862; --hair: #dedbd3; --other: #b5b1a8 }
  :root { --c0: #0060a8; --c1: #bd4b00; --c2: #007a59; --c3: #a5437f }
  :root { --c4: #8a6500; --c5: #2a7ca8; --c6: #6a4fb3; --c7: #5c5c5c }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #161614; --ink: #eceae4; --soft: #a19d94; --hair: #35332f; --other: #5d5a54 }
    :root { --c0: #6cb4f0; --c1: #f59a57; --c2: #4fc79f; --c3: #e08fc0 }
    :root { --c4: #dcb545; --c5: #86cdf0; --c6: #b8a3f2; --c7: #bdbdbd }
  }
  .paper { fill: var(--paper) }
  svg { fill: var(--soft) }
  text { font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums }
  .title { font-size: 16px; font-weight: 600; fill: var(--ink) }
  .end { text-anchor: end }
  .middle { text-anchor: middle }
  .hair { stroke: var(--hair); fill: none }
  .curve { stroke-width: 1.75; fill: none; stroke-linejoin: round }
  .band { opacity: .13; stroke: none }
  .held { stroke-width: 1.25; fill: none; stroke-dasharray: 2 3 }
  .dot { fill: var(--paper); stroke-width: 1.25 }
  .lead { fill: none; stroke-width: .75; opacity: .6 }
"""

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Curve:
    """A row as it is drawn: the mean over its seeds, the lowest and highest of them, and its held-out loss."""

    row: Row
    mean: Points
    low: Points
    high: Points
    held_out: Points

    @property
    def last_loss(self) -> float:
        """The mean of its last 100 steps; infinite where every run diverged."""
        return self.row.last_loss.mean if self.row.last_loss else math.inf

    @property
    def label(self) -> str:
        """Its name, and the number that the table has for it."""
        return f"{self.row.label}  {self.last_loss:.3f}" if self.row.last_loss else self.row.label


def picture(rows: Sequence[Row], title: str) -> str:
    """The training loss of every row as a curve, a band over its seeds around it, and its held-out loss dotted."""
    curves = [curve for row in rows if (curve := _curve(row))]
    ended = sorted((curve for curve in curves if curve.row.last_loss), key=lambda each: each.last_loss)
    base = [curve for curve in ended if not curve.row.settings and len(curves) > 1]  # in ink, among its changes
    best = {id(curve) for curve in (*base, *[each for each in ended if each not in base][:MOST_COLOURED])}
    coloured = [curve for curve in curves if id(curve) in best]
    grey = [curve for curve in curves if id(curve) not in best]
    labelled = sorted([*base, *[curve for curve in ended if curve not in base]][:MOST_LABELS], key=ended.index)
    plot = _Plot(curves, 30 + LETTER * max([len(curve.label) for curve in labelled], default=0))
    parts = [f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>', *_words(coloured, grey, title), *plot.axes()]
    for curve in grey:
        parts += _drawn(plot, curve, "var(--other)", with_band=False)
    others = [curve for curve in coloured if curve not in base]
    colours = {id(curve): f"var(--c{i})" for i, curve in enumerate(others)} | {id(each): "var(--ink)" for each in base}
    for curve in coloured:
        parts += _drawn(plot, curve, colours[id(curve)], with_band=len(curves) <= MOST_BANDS)
    parts += _labels(plot, labelled, colours)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img">\n<title>{escape(title)}</title>\n<style>{STYLE}</style>\n{body}\n</svg>\n'
    )


class _Plot:
    """Where steps and losses are on the picture."""

    def __init__(self, curves: Sequence[Curve], margin: float) -> None:
        self.right = WIDTH - min(margin, WIDTH / 2)
        self.steps = max([curve.row.outcomes[0].task.config.num_steps for curve in curves], default=1)
        self.ticks = nice(*_range([curve for curve in curves if curve.row.last_loss] or curves))
        self.least, self.most = self.ticks[0], self.ticks[-1]

    def x(self, step: float) -> float:
        return LEFT + (self.right - LEFT) * step / self.steps

    def y(self, loss: float) -> float:
        share = (loss - self.least) / (self.most - self.least)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(share, 1.0)

    def path(self, points: Points) -> str:
        return "M" + "L".join(f"{self.x(step):.1f} {self.y(loss):.1f}" for step, loss in points)

    def axes(self) -> Iterator[str]:
        digits = max(0, -math.floor(math.log10(self.ticks[1] - self.ticks[0]) + 1e-9))
        for loss in self.ticks:
            y = self.y(loss)
            yield f'<path class="hair" d="M{LEFT} {y:.1f}H{self.right:.1f}"/>'
            yield f'<text class="end" x="{LEFT - 8}" y="{y + 4:.1f}">{loss:.{digits}f}</text>'
        bottom = HEIGHT - BOTTOM
        for step in nice(0, self.steps):
            if step <= self.steps:
                yield f'<path class="hair" d="M{self.x(step):.1f} {bottom}v5"/>'
                yield f'<text class="middle" x="{self.x(step):.1f}" y="{bottom + 20}">{step:,.0f}</text>'
        yield f'<text class="middle" x="{(LEFT + self.right) / 2:.1f}" y="{HEIGHT - 12}">training step</text>'
        yield f'<text class="end" x="{LEFT - 8}" y="{TOP - 12}">loss</text>'


def nice(least: float, most: float) -> list[float]:
    """Four to ten round numbers, evenly spaced, from below the least to above the most."""
    span = most - least
    if span <= 1e-9 * abs(most):
        span = abs(most) or 1.0
    size = 10 ** math.floor(math.log10(span / 4))
    step = next(size * factor for factor in (1, 2, 5, 10) if span / (size * factor) <= 8)
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    return [i * step for i in range(first, max(last, first + 1) + 1)]


def _range(curves: Sequence[Curve]) -> tuple[float, float]:
    """The lowest and highest loss that are shown; what is far above where the curves begin lies at the edge."""
    bands = [[*curve.low, *curve.high] if len(curves) <= MOST_BANDS else curve.mean for curve in curves]
    losses = [loss for curve, band in zip(curves, bands) for _, loss in (*band, *curve.held_out)]
    if not losses:
        return 0.0, 1.0
    return min(losses), min(max(losses), HEADROOM * max(curve.mean[0][1] for curve in curves))


def _curve(row: Row) -> Curve | None:
    """What is drawn of a row; None for one that diverged in its first step."""
    seeds = [coarse(each.curve) for each in row.outcomes if each.curve]
    if not seeds:
        return None
    columns = [[seed[i] for seed in seeds if len(seed) > i] for i in range(max(map(len, seeds)))]
    steps = [column[0][0] for column in columns]
    losses = [[loss for _, loss in column] for column in columns]
    return Curve(
        row,
        mean=list(zip(steps, map(fmean, losses))),
        low=list(zip(steps, map(min, losses))),
        high=list(zip(steps, map(max, losses))),
        held_out=_held_out(row),
    )


def coarse(curve: Sequence[tuple[float, float]]) -> Points:
    """The same curve in fewer points, each the mean of some."""
    size = math.ceil(len(curve) / MOST_POINTS)
    groups = [curve[first : first + size] for first in range(0, len(curve), size)]
    return [(fmean(step for step, _ in group), fmean(loss for _, loss in group)) for group in groups]


def _held_out(row: Row) -> Points:
    known: dict[int, list[float]] = {}
    for each in row.outcomes:
        for step, loss in each.held_out:
            if loss is not None:
                known.setdefault(step, []).append(loss)
    return [(step, fmean(losses)) for step, losses in sorted(known.items())]


def _drawn(plot: _Plot, curve: Curve, colour: str, with_band: bool) -> Iterator[str]:
    if with_band and len(curve.row.outcomes) > 1:
        band = plot.path([*curve.high, *reversed(curve.low)])
        yield f'<path class="band" fill="{colour}" d="{band}Z"/>'
    name = f"<title>{escape(curve.label)}</title>"
    yield f'<path class="curve" stroke="{colour}" d="{plot.path(curve.mean)}">{name}</path>'
    if curve.held_out:
        yield f'<path class="held" stroke="{colour}" d="{plot.path(curve.held_out)}"/>'


def _labels(plot: _Plot, curves: Sequence[Curve], colours: Mapping[int, str]) -> Iterator[str]:
    """A label at the end of each curve, from the best at the bottom up, with a line to where it belongs."""
    ends = [(plot.y(curve.mean[-1][1]), curve) for curve in reversed(curves)]
    places = spread([y for y, _ in ends], LINE, TOP, HEIGHT - BOTTOM)
    for place, (y, curve) in zip(places, ends):
        x, colour = plot.x(curve.mean[-1][0]), colours.get(id(curve), "var(--soft)")
        lead = f"M{x + 3:.1f} {y:.1f}H{plot.right + 4:.1f}L{plot.right + 16:.1f} {place:.1f}"
        yield f'<path class="lead" stroke="{colour}" d="{lead}"/>'
        yield f'<text x="{plot.right + 20:.1f}" y="{place + 4:.1f}" fill="{colour}">{escape(curve.label)}</text>'


def spread(places: Sequence[float], gap: float, least: float, most: float) -> list[float]:
    """Ascending places, moved as little as it takes to lie a gap apart, within bounds as far as there is room."""
    moved = list(places)
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + gap)
    if moved and moved[-1] > most:
        moved[-1] = most
        for i in range(len(moved) - 2, -1, -1):
            moved[i] = min(moved[i], moved[i + 1] - gap)
    below = max(0.0, least - moved[0]) if moved else 0.0
    return [place + below for place in moved]


def _words(coloured: Sequence[Curve], grey: Sequence[Curve], title: str) -> Iterator[str]:
    curves = [*coloured, *grey]
    seeds = max((len(curve.row.outcomes) for curve in curves), default=1)
    solid = "Solid: the loss of training, each point a mean of several steps"
    if seeds > 1:
        solid += f" and of {seeds} seeds" + (
            ", between the lowest and the highest" if len(curves) <= MOST_BANDS else ""
        )
    said = [f"{solid}."]
    if any(curve.held_out for curve in curves):
        said.append("Dotted: the loss on documents that are not trained on.")
    are_short = any(curve.row.outcomes[0].task.config.num_steps < 100 for curve in curves)
    said.append(f"The number at its end: the mean of its last 100 steps{', or of all' if are_short else ''}.")
    diverged = sum(curve.row.last_loss is None for curve in grey)
    if len(grey) > diverged:
        said.append(f"The {MOST_COLOURED} that end lowest have a colour, {len(grey) - diverged} more are grey.")
    if diverged:
        said.append(f"Grey curves that break off: {diverged} that diverged.")
    yield f'<text class="title" x="16" y="30">{escape(shorten(title, TITLE, placeholder=" ..."))}</text>'
    for i, line in enumerate(wrap(" ".join(said), int((WIDTH - 32) / LETTER))):
        yield f'<text x="16" y="{50 + LINE * i}">{escape(line)}</text>'
