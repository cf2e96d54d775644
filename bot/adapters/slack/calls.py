"""The clients that call Slack: one session, two habits."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

SLACK = "https://slack.com/api/"
TIMEOUT = 20  # seconds for one call

# slack_sdk's _request_with_session asks a logger for its own level, which is 0 where nobody set one, and then writes
# every request and answer into a line that nobody reads: a third of what a post costs.
_log = logging.getLogger("slack_sdk.calls")
_log.setLevel(logging.INFO)


class Calls:
    """What calls Slack with one bot token.

    `web` asks and answers, and waits when Slack says so. `posting` never sends twice: slack_sdk re-sends after a
    dropped connection by default, Slack has no nonce, and a digest would arrive twice.
    """

    def __init__(self, token: str, address: str = SLACK, timeout: float = TIMEOUT) -> None:
        """Build the clients; a loop must be running."""
        self.address = address
        self.proxy = proxy_for(address)
        # Without a limit: a hundred posts that hang must not keep an answer from somebody. The outbox has one.
        connector = aiohttp.TCPConnector(limit=0)
        self.session = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=timeout))
        self.web = self.client(token)
        self.posting = self.client(token)
        self.posting.retry_handlers = []

    def client(self, token: str | None) -> AsyncWebClient:
        """A client of the Web API."""
        client = AsyncWebClient(
            token=token,
            base_url=self.address,
            session=self.session,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
            logger=_log,
        )
        client.proxy = self.proxy
        return client

    async def respond(self, url: str, answer: dict[str, Any]) -> bool:
        """Post an answer to a response_url; whether it arrived. One of these twice would harm nobody."""
        client = AsyncWebhookClient(
            url,
            session=self.session,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2), AsyncConnectionErrorRetryHandler()],
            logger=_log,
        )
        client.proxy = proxy_for(url)
        for _ in range(2):
            told = await client.send_dict(answer)
            if told.status_code < 500:
                break
        return told.status_code == 200

    async def close(self) -> None:
        """End the session."""
        await self.session.close()


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for an address. slack_sdk would forget what no_proxy exempts."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if host in ("localhost", "127.0.0.1", "::1") or proxy_bypass(host):
        return None
    return getproxies_environment().get(parts.scheme)
