"""A terminal with somebody at it: Tab completes what they type, the arrow keys bring back what they typed before."""

from __future__ import annotations

import asyncio
import atexit
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from queue import SimpleQueue
from typing import TextIO

from bot.adapters.console.chat import chat, typed
from bot.chat import PAGE, YOU, Request
from bot.commands import Desk, suggest
from bot.commands.line import complete

PATIENCE = 2  # seconds for which Tab waits

Complete = Callable[[str], Awaitable[list[str]]]


async def talk(desk: Desk) -> None:
    """Talk with whoever is at the terminal; with a pipe, a line at a time."""

    async def offered(line: str) -> list[str]:
        found = await complete(line, lambda what, begun: suggest(desk, Request("", PAGE, YOU), what, begun))
        return [one.text for one in found if one.text.startswith(line)]

    if sys.stdin.isatty() and sys.stdout.isatty() and _has_readline():
        keyboard = Keyboard(sys.stdout, offered)
        await chat(desk, keyboard.lines(), keyboard)
    else:
        await chat(desk, typed(sys.stdin), sys.stdout)


def _has_readline() -> bool:
    try:
        import readline  # noqa: F401 - input() takes it from here on
    except ImportError:  # some systems have none
        return False
    return True


class Keyboard:
    """What is typed, and the screen that asks for it: a last line without an end is the prompt, drawn by readline."""

    def __init__(self, screen: TextIO, complete: Complete) -> None:
        self._screen = screen
        self._complete = complete
        self._begun = ""  # what was said since the last end of a line
        self._found: list[str] = []

    def write(self, text: str) -> None:
        """Say something."""
        whole, end, self._begun = (self._begun + text).rpartition("\n")
        self._screen.write(whole + end)

    def flush(self) -> None:
        """Let it be seen."""
        self._screen.flush()

    def isatty(self) -> bool:
        """Somebody is there."""
        return True

    async def lines(self) -> AsyncIterator[str]:
        """The lines that are typed, each asked for when it is wanted. Read in a thread that dies with us."""
        loop, prompts, answers = asyncio.get_running_loop(), SimpleQueue[str](), asyncio.Queue[str | None]()
        _prepare(lambda line, number: self._match(loop, line, number))

        def read() -> None:
            while True:
                line = _line(prompts.get())
                try:
                    loop.call_soon_threadsafe(answers.put_nowait, line)
                except RuntimeError:  # the loop is closed
                    return

        threading.Thread(target=read, daemon=True, name="keyboard").start()
        while True:
            prompts.put(self._begun)
            self._begun = ""
            line = await answers.get()
            if line is None:
                return
            yield line

    def _match(self, loop: asyncio.AbstractEventLoop, line: str, number: int) -> str | None:
        """The completion of a line with this number; readline asks from 0 on, in its own thread."""
        if number == 0:
            try:
                self._found = asyncio.run_coroutine_threadsafe(_whole(self._complete(line)), loop).result(PATIENCE)
            except Exception:  # Tab that finds nothing is no reason to stop
                self._found = []
        return self._found[number] if number < len(self._found) else None


async def _whole(found: Awaitable[list[str]]) -> list[str]:
    return await found


def _line(prompt: str) -> str | None:
    try:
        return input(prompt)
    except (EOFError, ValueError):
        return None


def _prepare(match: Callable[[str, int], str | None]) -> None:
    """Let Tab complete the line as a whole, and leave the terminal as it was found."""
    import readline
    import termios

    readline.set_completer(match)
    readline.set_completer_delims("")
    libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
    atexit.register(termios.tcsetattr, sys.stdin, termios.TCSADRAIN, termios.tcgetattr(sys.stdin))
