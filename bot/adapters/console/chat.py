"""A chat in the terminal: lines in, answers out, numbers for buttons."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import TextIO

import tzlocal

from bot.adapters.console.form import fill_in
from bot.adapters.console.render import Choice, Screen, Terminal, beside, choices, render
from bot.chat import PAGE, YOU, Request, Standing
from bot.commands import Desk, handle
from bot.view.page import Page, Tone

HELLO = "Ask anything; “help” says what. A number presses a button, Ctrl-D ends.\n"
GOODBYE = ("exit", "quit", "bye")

Answer = Callable[[Desk, Request], Awaitable[Page]]


async def ask(desk: Desk, text: str, out: TextIO | None, *, answer: Answer = handle) -> Page:
    """Answer one question; without `out`, for somebody else to show."""
    page = await answer(desk, _request(text))
    if out:
        out.write(render(page, Terminal.of(out), desk.now()))
        out.flush()
    return page


async def chat(desk: Desk, lines: AsyncIterator[str], out: Screen, *, answer: Answer = handle) -> None:
    """Answer lines until they end. `lines`: `typed(sys.stdin)`."""
    terminal = Terminal.of(out)

    def say(text: str) -> None:
        out.write(text)
        out.flush()

    say(HELLO)
    page = await answer(desk, _request(""))
    while True:
        quotes = beside(page.form, terminal, desk.now()) if page.form else ""
        if page.form and (fields := await fill_in(page.form, quotes, lines, say)) is not None:
            form, page = page.form, await answer(desk, _request(page.form.command, fields))
            if page.tone is Tone.MISTAKE and not page.form:  # what was typed may have to be typed differently
                say("\n" + render(page, terminal, desk.now()))
                page = replace(page, form=form.filled_in(fields))
            continue
        say("\n" + ("" if page.form else render(page, terminal, desk.now())))
        offered = [] if page.form else choices(page)
        command = await _next_command(offered, lines, say)
        if command is None:
            say("\n")
            return
        page = await answer(desk, _request(command))


async def typed(stream: TextIO) -> AsyncIterator[str]:
    """The lines of a stream as they are typed.

    Read in a thread that dies with us: a terminal, a pipe and a file block each in its own way, and Ctrl-C has to work.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        while True:
            line = stream.readline()
            try:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            except RuntimeError:  # the loop is closed
                return
            if not line:
                return

    threading.Thread(target=read, daemon=True, name="typed lines").start()
    while line := await lines.get():
        yield line.rstrip("\r\n")


async def _next_command(offered: list[Choice], lines: AsyncIterator[str], say: Callable[[str], None]) -> str | None:
    """What to run next; None at the end."""
    while True:
        say("\n> ")
        line = await anext(lines, None)
        if line is None or line.strip().casefold() in GOODBYE:
            return None
        if not line.strip().isdecimal():
            return line
        number = int(line)
        if 1 <= number <= len(offered):
            return offered[number - 1].command
        say(f"There is no button {number} here." + (f" There are 1 to {len(offered)}." if offered else ""))


async def _may() -> bool:
    return True


class _AtThisMachine(Standing):
    async def zone(self) -> str:
        try:
            return tzlocal.get_localzone_name() or ""
        except LookupError:  # what the system says contradicts itself
            return ""


def _request(text: str, fields: dict[str, str] | None = None) -> Request:
    return Request(text, PAGE, YOU, _may, fields or {}, standing=_AtThisMachine())
