"""What can go wrong on the way to Slack and back, told in advance."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What happens to one call of a method."""

    error: str = ""  # {"ok": false, "error": ...}
    status: int = 200  # 429 with `retry_after`; 500 with a page of HTML, as Slack's front end sends it
    retry_after: int = 1
    delay: float = 0  # seconds before anything happens
    slow: float = 0  # seconds until the answer, after everything has happened
    dropped: bool = False  # the connection is cut before anything happens
    unheard: bool = False  # everything happens, and the connection is cut instead of an answer


class Faults:
    """The faults that wait for calls, method by method."""

    def __init__(self) -> None:
        self.luck: Callable[[str], Fault | None] = lambda method: None  # where none waits for a call
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, *faults: Fault) -> None:
        """The next calls of `method` meet these, one each; "*" stands for any method."""
        self._waiting[method].extend(faults)

    def next(self, method: str) -> Fault:
        """What this call meets."""
        for name in (method, "*"):
            if self._waiting[name]:
                return self._waiting[name].popleft()
        return self.luck(method) or Fault()
