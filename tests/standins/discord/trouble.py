"""What may go wrong between us and Discord, when a test says so."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass
class Trouble:
    """The next `times` requests whose "METHOD /path" begins with a match of `where` do not go well."""

    where: str
    status: int = 0  # answered so, and nothing done
    done: bool = False  # answered so, and done all the same: a gateway lost the answer
    code: int = 0
    retry_after: float = 0.0  # of a 429
    everywhere: bool = False  # a 429 of the global limit
    unmarked: bool = False  # a 429 without a Via header: a ban, and no JSON
    delay: float = 0.0  # seconds before anything happens
    slow: float = 0.0  # seconds until the answer, after everything has happened
    drop: Literal["", "before", "after"] = ""  # the connection, before or after doing what was asked
    times: int = 1

    def meets(self, request: str) -> bool:
        """Whether it is this request's turn; counts."""
        if self.times > 0 and re.match(self.where, request):
            self.times -= 1
            return True
        return False


@dataclass
class Bucket:
    """One rate limit: so many requests in a window."""

    limit: int
    window: float
    used: int = 0
    ends: float = 0.0

    def take(self) -> bool:
        """One request; False where it is one too many."""
        now = time.monotonic()
        if now >= self.ends:
            self.used, self.ends = 0, now + self.window
        self.used += 1
        return self.used <= self.limit

    def headers(self, name: str) -> dict[str, str]:
        """What Discord tells about it."""
        left = max(0.0, self.ends - time.monotonic())
        return {
            "X-RateLimit-Bucket": name,
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
        }


@dataclass
class Asked:
    """A request that came in."""

    method: str
    path: str
    payload: Any
    at: float = field(default_factory=time.monotonic)
    status: int = 0

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
