"""Bolt, told everything explicitly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from bot.adapters.slack.calls import Calls


def bolt_app(calls: Calls, token: str, secret: str) -> AsyncApp:
    """An app for the workspace of one token, without listeners. Without a secret, it refuses every signature."""
    with without_slack_variables():
        return AsyncApp(
            name="communique",
            client=calls.client(None),
            authorize=_OneWorkspace(token),
            signing_secret=secret or os.urandom(32).hex(),
            process_before_response=True,  # the other way, bolt looks every 10 ms whether there is an answer
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )


@contextmanager
def without_slack_variables() -> Iterator[None]:
    """Bolt reads SLACK_* variables behind one's back; with SLACK_CLIENT_ID, it goes about OAuth and ignores a token."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("SLACK_")}
    try:
        yield
    finally:
        os.environ.update(hidden)


class _OneWorkspace(AsyncAuthorize):
    """Every request is for the workspace that our token belongs to; bolt would ask Slack on the first one."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, bot_token=self._token)
