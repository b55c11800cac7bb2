"""The commands: the name of one and its arguments in, what it comes to out, both as JSON text.

They are listed in protocol.js, and each names the run or the trace that it means. Whatever goes wrong comes back as
{"error": ...}; nothing is raised. Long rows of numbers do not go through JSON: they are left for take_column().
"""

from __future__ import annotations

import json
import traceback
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from microgpt.config import ConfigError
from microgpt.data import DataError
from microgpt.observe.trace import Trace
from microgpt.run import autograd_for
from session import answers, facts, inventing, sharing, traces
from session.description import description
from session.documents import Shelf, lists, read
from session.facts.known import Known
from session.probing import NOT_PROBED, Probe
from session.prospect import prospect, table
from session.returning import returned, way_back
from session.starting import opened, outlook, restored, resumed, started
from session.state import packed
from session.stores import NotKept, Store
from session.traces import Traced
from session.training import Training
from session.wanted import Wanted

COMMANDS = (
    *("lists", "read", "reading", "settings", "prospect", "probe", "start", "restore", "use", "train", "pause"),
    *("sample", "trace", "experiment", "check", "grab", "heads", "over_training", "temper", "norms", "replay"),
    *("invent", "invent_many", "score", "parameters", "encode", "surprise", "expression", "paces", "facts"),
    *(
        "run_facts",
        "checkpoint",
        "outlook",
        "state",
        "snapshot",
        "resume",
        "way_back",
        "go_back",
        "share",
        "open_shared",
        "drop",
    ),
    *("gather", "published", "describe", "slice", "probe_on"),  # that only the worker gives
)
MOST_RUNS = 9  # of the reader's own 8, in one page or in several frames, and the recorded one
MOST_TRACES = 16

Json = dict[str, Any]


class Session:
    """The runs and the traces that a page has."""

    def __init__(self) -> None:
        self._columns: dict[str, array[Any]] = {}
        self._given: dict[str, array[float]] = {}
        self._last_started = ""
        self._probe: Probe | None = None
        self._shelf = Shelf()
        self._runs: Store[Training] = Store("run", MOST_RUNS, "start it again", self._is_needed)
        self._traces: Store[Traced] = Store("trace", MOST_TRACES, "trace the document again")

    def handle(self, command: str, args: str) -> str:
        """Carry out one command: JSON text of its arguments in, of {"result": ...} or {"error": ...} out.

        What columns the last one left are forgotten.
        """
        self._columns = {}
        try:
            if command not in COMMANDS:
                raise ValueError(f"no command is called {command!r}; there are {', '.join(COMMANDS)}")
            return json.dumps({"result": getattr(self, command)(**json.loads(args))}, allow_nan=False)
        except Exception as error:
            return json.dumps(
                {
                    "error": {
                        "type": type(error).__name__,
                        "message": str(error) or type(error).__name__,
                        "traceback": traceback.format_exc(),
                    }
                }
            )
        finally:
            self._given = {}

    def give_column(self, name: str, content: bytes) -> None:
        """Float64 numbers that the next command is about, by the name by which it asks for them."""
        numbers = array("d")
        numbers.frombytes(content)
        self._given[name] = numbers

    def take_column(self, name: str) -> array[Any]:
        """The numbers of one column of the last result, which are then forgotten."""
        if name not in self._columns:
            raise ValueError(
                f"no column called {name!r} is there to take; there are {', '.join(self._columns) or 'none'}"
            )
        return self._columns.pop(name)

    # runs

    def lists(self) -> list[Json]:
        """The lists that have a name, and where each is from."""
        return lists()

    def read(self, name: str, text: str) -> Json:
        """Hold the documents of a text, if it can be learned from."""
        return self._shelf.read(name, text)

    def gather(self, name: str, content: str, is_first: bool, is_last: bool) -> Json | None:
        """The same of a file, whose bytes come in pieces, in Base64."""
        return self._shelf.gather(name, content, is_first, is_last)

    def published(self, content: str) -> Json:
        """Hold the names of the published program: of the bytes of their file, in Base64."""
        return self._shelf.published(content)

    def reading(
        self,
        data_name: str = "census",
        text: str | None = None,
        documents: str | None = None,
        preset_name: str = "microgpt",
        settings: Json | None = None,
        word: str | None = None,
    ) -> Json:
        """What the tokenizer makes of documents and of a word; or {"refused"}, why they cannot be learned from."""
        return read(self._shelf, Wanted(preset_name, settings or {}, data_name, text, documents), word)

    def settings(self) -> Json:
        """Every setting of a run, as a form shows them."""
        return table()

    def prospect(self, **wanted: Any) -> Json:
        """What would be started with these; nothing is."""
        return prospect(Wanted(**wanted), self._shelf)

    def probe(self, **wanted: Any) -> Json:
        """Get ready to measure how long a step of such a run takes, which probe_on() does."""
        self._probe = None  # of what was asked before nothing is kept
        try:
            self._probe = Probe(Wanted(**wanted), self._shelf)
        except (ConfigError, DataError):  # prospect() says what it is
            return dict(NOT_PROBED)
        return self._probe.told()

    def probe_on(self, milliseconds: float) -> Json:
        """Measure for about so long, and say what has been found so far."""
        found = self._probe.go_on(milliseconds) if self._probe else dict(NOT_PROBED)
        if not found["more"]:
            self._probe = None
        return found

    def start(
        self,
        run: str,
        preset_name: str = "microgpt",
        settings: Json | None = None,
        data_name: str = "census",
        text: str | None = None,
        documents: str | None = None,
        sample_every: int = 50,
        autograd: str | None = None,
    ) -> Json:
        """Begin a run at step 0, on built-in data, on a text or on what was read before; return its description."""
        data = self._shelf.find(data_name, text, documents)
        return self._keep(run, started(preset_name, settings or {}, data, sample_every, autograd))

    def restore(
        self,
        run: str,
        checkpoint: str,
        memory: Json | None = None,
        data_name: str = "census",
        text: str | None = None,
        documents: str | None = None,
        sample_every: int = 50,
        autograd: str | None = None,
    ) -> Json:
        """Go on from a checkpoint, and from what checkpoint() remembered beside it; return the run's description."""
        data = self._shelf.find(data_name, text, documents)
        return self._keep(run, restored(checkpoint, memory, data, sample_every, autograd))

    def use(self, run: str, autograd: str) -> Json:
        """Go on with this autograd, from the next step on; return the description."""
        training = self._runs.get(run)
        training.run.use(autograd_for(training.run.config, autograd))
        return self.describe(run)

    def train(self, run: str, steps: int | None = None, num_steps: int | None = None) -> Json:
        """Get ready to train so many steps, or to the end of num_steps, which slice() does; return the description."""
        self._runs.get(run).begin(steps, num_steps)
        return self.describe(run)

    def slice(self, run: str, milliseconds: float) -> Json:
        """Train for about so long; return the steps and samples of that time, and whether there is more to do."""
        return self._runs.get(run).slice(milliseconds)

    def pause(self, run: str) -> None:
        """Train no further until train() is called again; what is not there does not train."""
        if training := self._runs.find(run):
            training.is_under_way = False

    def sample(self, run: str, count: int | None = None, temperature: float | None = None) -> Json:
        """Invent documents, and say which of them the run has already."""
        training = self._runs.get(run)
        names = training.sample(count, temperature)
        return {"names": names, "in_data": [name for name in names if name in training.data]}

    def checkpoint(self, run: str) -> Json:
        """The run as text, and what restore() wants beside it."""
        return self._runs.get(run).checkpoint()

    def outlook(self, checkpoint: str, name: str = "checkpoint") -> Json:
        """What the checkpoint in a file of that name would be as a run; nothing is changed by it."""
        return outlook(checkpoint, name)

    def state(self, run: str) -> Json:
        """The run as it is now, packed for a page to keep."""
        header, numbers = packed(self._runs.get(run))
        return self._with_columns(header, {"numbers": numbers})

    def snapshot(self, run: str, after: int) -> Json:
        """The state after so many steps, which was kept then."""
        snapshot = self._runs.get(run).past.snapshots[after]
        return self._with_columns({"after": after, "checksum": snapshot.checksum}, {"numbers": snapshot.numbers()})

    def resume(
        self,
        run: str,
        state: Json,
        data_name: str = "census",
        text: str | None = None,
        documents: str | None = None,
        sample_every: int = 50,
        autograd: str | None = None,
    ) -> Json:
        """Go on from a state that a page kept, whose numbers were given before; return the run's description."""
        data = self._shelf.find(data_name, text, documents)
        return self._keep(run, resumed(state, self._given, data, sample_every, autograd))

    def way_back(self, run: str) -> Json | None:
        """Where a run that has diverged can go on, if anywhere."""
        return way_back(self._runs.get(run))

    def go_back(self, run: str, after: int, learning_rate: float | str) -> Json:
        """Go on from one of the run's snapshots, with another learning rate; return the description."""
        return self._keep(run, returned(self._runs.get(run), after, learning_rate))

    def share(self, run: str) -> Json:
        """The model of the run as text for a link, and what of it is lost in that."""
        model = self._runs.get(run).run
        text, precision = sharing.shared(model)
        return {"text": text, "step": model.step, **asdict(precision)}

    def open_shared(
        self, run: str, model: str, text: str | None = None, sample_every: int = 50, autograd: str | None = None
    ) -> Json:
        """Go on from a model that was shared; return what it is as a run, and how near to what it was."""
        training, precision, told = opened(model, text, sample_every, autograd)
        return {"description": self._keep(run, training), "outlook": told, "precision": asdict(precision)}

    def describe(self, run: str) -> Json:
        """What the page says of the run as a whole."""
        return description(run, self._runs.get(run))

    def norms(self, run: str) -> Json:
        """The gradient's norm over training, of each matrix and of all."""
        return self._runs.get(run).past.history.norms()

    def replay(
        self, run: str, matrix: str, row: int, column: int, what_if: Json | None = None, whole: bool = False
    ) -> Json:
        """The last steps of one parameter, and with other settings of Adam; or some of all its steps."""
        return answers.replay(self._runs.get(run), matrix, row, column, what_if, whole)

    def invent(self, run: str, temperature: float, seed: int, top_k: int = 0, prefix: str = "") -> Json:
        """One invented document, letter by letter; the run's own random stream is left alone."""
        return inventing.invent(self._runs.get(run), temperature, top_k, seed, prefix)

    def invent_many(
        self, run: str, temperature: float, seed: int, top_k: int = 0, prefix: str = "", count: int = 20
    ) -> Json:
        """So many invented documents: that of invent() for this seed, and for each after it."""
        return inventing.invent_many(self._runs.get(run), temperature, top_k, seed, prefix, count)

    def score(self, run: str, text: str) -> Json:
        """How likely the run's model finds a word."""
        return inventing.scored(self._runs.get(run), text)

    def parameters(self, run: str, after: int | None = None) -> Json:
        """Every parameter of the run as it is, or as it was after so many steps, rounded to float32."""
        return self._with_columns(*answers.parameters(self._runs.get(run).run_after(after)))

    def encode(self, run: str, text: str) -> Json:
        """A text as the run's tokenizer reads it, and how much of it the run would train on."""
        return answers.encoded(self._runs.get(run).run, text)

    def run_facts(self, run: str) -> Json:
        """What the article's sentences say of the run: name -> text."""
        return facts.run_facts(self._runs.get(run))

    def surprise(self, probs: Sequence[float] = (), losses: Sequence[float] = ()) -> Json:
        """What these probabilities of what came cost, and which probabilities these losses mean."""
        return answers.surprise(probs, losses)

    # traces

    def trace(
        self,
        run: str,
        trace: str,
        doc: str | None = None,
        position: int | None = None,
        after: int | None = None,
        graph: bool = True,
    ) -> Json:
        """What the next step of the run does, or the one after so many steps; the run itself is not touched."""
        training = self._runs.get(run)
        self._traces.check_id(trace)
        return self._keep_trace(trace, *traces.traced(run, training, doc, position, after, graph))

    def experiment(self, of: str, trace: str, edits: list[Json]) -> Json:
        """The trace `of` once more as a new one, with just these parameters changed."""
        base = self._traces.get(of)
        self._traces.check_id(trace)
        return self._keep_trace(trace, *traces.experiment(base, of, edits))

    def check(self, trace: str, matrix: str, row: int, column: int, epsilon: float = 1e-4) -> Json:
        """A gradient beside the slope that is measured."""
        return answers.check(self._traces.get(trace), matrix, row, column, epsilon)

    def grab(self, trace: str, matrix: str, row: int, column: int, values: list[float]) -> Json:
        """What becomes of the loss and the predictions when a parameter is given these numbers, one after the other."""
        return self._with_columns(*answers.grab(self._traces.get(trace), matrix, row, column, values))

    def heads(self, trace: str, count: int = 200) -> Json:
        """What each head reads on average over so many documents."""
        return answers.heads(self._traces.get(trace), count)

    def over_training(self, trace: str) -> Json:
        """The attention weights on the traced document after each snapshot of the trace's run."""
        return self._with_columns(*answers.over_training(*self._with_training(trace)))

    def facts(self, trace: str) -> Json:
        """What the article's sentences say of the trace: name -> text."""
        traced, training = self._with_training(trace)
        return facts.facts(Known(training, traced))

    def paces(self, trace: str, times: int = 0) -> Json:
        """The traced step with each autograd: its nodes and, if it is to be timed, how long it takes."""
        return answers.paces(self._traces.get(trace), times)

    def temper(self, trace: str, temperature: float, drawn: int = 200) -> Json:
        """The predictions at another temperature, and what is drawn by them."""
        return answers.temper(self._traces.get(trace), temperature, drawn)

    def expression(self, text: str, leaves: dict[str, float] | None = None) -> Json:
        """An expression that was typed, worked out on Value; or why it cannot be. About no run and no trace."""
        return answers.expression(text, leaves or {})

    def drop(self, run: str | None = None, trace: str | None = None) -> None:
        """Forget a run, or a trace; one that is not there is forgotten already."""
        if (run is None) == (trace is None):
            raise ValueError("wanted either a run or a trace to drop")
        if run is not None:
            self._runs.drop(run)
        if trace is not None:
            self._traces.drop(trace)

    # keeping

    def _keep(self, run: str, training: Training) -> Json:
        self._runs.put(run, training)
        self._last_started = run
        return self.describe(run)

    def _is_needed(self, run: str, training: Training) -> bool:
        return training.is_under_way or run == self._last_started

    def _with_training(self, trace: str) -> tuple[Traced, Training]:
        """A trace, and the training it is of."""
        traced = self._traces.get(trace)
        training = self._runs.get(traced.run)
        if not traced.is_of(training):
            raise NotKept(f"the run {traced.run!r} is another than the one that was traced: trace the document again")
        return traced, training

    def _keep_trace(self, id: str, traced: Traced, made: Trace) -> Json:
        self._traces.put(id, traced)
        return self._with_columns({"id": id, "run": traced.run, "of": traced.of, **made.header}, made.columns)

    def _with_columns(self, header: Json, columns: Mapping[str, array[Any]]) -> Json:
        """A result whose long rows of numbers wait to be taken; it says which: {name, type, length}."""
        self._columns = dict(columns)
        waiting = [{"name": name, "type": c.typecode, "length": len(c)} for name, c in columns.items()]
        return {"header": header, "columns": waiting}
