"""How a part of a measurement, in a process of its own, speaks with the one that started it: JSON, line by line."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any


def say(what: Any) -> None:
    """Tell the process that started us."""
    print(json.dumps(what), flush=True)


async def orders() -> AsyncIterator[Any]:
    """What it tells us, until it ends."""
    reader = asyncio.StreamReader(limit=2**22)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async for line in reader:
        yield json.loads(line)
