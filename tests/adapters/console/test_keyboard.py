"""Somebody at a real terminal: Tab completes, and what was typed before comes back."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import termios
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

PATIENCE = 60  # seconds, for a machine that does other things too
TAB, UP, END = "\t", "\x1b[A", "\x04"

pty = pytest.importorskip("pty")
pytest.importorskip("readline")
Type = Callable[[str, str], Awaitable[str]]


@pytest.fixture
async def screen(tmp_path) -> AsyncIterator[tuple[int, asyncio.subprocess.Process, Type]]:
    """A terminal in which the chat runs; `type_in` answers with all that is shown until some text is."""
    ours, theirs = os.openpty()
    os.set_blocking(ours, False)
    environment = os.environ | {"COMMUNIQUE_DATABASE": str(tmp_path / "c.db"), "TERM": "xterm", "NO_COLOR": "1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "chat", stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )

    async def type_in(keys: str, until: str) -> str:
        os.write(ours, keys.encode())
        shown = ""
        async with asyncio.timeout(PATIENCE):
            while until not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r|\x07", "", shown):
                try:
                    shown += os.read(ours, 65536).decode(errors="replace")
                except BlockingIOError:
                    await asyncio.sleep(0.02)
        return shown

    yield theirs, process, type_in
    if process.returncode is None:
        process.kill()
        await process.wait()
    os.close(ours)
    os.close(theirs)


async def test_tab_completes_a_filter_piece_by_piece_and_the_terminal_is_left_as_it_was(screen):
    terminal, process, type_in = screen
    before = termios.tcgetattr(terminal)
    await type_in("", "\n> ")

    await type_in(f"subs{TAB}", "subscri")
    await type_in("\x15subscribe redlines and par" + TAB, "subscribe redlines and party:")
    await type_in(f"russi{TAB}", "russia")
    told = await type_in("\n", "\n> ")
    assert "This channel follows Red lines and cards of Russia." in told
    again = await type_in(f"{UP}\x15{UP}", "subscribe redlines and party:russia")
    assert "our fault" not in again
    await type_in(f"\x15{END}", "\n")

    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    assert termios.tcgetattr(terminal)[3] == before[3]
