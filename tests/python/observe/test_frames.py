"""Frames: all that happens in a step, in the order in which it does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from traced import docs, emma, few, runs, traces

from microgpt.config import Config
from microgpt.observe.trace import Trace, trace
from microgpt.run import Run
from microgpt.train import crop


def expected_stages(config: Config, n: int, ending: str) -> list[tuple[str, int | None]]:
    """The stages of a pass over n positions, as the picture of the architecture has them."""
    attention = ["attn_norm", "attn_q", "attn_k", "attn_v"]
    for h in range(config.n_head):
        attention += [f"head{h}.attn_logits", f"head{h}.attn_weights", f"head{h}.out"]
    attention += ["attn_heads", "attn_out", "attn_residual"]
    bends = {"relu": ["mlp_relu"], "relu2": ["mlp_relu", "mlp_relu2"], "gelu": ["mlp_gelu"], "none": []}
    mlp = ["mlp_norm", "mlp_hidden", *bends[config.activation], "mlp_out", "mlp_residual"]
    names = ["tok_emb", *(["pos_emb", "embedding"] if config.position_embedding else [])]
    names += ["embedding_norm"] if config.norm_embedding else []
    for i in range(config.n_layer):
        block = (attention if config.attention else []) + (mlp if config.mlp else [])
        names += [f"layer{i}.{name}" for name in block]
    if config.norm == "none":
        names = [name for name in names if not name.endswith("_norm")]
    if not config.residual:
        names = [name for name in names if not name.endswith("_residual")]
    names += ["logits", "probs", "loss"] + (["loss_share"] if ending == "loss_share" else [])
    stages: list[tuple[str, int | None]] = [(name, position) for position in range(n) for name in names]
    return [*stages, ("mean_loss", None)] if ending == "mean_loss" else stages


@few
@given(runs, docs, st.data())
def test_the_frames_are_all_there_in_the_order_in_which_things_happen(run: Run, doc: str, data: st.DataObject) -> None:
    config = run.config
    n = len(crop(run.tokenizer.encode(doc), config)) - 1
    target = data.draw(st.none() | st.integers(0, n - 1))
    header = trace(run, doc, target, graph=False).header
    by_position = target is None and config.backward == "position"
    ending = "loss" if target is not None else "loss_share" if by_position else "mean_loss"
    stages = [(stage["name"], stage["position"]) for stage in header["stages"]]
    assert stages == expected_stages(config, n, ending)

    frames = [(frame["phase"], frame["stage"], frame["pass"]) for frame in header["frames"]]
    assert frames[0] == ("tokens", None, None)
    num_matrices = len(header["matrices"])
    assert [frame["matrix"] for frame in header["frames"][-num_matrices:]] == list(range(num_matrices))
    assert all(frame["phase"] == "adam" for frame in header["frames"][-num_matrices:])
    frames = frames[1:-num_matrices]
    ended = [s for phase, s, _ in frames if phase == "loss"]
    assert [stages[s] for s in ended] == (
        [(ending, target)]
        if target is not None
        else [(ending, p) for p in range(n)]
        if by_position
        else [(ending, None)]
    )
    # every stage is made once, and all before it in the order of the taps; only a target alone waits for the end
    made = [s for phase, s, _ in frames if phase in ("forward", "loss")]
    assert sorted(made) == list(range(len(stages)))
    assert made == sorted(made, key=lambda s: (target is not None and s == ended[0], s))
    # after a loss comes its backward pass, from itself to the first embedding, which only attention looks back to
    assert header["passes"] == len(ended)
    for number, root in enumerate(ended):
        back = [s for phase, s, pass_ in frames if phase == "backward" and pass_ == number]
        assert back == sorted(back, reverse=True)
        begins = frames.index(("loss", root, None))
        assert frames[begins + 1 : begins + 1 + len(back)] == [("backward", s, number) for s in back]
        assert back[0] == root
        began = 0 if config.attention or ending == "mean_loss" else stages[root][1]
        assert stages[back[-1]] == ("tok_emb", began)


@few
@given(traces())
def test_the_backward_frames_are_of_the_stages_that_the_graph_says_were_reached(traced: Trace) -> None:
    header, columns = traced.header, traced.columns
    for number, root in enumerate(frame["stage"] for frame in header["frames"] if frame["phase"] == "loss"):
        reached, todo = set(), [columns["stage_nodes"][header["stages"][root]["first"]]]
        while todo:
            node = todo.pop()
            if node not in reached:
                reached.add(node)
                todo += columns["node_operands"][columns["node_first"][node] : columns["node_first"][node + 1]]
        expected = [
            s
            for s, stage in enumerate(header["stages"])
            if s <= root and reached & set(columns["stage_nodes"][stage["first"] : stage["first"] + stage["size"]])
        ]
        frames = [f["stage"] for f in header["frames"] if f["phase"] == "backward" and f["pass"] == number]
        # a row of wte may be reached by way of another position that has the same token, or of a tied lm_head
        names = [stage["name"] for stage in header["stages"]]
        assert [s for s in frames[::-1] if names[s] != "tok_emb"] == [s for s in expected if names[s] != "tok_emb"]
        assert set(frames) <= set(expected)


def test_one_prediction_reaches_back_through_the_cache_only() -> None:
    """With one layer the loss of position 2 needs of position 1 its key and its value, and what they were made from."""
    header = emma(position=2).header
    stages = [header["stages"][f["stage"]] for f in header["frames"] if f["phase"] == "backward"]
    assert {stage["position"] for stage in stages} == {0, 1, 2}
    assert [stage["name"] for stage in stages if stage["position"] == 1] == [
        "layer0.attn_v",
        "layer0.attn_k",
        "layer0.attn_norm",
        "embedding_norm",
        "embedding",
        "pos_emb",
        "tok_emb",
    ]
