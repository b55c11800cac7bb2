"""Stores: things by id, so many and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class NotKept(LookupError):
    """What was asked about is not there, or no longer: the message says what to do."""


class Store(Generic[T]):
    """At most so many things of a kind; the one that was not used for longest makes room for a new one."""

    def __init__(self, kind: str, most: int, remedy: str, is_needed: Callable[[str, T], bool] | None = None) -> None:
        self._kind = kind
        self._most = most
        self._remedy = remedy  # what to do when one is gone
        self._is_needed = is_needed or (lambda _id, _thing: False)  # and so does not make room
        self._things: dict[str, T] = {}  # the newest used last

    def find(self, id: str) -> T | None:
        """The thing of this id, if there is one; not counted as a use of it."""
        self.check_id(id)
        return self._things.get(id)

    def get(self, id: str) -> T:
        """The thing of this id, which counts as a use of it. Raises NotKept if there is none."""
        self.check_id(id)
        if id not in self._things:
            raise NotKept(f"the {self._kind} {id!r} is no longer kept: {self._remedy}")
        self._things[id] = self._things.pop(id)
        return self._things[id]

    def put(self, id: str, thing: T) -> T | None:
        """Keep a thing; return the one that it takes the place of, if any.

        Raises ValueError, and keeps all as it was, when there is no room and all that are there are needed.
        """
        self.check_id(id)
        if id in self._things or len(self._things) < self._most:
            gone = self._things.pop(id, None)
        else:
            gone = self._things.pop(self._least_needed())
        self._things[id] = thing
        return gone

    def drop(self, id: str) -> T | None:
        """Forget a thing; return it, if it was there."""
        self.check_id(id)
        return self._things.pop(id, None)

    def check_id(self, id: object) -> None:
        """Raise ValueError for what cannot be an id."""
        if not isinstance(id, str) or not id:
            raise ValueError(f"wanted the id of a {self._kind}, which is a text that is not empty, not {id!r}")

    def _least_needed(self) -> str:
        for id, thing in self._things.items():
            if not self._is_needed(id, thing):
                return id
        raise ValueError(f"no more than {self._most} {self._kind}s are kept, and all are in use: drop one first")
