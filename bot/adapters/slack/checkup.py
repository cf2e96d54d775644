"""What `doctor` looks at of Slack: our tokens and their scopes, the connection, the clock, and who let us in where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

from bot.adapters.slack.calls import Calls
from bot.adapters.slack.manifest import OPTIONAL_SCOPES, REQUIRED_SCOPES
from bot.adapters.slack.posting import Posting
from bot.adapters.slack.refusals import APP_TOKEN, BOT_TOKEN, REINSTALL, TROUBLE, send_failed, settings_wrong
from bot.chat import Channel, SendFailed
from bot.checks import Check, clock

TOKEN, APP, SCOPES = "Slack token", "Slack app token", "Slack scopes"  # what was looked at
CONNECTION, MEMBERSHIP = "Slack connection", "in this channel"
AWAY = "Slack is not connected just now. It goes on trying by itself; the log says since when."
HISTORY = ":history"  # how the scopes end by which we see whether a message has arrived


async def not_started() -> list[Check]:
    """Where the adapter could not even begin."""
    return [Check(CONNECTION, "Slack was not started. The log says why.")]


async def token(calls: Calls, now: Callable[[], datetime]) -> list[Check]:
    """What Slack says to the bot's token, which scopes it has, and what time it is there."""
    try:
        told = await calls.web.auth_test()
    except TROUBLE as trouble:
        wrong = settings_wrong(trouble, BOT_TOKEN)
        return [Check(TOKEN, str(wrong) if wrong else send_failed(trouble).reason)]
    headers = {name.lower(): value for name, value in told.headers.items()}
    checks = [Check(TOKEN), Check(SCOPES, _lacking(headers.get("x-oauth-scopes", "")))]
    try:
        return [*checks, clock("Slack", parsedate_to_datetime(headers.get("date", "")), now())]
    except (ValueError, TypeError):
        return checks


async def app_token(calls: Calls, token: str) -> Check:
    """What Slack says to the token of Socket Mode."""
    try:
        await calls.web.apps_connections_open(app_token=token)
    except TROUBLE as trouble:
        wrong = settings_wrong(trouble, APP_TOKEN)
        return Check(APP, str(wrong) if wrong else send_failed(trouble).reason)
    return Check(APP)


async def here(posting: Posting, channel: Channel | None, *, connected: bool) -> list[Check]:
    """Whether Slack hears us, and whether we can post in a channel, where that is one of Slack's."""
    checks = [Check(CONNECTION, "" if connected else AWAY)]
    if channel:
        try:
            checks.append(Check(MEMBERSHIP, await posting.objection(channel)))
        except SendFailed as failed:
            checks.append(Check(MEMBERSHIP, failed.reason))
    return checks


def _lacking(header: str) -> str:
    """What the scopes that Slack tells do not allow."""
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    if not granted:  # Slack did not say
        return ""
    missing = [scope for scope in (*REQUIRED_SCOPES, *OPTIONAL_SCOPES) if scope not in granted]
    if not missing:
        return ""
    twice = ", so an edition may come twice after a crash" if any(one.endswith(HISTORY) for one in missing) else ""
    first = {**REQUIRED_SCOPES, **OPTIONAL_SCOPES}[missing[0]]
    return f"The app lacks {', '.join(missing)}, needed to {first}{twice}. {REINSTALL}."
