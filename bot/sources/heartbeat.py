"""Tell a dead-man's check that the bot lives, and ask whether it is heard at its own address."""

from __future__ import annotations

import logging

import aiohttp
from yarl import URL

PATIENCE = aiohttp.ClientTimeout(total=10)

REACHED = aiohttp.ClientTimeout(total=4)

log = logging.getLogger(__name__)


async def reaches(address: str) -> str:
    """Why what stands at our own public address cannot be reached from here; "" where something answers as it should.

    What it answers does not count: a proxy may pass on no more than Slack's events.
    """
    url = URL(address)
    try:
        async with aiohttp.ClientSession(timeout=REACHED) as http, http.get(url, allow_redirects=False) as answer:
            if answer.status < 500:
                return ""
            return f"{url.host} answers {answer.status}: see that your proxy passes on to Communiqué's web port."
    except aiohttp.ClientSSLError:
        return f"{url.host} has no certificate that is trusted here: renew it in your proxy."
    except (aiohttp.ClientError, OSError, ValueError):
        return f"{url.host} cannot be reached from here. See that COMMUNIQUE_PUBLIC_URL is right and your proxy runs."


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
