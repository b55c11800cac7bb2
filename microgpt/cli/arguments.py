"""Arguments: what every command takes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

from microgpt.cli.commands import data_command, sample_command, score_command, trace_command, train_command
from microgpt.cli.comparing import RESULTS, compare_command
from microgpt.lists import BUILT_IN
from microgpt.presets import PRESETS
from microgpt.run import AUTOGRADS
from microgpt.settings import (
    DATA_TEXT,
    MEMORY_TEXT,
    MODEL_SETTINGS,
    SAMPLING_SETTINGS,
    SETTINGS,
    TRAINING_SETTINGS,
    Setting,
)

LISTS = "; ".join(f"{name}, {what}" for name, (_, what, _) in BUILT_IN.items())
DATA_HELP = f"a list that comes along ({LISTS}), makemore, which is downloaded once, or {DATA_TEXT} (default: census)"
NEW_HELP = "the documents that it was trained on, by name or file, to say of each word whether it is new or in them"

COMPARE_TEXT = (
    "For example: compare --vary n_head=1,2,4 --vary seed=1,2,3 --num_steps 500 trains nine runs, and tells what "
    "differs in n_head apart, with its spread over the seeds. All other settings are the same for every run."
)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaint is one sentence, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {' '.join(message.split())[:400]} (--help lists what there is)\n")


def parser() -> argparse.ArgumentParser:
    """The arguments of every command."""
    top = Parser(prog="microgpt", description="A GPT in pure Python: train it, let it invent names.")
    commands = top.add_subparsers(required=True, metavar="train|sample|score|trace|data|compare")

    one = commands.add_parser("train", help="train a model, then let it invent documents", epilog=MEMORY_TEXT)
    one.set_defaults(command=train_command)
    _add_run(one)
    one.add_argument(
        "--save",
        metavar="FILE",
        help="keep the run in this checkpoint, every few seconds and however it ends; a file that is there already is "
        "overwritten only if it is the one that --resume names",
    )
    one.add_argument("--json", action="store_true", help="print one JSON object a line")
    _add_settings(one, SETTINGS.values())

    two = commands.add_parser("sample", help="let a trained model invent documents")
    two.set_defaults(command=sample_command)
    two.add_argument("--resume", metavar="FILE", required=True, help="the checkpoint of the model")
    two.add_argument("--json", action="store_true", help="print one JSON object a line")
    two.add_argument("--data", help=NEW_HELP)
    seed = replace(SETTINGS["seed"], about="restart the random stream here")
    two.add_argument("--begin", metavar="TEXT", default="", help="what each of them is to begin with")
    _add_settings(two, [seed, *SAMPLING_SETTINGS.values()])

    score = commands.add_parser("score", help="say how likely a trained model finds words, letter by letter")
    score.set_defaults(command=score_command)
    score.add_argument("words", metavar="WORD", nargs="+", help="a word; what comes after -- may begin with a hyphen")
    score.add_argument("--resume", metavar="FILE", required=True, help="the checkpoint of the model")
    score.add_argument("--data", help=NEW_HELP)
    score.add_argument("--json", action="store_true", help="print one JSON object a line")

    what = "write down everything that one training step computes, as JSON"
    three = commands.add_parser("trace", help=what, epilog=MEMORY_TEXT)
    three.set_defaults(command=trace_command)
    _add_run(three)
    three.add_argument("--step", type=int, metavar="N", help="which step, counted from 1 (default: the next)")
    three.add_argument("--doc", help="a document to do it on (default: the step's own)")
    three.add_argument("--position", type=int, metavar="N", help="send only the loss of this position backward")
    three.add_argument("--no-graph", action="store_true", help="leave out the graph of single numbers")
    _add_settings(three, [*MODEL_SETTINGS.values(), *TRAINING_SETTINGS.values()])

    four = commands.add_parser("data", help="show what the tokenizer makes of documents, and of a word")
    four.set_defaults(command=data_command)
    four.add_argument("--preset", choices=PRESETS, help="whose special tokens and block_size (default: microgpt)")
    four.add_argument("--data", help=DATA_HELP)
    four.add_argument("--word", metavar="TEXT", help="show this as tokens, too")
    four.add_argument("--json", action="store_true", help="print one JSON object")
    _add_settings(four, [SETTINGS["block_size"]])

    five = commands.add_parser("compare", help="train several runs and show them side by side", epilog=COMPARE_TEXT)
    five.set_defaults(command=compare_command)
    five.add_argument(
        "--vary", action="append", metavar="NAME=A,B", help="every combination of these values of a setting; repeatable"
    )
    five.add_argument(
        "--change",
        action="append",
        metavar="NAME=A,B",
        help="the runs as they are, and beside them each of these values alone; repeatable",
    )
    five.add_argument("--jobs", metavar="N", help="how many runs at a time (default: one for each processor)")
    five.add_argument("--save", metavar="FILE", help=f"keep each run here as it ends (default: {RESULTS})")
    five.add_argument("--picture", metavar="FILE.svg", help="draw the curves of the loss")
    five.add_argument("--json", action="store_true", help="print one JSON object a line")
    _add_run(five, "go on with the runs that are missing in this file of --save; the plan is in it")
    _add_settings(five, SETTINGS.values())
    return top


def _add_run(command: argparse.ArgumentParser, resume: str = "go on from this checkpoint") -> None:
    command.add_argument("--preset", choices=PRESETS, help="which program to reproduce (default: microgpt)")
    command.add_argument("--data", help=DATA_HELP)
    command.add_argument("--resume", metavar="FILE", help=resume)
    command.add_argument(
        "--autograd", choices=AUTOGRADS, help="train with one node per vector (default where it can be) or per number"
    )


def _add_settings(command: argparse.ArgumentParser, settings: Iterable[Setting]) -> None:
    for setting in settings:
        flags = dict.fromkeys([setting.flag, setting.flag.replace("_", "-")])
        metavar = "|".join(setting.choices) or "N"
        command.add_argument(*flags, dest=setting.name, metavar=metavar, help=setting.help)
