"""What `doctor` looks at: each thing for so long and no longer, and what it says of it in a line."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.chat import Channel

PATIENCE = 5.0  # seconds for one thing: an answer in chat has to come
CLOCKS_DIFFER = timedelta(seconds=30)  # from where on it is said: an answer of the web says whole seconds, late

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    fix: str = ""  # what is wrong and what to do about it; "" where nothing is
    channels: Sequence[Channel] = ()  # those that it names by their keys: chat shows them as people know them

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.fix


@dataclass(frozen=True)
class Examination:
    """Something to look at; several checks may come of it."""

    name: str
    look: Callable[[], Awaitable[Sequence[Check]]]
    patience: float = PATIENCE
    here: bool = False  # it is about the channel in which somebody asked, and costs little: readers may look too


# What there is to look at for somebody who asks in a channel; None: on the command line.
Examinations = Callable[[Channel | None], Sequence[Examination]]


async def examine(all: Iterable[Examination]) -> list[Check]:
    """What comes of all, in their order, looked at together. Never raises, and takes no longer than their patience."""
    found = await asyncio.gather(*map(_examine, all))
    return [check for checks in found for check in checks]


async def _examine(one: Examination) -> Sequence[Check]:
    try:
        async with asyncio.timeout(one.patience):
            return await one.look()
    except TimeoutError:
        return [Check(one.name, f"It did not answer within {one.patience:g} seconds. Try again; the log may say more.")]
    except Exception:
        log.exception("Looking at %s broke.", one.name)
        return [Check(one.name, "Looking at it broke. That is a fault of ours: the log says more.")]


async def in_thread(work: Callable[[], T]) -> T:
    """The result of work that may block for ever, as a disk does that went away: nothing waits for its thread."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def settle(value: T | None, error: BaseException | None) -> None:
        if result.done():  # nobody waits any more
            return
        if error:
            result.set_exception(error)
        else:
            result.set_result(value)  # type: ignore[arg-type]  # where there is no error, there is a result

    def run() -> None:
        value, error = None, None
        try:
            value = work()
        except BaseException as raised:
            error = raised
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, value, error)

    threading.Thread(target=run, daemon=True, name="doctor").start()
    return await result


def clock(by: str, theirs: datetime, ours: datetime) -> Check:
    """How far our clock is from the one of whoever is called so."""
    name, off = f"clock, by {by}", ours - theirs
    if abs(off) <= CLOCKS_DIFFER:
        return Check(name)
    way = "ahead of" if off > timedelta() else "behind"
    return Check(
        name,
        f"This machine's clock is {spoken(abs(off))} {way} {by}'s, so digests come at the wrong time. "
        "Let the machine set it by itself: timedatectl set-ntp true.",
    )


def spoken(time: timedelta) -> str:
    """A stretch of time as people say it: "3 minutes", "2 days"."""
    seconds = max(round(time.total_seconds()), 1)
    for name, long in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * long or seconds == long:
            return _count(round(seconds / long), name)
    return _count(seconds, "second")


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
