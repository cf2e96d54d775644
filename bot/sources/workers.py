"""Strangers' files are read in processes of their own, which are ended when they take too long or too much memory.

A parser that hangs, crashes or is taken over then harms nobody: the process holds no tokens, no database and no chat,
and what it answers is JSON. It lives from one reading to the next, since a Python takes longer to start than to read.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import struct
import sys
from typing import Any

from bot.sources.taken import Unreadable

log = logging.getLogger(__name__)
PATIENCE = 2.0  # seconds for one reading
PATIENCE_PDF = 10.0  # a long PDF is slow to read, and waits for nobody but its reader
START = 30.0  # seconds until a busy machine has started a Python
AT_ONCE = 2
REUSED = 100  # readings, before a process is replaced: what leaks in strangers' libraries does not stay
IDLE = 60.0  # seconds until a process that nobody needs is let go
_LENGTH = struct.Struct(">II")
_LARGEST_ANSWER = 8_000_000


class Workers:
    """Up to two processes that read, started when they are needed."""

    def __init__(
        self, *, patience: float = PATIENCE, patience_pdf: float = PATIENCE_PDF, at_once: int = AT_ONCE
    ) -> None:
        """Close it with `close`, or use it as a context."""
        self._patience, self._patience_pdf = patience, patience_pdf
        self._turn = asyncio.Semaphore(at_once)
        self._idle: list[_Process] = []
        self._goodbye: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Workers:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def read(self, task: str, content: bytes, **options: str) -> dict[str, Any]:
        """What a task (see `bot.sources.worker`) makes of the content. Raises Unreadable."""
        is_pdf = content[:1024].lstrip().startswith(b"%PDF-")
        async with self._turn:
            process = self._idle.pop() if self._idle else await _start()
            whole = False
            try:
                async with asyncio.timeout(self._patience_pdf if is_pdf else self._patience):
                    answer = await process.ask({"task": task, **options}, content)
                whole = True
            except TimeoutError:
                raise Unreadable(
                    "This takes too long to read. Give a shorter or simpler one, or paste the text."
                ) from None
            except (asyncio.IncompleteReadError, OSError, ValueError) as broken:
                log.warning("A process that read a %s of %s bytes broke.", task, len(content))
                raise Unreadable(
                    "This cannot be read: it is damaged or far too big. Paste the text instead."
                ) from broken
            finally:
                if whole and process.readings < REUSED:
                    self._keep(process)
                else:
                    await process.end()
        if reason := answer.get("unreadable"):
            raise Unreadable(str(reason))
        return answer

    async def close(self) -> None:
        """End the processes."""
        if self._goodbye:
            self._goodbye.cancel()
        while self._idle:
            await self._idle.pop().end()
        await asyncio.gather(*self._closing)

    def _keep(self, process: _Process) -> None:
        self._idle.append(process)
        if self._goodbye:
            self._goodbye.cancel()
        self._goodbye = asyncio.get_running_loop().call_later(IDLE, self._let_go)

    def _let_go(self) -> None:
        while self._idle:
            task = asyncio.create_task(self._idle.pop().end())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)


class _Process:
    """One process, which answers one question at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.readings = 0

    async def ask(self, question: dict[str, str], content: bytes) -> dict[str, Any]:
        self.readings += 1
        head = json.dumps(question).encode()
        assert self._process.stdin
        self._process.stdin.write(_LENGTH.pack(len(head), len(content)) + head + content)
        await self._process.stdin.drain()
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        assert self._process.stdout
        length, _ = _LENGTH.unpack(await self._process.stdout.readexactly(_LENGTH.size))
        if length > _LARGEST_ANSWER:
            raise ValueError("an answer without end")
        answer = json.loads(await self._process.stdout.readexactly(length))
        if not isinstance(answer, dict):
            raise ValueError("not an answer")
        return answer

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin:
            self._process.stdin.close()
        await asyncio.shield(self._process.wait())


async def _start() -> _Process:
    """A process without our environment, which has tokens in it; Ctrl-C is not for it either."""
    process = _Process(
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path[:] = {sys.path!r}; from bot.sources.worker import main; main()",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ},
            start_new_session=True,
        )
    )
    try:
        async with asyncio.timeout(START):
            await process.answer()  # it says when it is ready: starting is not reading
    except BaseException as broken:
        await process.end()
        if isinstance(broken, TimeoutError | OSError | ValueError | asyncio.IncompleteReadError):
            raise Unreadable("This machine is too busy to read a file just now. Try again in a minute.") from broken
        raise
    return process
