"""The picture of a comparison: an SVG that is whole, whose labels do not overlap and lie on the picture."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from comparing import SMALL, outcome, plan_of, tasks_of
from hypothesis import given
from hypothesis import strategies as st

from microgpt.compare.picture import HEIGHT, WIDTH, coarse, nice, picture, spread
from microgpt.compare.summary import Row, rows

SVG = "{http://www.w3.org/2000/svg}"


def rows_of(count: int, seeds: int = 1, diverged: int = 0) -> list[Row]:
    """So many variants, some of which diverged."""
    tasks = tasks_of(
        plan_of(replace(SMALL, num_steps=60), vary={"beta1": [i / 100 for i in range(count)], "seed": range(seeds)})
    )
    found = {}
    for i, task in enumerate(tasks):
        ends_badly = i // seeds < diverged
        curve = [(step + 1.0, 3.0 - step / 50 + i / 1000) for step in range(60)]
        told = {"curve": curve[:3] if ends_badly else curve, "held_out": [(30, 2.9), (60, 2.8 + i / 1000)]}
        found[task] = outcome(task, None if ends_badly else 2.0 + i / 1000, **told, failure="x" if ends_badly else "")
    return rows(tasks, found)


def drawn(told: list[Row], title: str = "beta1") -> ElementTree.Element:
    return ElementTree.fromstring(picture(told, title))


def texts(svg: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("count", "seeds", "diverged"), [(1, 1, 0), (2, 3, 0), (3, 3, 1), (8, 2, 0), (30, 2, 4), (2, 1, 2)]
)
def test_every_row_is_a_curve_and_the_best_have_labels_on_the_picture(count: int, seeds: int, diverged: int) -> None:
    told = rows_of(count, seeds, diverged)
    svg = drawn(told)
    curves = [path for path in svg.iter(f"{SVG}path") if path.get("class") == "curve"]
    assert len(curves) == count
    labels = [text for text in svg.iter(f"{SVG}text") if text.get("fill")]
    assert len(labels) == min(24, count - diverged)
    assert len({label.get("fill") for label in labels}) == min(8, count - diverged) + (count - diverged > 8)
    assert {label.text for label in labels} == {
        f"{row.label}  {row.last_loss.mean:.3f}" for row in told[diverged:][:24] if row.last_loss
    }
    places = sorted(float(label.get("y", "nan")) for label in labels)
    assert all(after - before > 11.9 for before, after in pairwise(places))
    for path in curves:
        numbers = [float(x) for x in path.get("d", "").replace("M", "").replace("L", " ").split()]
        assert all(0 <= x <= WIDTH for x in numbers[::2])
        assert all(0 <= y <= HEIGHT for y in numbers[1::2])
    for label in labels:
        assert float(label.get("x", "nan")) + 6 * len(label.text or "") < WIDTH


def test_what_is_grey_and_what_diverged_is_said() -> None:
    said = " ".join(texts(drawn(rows_of(30, 2, 4))))
    assert "The 8 that end lowest have a colour, 18 more are grey." in said
    assert "Grey curves that break off: 4 that diverged." in said
    assert "grey" not in " ".join(texts(drawn(rows_of(3)))).lower()


def test_what_is_changed_is_always_seen_beside_what_is_not() -> None:
    """Even if all its changes are better than it."""
    tasks = tasks_of(plan_of(replace(SMALL, beta1=0.5), change={"beta1": [i / 100 for i in range(10)]}))
    losses = {task: 2.0 if settings else 3.0 for task, settings in tasks.items()}
    svg = drawn(rows(tasks, {task: outcome(task, losses[task]) for task in tasks}))
    labels = {text.text: text.get("fill") for text in svg.iter(f"{SVG}text") if text.get("fill")}
    assert len(labels) == 11
    assert labels["unchanged  3.000"] == "var(--ink)"
    assert list(labels.values()).count("var(--ink)") == 1


def test_a_title_that_is_too_long_is_shortened() -> None:
    assert len(texts(drawn(rows_of(1), "beta1 " * 60))[0]) <= 96


def test_names_that_mean_something_in_xml_are_written_as_they_are() -> None:
    assert texts(drawn(rows_of(1), "<b> & 'c'"))[0] == "<b> & 'c'"


def test_nothing_can_be_drawn_of_no_runs_and_yet_the_picture_is_whole() -> None:
    assert texts(drawn([], "nothing"))[0] == "nothing"


@given(least=st.floats(0, 1e3), span=st.just(0.0) | st.floats(1e-3, 1e6))
def test_ticks_are_few_and_enclose_what_is_shown(least: float, span: float) -> None:
    ticks = nice(least, least + span)
    assert 2 <= len(ticks) <= 11
    size = ticks[1] - ticks[0]
    assert ticks[0] <= least + 1e-6 * size
    assert ticks[-1] >= least + span - 1e-6 * size
    assert all(math.isclose(after - before, size, rel_tol=1e-6) for before, after in pairwise(ticks))


@given(st.lists(st.floats(0, 100), max_size=8).map(sorted))
def test_labels_lie_a_line_apart_in_their_order_within_the_picture(places: list[float]) -> None:
    moved = spread(places, 10, 0, 100)
    assert all(after - before > 9.999 for before, after in pairwise(moved))
    assert all(-1e-9 <= place <= 100 + 1e-9 for place in moved)
    if all(after - before >= 10 for before, after in pairwise(places)):
        assert moved == places


def test_a_curve_in_fewer_points_keeps_its_mean() -> None:
    fewer = coarse([(float(i), float(i)) for i in range(1, 101)])
    assert len(fewer) == 25
    assert fewer[0] == (2.5, 2.5)
