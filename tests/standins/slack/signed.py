"""HTTP mode: Slack posts to the app's address, and signs what it posts."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

SECRET = "made-up-signing-secret"


class SignedRequests:
    """Posts envelopes as Slack does where an app has no Socket Mode."""

    def __init__(self, address: str, secret: str = SECRET) -> None:
        self.address = address
        self.secret = secret
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, kind: str, payload: dict[str, Any], patience: float) -> dict[str, Any]:
        """Post it and read the answer; TimeoutError without one in time, ConnectionError for anything but 200."""
        self._session = self._session or aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        body, headers = self.sign(kind, payload)
        limit = aiohttp.ClientTimeout(total=patience)
        async with self._session.post(self.address, data=body, headers=headers, timeout=limit) as answer:
            text = await answer.text()
            if answer.status != 200:
                raise ConnectionError(f"{answer.status}: {text}")
            return json.loads(text) if text.startswith("{") else ({"text": text} if text else {})

    async def close(self) -> None:
        """The end of the stand-in."""
        if self._session:
            await self._session.close()

    def sign(self, kind: str, payload: dict[str, Any], at: float | None = None) -> tuple[bytes, dict[str, str]]:
        """The body and the headers of a request that was signed at a time."""
        match kind:
            case "slash_commands":
                body, content = urlencode(payload), "application/x-www-form-urlencoded"
            case "interactive":
                body, content = urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
            case _:
                body, content = json.dumps(payload), "application/json"
        stamp = str(int(time.time() if at is None else at))
        digest = hmac.new(self.secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": content, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        return body.encode(), headers
