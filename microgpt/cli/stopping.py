"""Stopping: what Ctrl-C and the signals that end a program do while a model trains."""

from __future__ import annotations

import signal
from types import CodeType, FrameType, TracebackType
from typing import Any

from microgpt.train import update_params


class Stopped(BaseException):
    """Somebody asked the program to end: Ctrl-C, a closed terminal, or whoever started it."""

    def __init__(self, signal_number: int) -> None:
        super().__init__()
        self.exit_code = 128 + signal_number  # what a shell reports for a program that a signal ended


# what ends a program that does not heed it: keys, closed terminals, batch systems, spent time; not every system has all
NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU", "SIGUSR1", "SIGUSR2", "SIGALRM")
SIGNALS = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]


def heeded() -> list[int]:
    """The signals that end the program: what nohup made it deaf to stays unheard."""
    deaf = (signal.SIG_IGN, None)
    return [number for number in SIGNALS if number == signal.SIGINT or signal.getsignal(number) not in deaf]


class Stopping:
    """While it is entered, the first signal asks to stop after the step; the second one stops in the middle of it.

    But never while Adam moves the parameters, so that no step is left half done: that takes no time to speak of. After
    that none counts any more, so that what was trained can be saved in peace.
    """

    def __init__(self) -> None:
        self.asked: Stopped | None = None
        self.raised = False
        self.in_steps = True
        self.before: dict[int, Any] = {}

    def __enter__(self) -> Stopping:
        for number in heeded():
            self.before[number] = signal.signal(number, self._heard)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        if self.raised:
            return
        if self.asked is None:
            self.asked = Stopped(number)
            if self.in_steps:
                return
        if _is_called(update_params.__code__, frame):
            return  # the step is as good as done
        self.raised = True
        raise self.asked

    def after_step(self) -> None:
        """Stop here if that was asked for. Raises Stopped."""
        if self.asked is not None:
            self.raised = True
            raise self.asked

    def no_more_steps(self) -> None:
        """Let the first signal stop at once from now on, for nothing is left that could be half done."""
        self.in_steps = False
        self.after_step()

    def heed_no_more(self) -> None:
        """Let no signal count any more: the program is about to end."""
        self.raised = True


def _is_called(code: CodeType, frame: FrameType | None) -> bool:
    """Whether a function is among those that are running when a signal is heard in this frame."""
    while frame is not None:
        if frame.f_code is code:
            return True
        frame = frame.f_back
    return False
