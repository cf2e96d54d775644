"""Keep a pace: slots at even distances, first come, first served.

Discord allows 50 requests a second in all. Sending as fast as we can earns thousands of refusals (10,000 in ten
minutes are a ban); even slots at 49 a second lose 3 % of the time and nothing else.
"""

from __future__ import annotations

import asyncio


class Held(Exception):
    """There is no turn for longer than anybody wants to wait: `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no turn for {seconds:.1f} s")
        self.seconds = seconds


class Pacer:
    """So many turns a second, for everybody together."""

    def __init__(self, pace: float, longest: float = float("inf")) -> None:
        """Give `pace` turns a second, and none to who would have to wait longer than `longest` seconds for a slot."""
        self._distance = 1 / pace
        self._longest = max(longest, self._distance)
        self._next = 0.0
        self._line = asyncio.Lock()

    async def turn(self) -> None:
        """Wait in line, and for the next slot. Raises Held.

        A turn that came late is caught up by half a slot and no more: after the loop stood still, a crowd must not
        go out at once.
        """
        clock = asyncio.get_running_loop().time
        async with self._line:
            while (wait := self._next - clock()) > 0:
                if wait > self._longest:
                    raise Held(wait)
                await asyncio.sleep(wait)  # more than once where `hold` was called meanwhile
            self._next = max(self._next, clock() - self._distance / 2) + self._distance

    def hold(self, seconds: float) -> None:
        """Give no turn for so long."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)
