"""The recorder: changes no number, and keeps of every stage its numbers, its line and what it was made from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from small import small_run
from traced import LIVELY, copies, docs, emma, few, find, loss_of, runs, stage_numbers, traces

from microgpt.observe.recorder import Recorder
from microgpt.observe.trace import Trace, trace
from microgpt.ops import scalar
from microgpt.presets import PRESETS
from microgpt.run import Run
from microgpt.train import crop, gradients, predictions

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("preset_name", PRESETS)
def test_recording_changes_no_number(preset_name: str) -> None:
    run = small_run(preset_name)
    tokens = crop(run.tokenizer.encode("emma"), run.config)
    watched, plain = copies(run), copies(run)
    recorder = Recorder(scalar, watched, run.config.backward == "position")
    assert gradients(recorder.ops, run.config, watched, tokens, recorder) == gradients(
        scalar, run.config, plain, tokens
    )
    for name in plain:
        assert scalar.grad(watched[name]) == scalar.grad(plain[name])


@few
@given(traces())
def test_each_line_is_the_one_that_names_the_stage(traced: Trace) -> None:
    for stage in traced.header["stages"]:
        line = (ROOT / stage["file"]).read_text(encoding="utf-8").split("\n")[stage["line"] - 1]
        *_, name = stage["name"].split(".")  # what stands before it is spelled with variables
        assert re.search(rf'tap\(f?"(\{{\w+\}}\.)?{name}"', line), (stage["name"], line)
        assert stage["file"] in traced.header["files"]


def test_a_stage_says_what_it_was_made_from() -> None:
    traced = emma()
    stages, matrices = traced.header["stages"], [matrix["name"] for matrix in traced.header["matrices"]]

    def reads(name: str, position: int | None) -> tuple[set[tuple[str, int]], list[tuple[str, int, int]]]:
        stage = stages[find(traced, name, position)]
        assert stage["reads"] == sorted(stage["reads"])
        rows = [(matrices[m], first, number) for m, first, number in stage["reads_rows"]]
        return {(stages[s]["name"], stages[s]["position"]) for s in stage["reads"]}, rows

    assert reads("tok_emb", 1) == (set(), [("wte", 1, 1)])
    assert reads("pos_emb", 1) == (set(), [("wpe", 1, 1)])
    assert reads("embedding", 1) == ({("tok_emb", 1), ("pos_emb", 1)}, [])
    assert reads("layer0.attn_q", 2) == ({("layer0.attn_norm", 2)}, [("layer0.attn_wq", 0, 16)])
    keys = {("layer0.attn_k", p) for p in range(3)}
    assert reads("layer0.head3.attn_logits", 2) == ({("layer0.attn_q", 2)} | keys, [])
    values = {("layer0.attn_v", p) for p in range(4)}
    assert reads("layer0.head1.out", 3) == ({("layer0.head1.attn_weights", 3)} | values, [])
    assert reads("layer0.attn_heads", 1) == ({(f"layer0.head{h}.out", 1) for h in range(4)}, [])
    assert reads("layer0.attn_out", 1) == ({("layer0.attn_heads", 1)}, [("layer0.attn_wo", 0, 16)])
    assert reads("layer0.attn_residual", 1) == ({("layer0.attn_out", 1), ("embedding_norm", 1)}, [])
    assert reads("layer0.mlp_hidden", 1) == ({("layer0.mlp_norm", 1)}, [("layer0.mlp_fc1", 0, 64)])
    assert reads("logits", 1) == ({("layer0.mlp_residual", 1)}, [("lm_head", 0, 9)])
    assert reads("mean_loss", None) == ({("loss", p) for p in range(5)}, [])


def test_a_tied_head_reads_all_of_wte() -> None:
    traced = trace(small_run("first"), "emma")
    assert traced.header["stages"][find(traced, "logits", 1)]["reads_rows"] == [[0, 0, 10]]


@few
@given(runs, docs)
def test_the_stages_are_those_of_a_plain_forward_pass(run: Run, doc: str) -> None:
    seen: list[tuple[str, list[float]]] = []

    def tap(name: str, x: Any) -> Any:
        seen.append((name, scalar.floats(x) if isinstance(x, list) else [x.data]))
        return x

    tokens = crop(run.tokenizer.encode(doc), run.config)
    losses, loss = gradients(scalar, run.config, copies(run), tokens, tap)
    traced = trace(run, doc)
    if run.config.norm == "none":  # what was left as it was is no stage of its own
        seen = [(name, numbers) for name, numbers in seen if not name.endswith("_norm")]
    assert [(s["name"], stage_numbers(traced, i)) for i, s in enumerate(traced.header["stages"])] == seen
    assert (traced.header["losses"], traced.header["loss"]) == (losses, loss)


@pytest.mark.parametrize("target", [None, 2])
@pytest.mark.parametrize(
    "changed",
    [{}, pytest.param({"tied_head": True, "activation": "relu2", "n_layer": 2}, marks=pytest.mark.needs("speed"))],
)
def test_the_gradients_of_stages_equal_finite_differences(target: int | None, changed: dict[str, Any]) -> None:
    """The first and last element of each stage are moved a little, up and down, as they pass the tap."""
    run = small_run(**(LIVELY | {"init_std": 0.3} | changed))
    traced = trace(run, "ava", target, graph=False)
    params, small, checked = run.params(), 1e-6, 0
    for s, stage in enumerate(traced.header["stages"]):
        if stage["name"] in ("tok_emb", "pos_emb", "mean_loss") or (stage["name"] == "loss" and target is not None):
            continue  # rows are used again elsewhere: see the next test
        grads = stage_numbers(traced, s, "stage_grads")
        for j, grad in {0: grads[0], len(grads) - 1: grads[-1]}.items():

            def moved(by: float, s: int = s, j: int = j) -> float:
                passed = 0

                def tap(name: str, x: Any) -> Any:
                    nonlocal passed
                    passed += 1
                    if passed - 1 != s:
                        return x
                    if not isinstance(x, list):
                        return x + by
                    return [v + by if i == j else v for i, v in enumerate(x)]

                return loss_of(run, "ava", target, params, tap)

            difference = (moved(small) - moved(-small)) / (2 * small)
            assert grad == pytest.approx(difference, rel=1e-4, abs=1e-7), (stage["name"], stage["position"], j)
            checked += grad != 0
    assert checked > 50


def test_each_backward_pass_leaves_its_own_gradients() -> None:
    """In the first revision what one pass leaves on the nodes of earlier positions stays there for the next."""
    run = small_run("first", **LIVELY)
    tokens = crop(run.tokenizer.encode("emma"), run.config)
    n = len(tokens) - 1
    stages: list[Any] = []

    def tap(name: str, x: Any) -> Any:
        stages.append(x if isinstance(x, list) else [x])
        return x

    expected = []
    for loss in predictions(scalar, run.config, copies(run), tokens, tap):
        tap("loss_share", share := scalar.share(loss, n)).backward()
        expected.append([v.grad for stage in stages for v in stage])

    traced = trace(run, "emma")
    length = len(traced.columns["stage_values"])
    assert traced.header["passes"] == n == 4
    assert len(traced.columns["stage_grads"]) == n * length
    for number, grads in enumerate(expected):
        found = traced.columns["stage_grads"][number * length : (number + 1) * length].tolist()
        assert found == grads + [0.0] * (length - len(grads))
    k = find(traced, "layer0.attn_k", 0)
    assert len({tuple(stage_numbers(traced, k, "stage_grads", number)) for number in range(1, n)}) == n - 1
    assert share.grad == 1
