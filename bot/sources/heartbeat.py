"""Tell a dead-man's check that the bot lives: what it does not hear in time, it raises an alarm about."""

from __future__ import annotations

import logging

import aiohttp
from yarl import URL

PATIENCE = aiohttp.ClientTimeout(total=10)

log = logging.getLogger(__name__)


async def beat(address: str, trouble: str = "") -> bool:
    """Ask for `address` after a good round, post to `address`/fail after a bad one (healthchecks.io's way).

    Says whether it was heard; whoever runs the check notices when it was not, so no fault leaves here.
    """
    url = URL(address)
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as http:
            asked = http.post(url / "fail", data=trouble.encode()) if trouble else http.get(url)
            async with asked as answer:
                heard = answer.status < 400
                if not heard:
                    log.warning("The dead-man's check answered %s.", answer.status)
                return heard
    except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError is an OSError
        log.warning("The dead-man's check could not be reached: %s.", type(error).__name__)
        return False
