"""The recordings: a first run, a trace of one of its steps and what goes with it, shown until the page's Python is up.

Made by the very session that trains in the page, run here under CPython; kept in .cache/ until the Python changes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tools import documents, packing, pieces, run_pieces, through, trained
from tools.cache import made
from tools.environment import CACHE, ROOT

SESSION = ROOT / "web" / "session"
RECORDED = "recorded"  # the id of the run, and of the trace
RECORDED_STEPS = 1000
Json = dict[str, Any]

TRACED_FROM = 500  # trace the first step from here on
TEMPERATURES = [tenths / 10 for tenths in range(1, 21)]
INVENTED_AT = (0.5, 1)  # temperatures at which the traced model invents a name
INVENTED_SEED = 6
INVENTED_AT_ONCE = 20
PROBS = [0.001, *(hundredths / 100 for hundredths in range(1, 101))]
LIVED = "lm_head"  # the matrix of a parameter whose whole life is told
TYPED = "bill"  # the word that is tokenized first
# what the documents are before anybody has set up a run: as the page asks for it
CENSUS_READ: Json = {"data_name": "census", "preset_name": "microgpt", "settings": {}, "word": None}
SAMPLED_HEADS = 200  # documents that the heads are averaged over
TRACED_LENGTHS = range(4, 7)  # whose document has so many characters


def recordings() -> dict[str, bytes]:
    """The files checkpoint.json, facts.json, one of answers for each command, and those of run_pieces.py, pieces.py,
    through.py, documents.py and trained.py.

    The run: {"description", "events", "names", "through"}, a whole training run, the names sampled after it, and of
    which document at which moments there are files: {"doc", "after", "traced"}, traced for the recorded trace's own;
    of the parameters there is a file at each of these moments, that one too.
    answers-heads.json: what the session answered to this command about that run and that trace, which go by the id
    RECORDED: a list of {"command", "args", "result"}, args without the id. Columns stand in a result as lists, beside
    its header. The names are invented by the run as it was before the traced step: as the page's Python has it, when it
    is handed it.
    checkpoint.json: the run as it was before the traced step, as the session tells a checkpoint, so that the page's
    Python can be handed that very step; 0.3 MB, fetched only when somebody asks about it.
    facts.json: what the sentences of the article say of that run and that trace; the build writes it into the page.
    """
    folders = (ROOT / "microgpt", SESSION)
    package = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".txt"))
    makers = [
        Path(__file__),
        *(Path(str(each.__file__)) for each in (documents, packing, pieces, run_pieces, through, trained)),
    ]
    cached = made(CACHE / "recorded", [*package, *makers], _write)
    return {path.name: path.read_bytes() for path in sorted(cached.iterdir()) if path.suffix}  # all but the stamp


def answers_name(command: str) -> str:
    """The file of what was answered to a command; web/state/filed.js knows of which there are some."""
    return f"answers-{command}.json"


def _write(folder: Path) -> None:
    print(f"build.py: recording a training run of {RECORDED_STEPS} steps (once per version of the Python)", flush=True)
    for name, content in _record().items():
        (folder / name).write_bytes(content)


def _record() -> dict[str, bytes]:
    for folder in (ROOT, SESSION.parent):
        sys.path.insert(0, str(folder))
    from session import Session

    session = Session()
    session.start(RECORDED, settings={"num_steps": RECORDED_STEPS}, sample_every=50)
    events = _train(session, TRACED_FROM - 1)
    while len((traced := session.trace(RECORDED, RECORDED))["header"]["doc"]) not in TRACED_LENGTHS:
        events += _train(session, 1)
    taken = _taken(session, traced)
    others = {documents.file_name(each): _document(session, each) for each in documents.DOCUMENTS}
    pasts = _pasts(session, traced["header"], taken["adam_update"])
    invented = _invented(session)
    early = session.run_facts(RECORDED)
    checkpoint = session.checkpoint(RECORDED)
    events += _train(session)
    at_its_end = trained.trained(session, RECORDED)
    pasts.append(_life(session, pasts))
    for event in events:  # how fast it went says something of this machine only, and would differ each time
        event.pop("seconds_per_step", None)
        event.pop("seconds_left", None)
    run = {"description": session.describe(RECORDED), "events": events, **session.sample(RECORDED)}
    header, own = traced["header"], traced["header"]["step"] - 1
    moments = through.moments(RECORDED_STEPS, own)
    run["through"] = {"doc": header["doc"], "after": moments, "traced": own}
    return {
        **{through.file_name(each): _moment(session, header, each) for each in moments if each != own},
        **{through.parameters_name(each): _parameters(session, each) for each in moments},
        **run_pieces.run_pieces(run),
        **pieces.pieces(header, taken),
        **others,
        **_by_command([*_answers(session), *_surprises(session, run), *_form(session), *pasts, *invented]),
        trained.TRAINED: at_its_end,
        "checkpoint.json": _json(checkpoint),
        "facts.json": _json({**session.run_facts(RECORDED), **_of_invented(early), **session.facts(RECORDED)}),
    }


def _moment(session: Any, recorded: Json, after: int) -> bytes:
    """The recorded document after so many steps."""
    id = f"{RECORDED}-{after}"
    traced = session.trace(RECORDED, id, doc=recorded["doc"], after=after, graph=False)
    columns = _taken(session, traced)
    session.drop(trace=id)  # there is only room for so many
    return through.content(recorded, traced["header"], columns)


def _document(session: Any, doc: str) -> bytes:
    """The recorded step on another document."""
    id = f"{RECORDED}/{doc}"
    traced = session.trace(RECORDED, id, doc=doc, graph=False)
    columns = _taken(session, traced)
    session.drop(trace=id)
    return documents.content(traced["header"], columns)


def _parameters(session: Any, after: int) -> bytes:
    """Every parameter after so many steps."""
    found = session.parameters(RECORDED, after)
    return packing.packed(found["header"], _taken(session, found))


def _surprises(session: Any, run: Json) -> list[Json]:
    """What the probabilities of the slider cost, and which ones the losses of the run mean: a random guess, the first
    step, the mean at the end."""
    steps = [event for event in run["events"] if "loss" in event]
    losses = [run["description"]["random_guess"], steps[0]["loss"], steps[-1]["average"]]
    asked: list[Json] = [{"probs": PROBS}, {"losses": losses}]
    return [{"command": "surprise", "args": args, "result": session.surprise(**args)} for args in asked]


def _answers(session: Any) -> list[Json]:
    """What the pictures ask about the recorded trace and run, with the answers."""
    over_training = session.over_training(RECORDED)
    weights = {name: column.tolist() for name, column in _taken(session, over_training).items()}
    return [
        {"command": "heads", "args": {"count": SAMPLED_HEADS}, "result": session.heads(RECORDED, SAMPLED_HEADS)},
        {"command": "over_training", "args": {}, "result": {**over_training["header"], **weights}},
        {"command": "norms", "args": {}, "result": session.norms(RECORDED)},
        {"command": "paces", "args": {"times": 0}, "result": session.paces(RECORDED)},
        {"command": "encode", "args": {"text": TYPED}, "result": session.encode(RECORDED, TYPED)},
        *(
            {"command": "temper", "args": {"temperature": each}, "result": session.temper(RECORDED, each)}
            for each in TEMPERATURES
        ),
        {"command": "lists", "args": {}, "result": session.lists()},
        {"command": "reading", "args": CENSUS_READ, "result": session.reading(**CENSUS_READ)},
        *({"command": "expression", "args": args, "result": session.expression(**args)} for args in _expressions()),
    ]


def _form(session: Any) -> list[Json]:
    """What the form of a new run says before anything is typed into it: of either preset."""
    table = session.settings()
    asked = [
        {
            "preset_name": each["name"],
            "settings": {"num_steps": RECORDED_STEPS},
            "data_name": "census",
            "autograd": None,
        }
        for each in table["presets"]
    ]
    return [
        {"command": "settings", "args": {}, "result": table},
        *({"command": "prospect", "args": args, "result": session.prospect(**args)} for args in asked),
    ]


def _expressions() -> list[Json]:
    """Those to begin with, at the numbers that their leaves have then."""
    from microgpt.observe.expression import PRESETS

    return [{"text": text, "leaves": {}} for text in PRESETS]


def _pasts(session: Any, header: Json, updates: Any) -> list[Json]:
    """The past, before the recorded step, of the parameter of each matrix that the step moves most."""
    asked = []
    for matrix in header["matrices"]:
        first, columns = matrix["first"], matrix["columns"]
        most = max(range(first, first + matrix["rows"] * columns), key=lambda i: abs(updates[i]))
        row, column = divmod(most - first, columns)
        asked.append({"matrix": matrix["name"], "row": row, "column": column, "what_if": None})
    return [{"command": "replay", "args": args, "result": session.replay(RECORDED, **args)} for args in asked]


def _life(session: Any, pasts: list[Json]) -> Json:
    """The whole life of that parameter of one of them, now that the training is over."""
    [args] = [{**past["args"], "whole": True} for past in pasts if past["args"]["matrix"] == LIVED]
    return {"command": "replay", "args": args, "result": session.replay(RECORDED, **args)}


def _invented(session: Any) -> list[Json]:
    """A name that the run invents as it is, at each temperature; and it with others, all at once."""
    asked: list[Json] = [{"temperature": each, "seed": INVENTED_SEED, "top_k": 0, "prefix": ""} for each in INVENTED_AT]
    many = [{**args, "count": INVENTED_AT_ONCE} for args in asked]
    return [
        *({"command": "invent", "args": args, "result": session.invent(RECORDED, **args)} for args in asked),
        *({"command": "invent_many", "args": args, "result": session.invent_many(RECORDED, **args)} for args in many),
    ]


def _by_command(answers: list[Json]) -> dict[str, bytes]:
    """A file of answers for each command."""
    commands = dict.fromkeys(answer["command"] for answer in answers)
    return {answers_name(each): _json([answer for answer in answers if answer["command"] == each]) for each in commands}


def _of_invented(facts: Json) -> Json:
    """Those of the facts that are about the name that the run invents as it is."""
    return {name: text for name, text in facts.items() if name.startswith("invented-")}


def _taken(session: Any, result: Json) -> dict[str, Any]:
    """The columns of the last result."""
    return {column["name"]: session.take_column(column["name"]) for column in result["columns"]}


def _train(session: Any, steps: int | None = None) -> list[Json]:
    session.train(RECORDED, steps)
    events, more = [], True
    while more:
        done = session.slice(RECORDED, 1000)
        events += done["events"]
        more = done["more"]
    return events


def _json(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
