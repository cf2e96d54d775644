"""What Slack's error codes mean, for the person who can do something about them."""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.adapters.slack.manifest import REQUIRED_SCOPES
from bot.chat import SendFailed
from bot.settings import SettingsWrong

BOT_TOKEN = "COMMUNIQUE_SLACK_BOT_TOKEN"  # noqa: S105  # the variable's name
APP_TOKEN = "COMMUNIQUE_SLACK_APP_TOKEN"  # noqa: S105
SIGNING_SECRET = "COMMUNIQUE_SLACK_SIGNING_SECRET"  # noqa: S105
INVITE = "Invite me with /invite @Communiqué"
REINSTALL = (
    "Take deploy/slack-manifest.yaml as the app's manifest (api.slack.com/apps, App Manifest), install it to the "
    "workspace again, and set the new token"
)

TOKEN_WAIT = 60.0  # seconds until a token that was refused is tried again: it may be the same one that is good again

LOOK_AFTER = 40.0  # seconds, where no answer came: what Slack still has in hand is there by then, or never

# What a call can end with because of the network or of Slack, and not because of us. The last two are what slack_sdk
# raises on an answer that is no JSON object.
TROUBLE = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError)

# A further try cannot help.
PERMANENT = {
    "not_in_channel": f"I am not in that channel. {INVITE} there.",
    "channel_not_found": f"I cannot see that channel: it is gone, or private. {INVITE} there, if it is private.",
    "is_inactive": "That channel is archived or frozen. Unarchive it.",
    "is_archived": "That channel is archived. Unarchive it.",
    "restricted_action": "Only some people may post in that channel. Let me post there.",
    "restricted_action_read_only_channel": "That channel is read-only. Let me post there.",
    "restricted_action_thread_only_channel": "That channel takes threads only. Plan what came there in another one.",
    "restricted_action_non_threadable_channel": "That channel takes no posts of mine. Let me post there.",
    "user_not_found": "I cannot find that person in this workspace.",
    "user_disabled": "That person's account is closed.",
    "cannot_dm_bot": "That is a bot, and bots have no direct messages with each other.",
    "messages_tab_disabled": "My direct messages are switched off: see App Home in the app's settings.",
    "invalid_blocks": "Slack found a fault in the form of the message. That is a fault of ours.",
    "msg_blocks_too_long": "The message was too long for Slack. That is a fault of ours.",
    "msg_too_long": "The message was too long for Slack. That is a fault of ours.",
}
# Our token is refused. Not permanent: the channels are good, and with a good token everything goes on.
_STRANGER = {
    "invalid_auth": "Slack does not know my token any more.",
    "not_authed": "Slack got no token from me.",
    "token_revoked": "My token is revoked.",
    "token_expired": "My token has expired.",
    "account_inactive": "The Slack app is not installed in the workspace any more.",
}
_RENEW = "Whoever runs me installs it again, puts the new token into COMMUNIQUE_SLACK_BOT_TOKEN, and starts me again."
# The message that an edit names cannot be edited (any more); the channel would take a new one.
_UNEDITABLE = {
    "message_not_found": "The message that I should have brought up to date is gone.",
    "cant_update_message": "The message that I should have brought up to date is not mine.",
    "edit_window_closed": "The message that I should have brought up to date is too old to be edited.",
    "block_mismatch": "The message that I should have brought up to date cannot take the new form.",
}
# Slack's reference says of these that some of it may have happened.
_UNSURE = {"internal_error", "fatal_error", "request_timeout", "service_unavailable"}


def code_of(error: BaseException) -> str:
    """Slack's own word for what went wrong; empty when it gave none."""
    return str(_told(error).get("error", ""))


def needed_scope(error: BaseException) -> str:
    """The scope that a call would have needed."""
    return str(_told(error).get("needed", "") or "another")


def send_failed(error: BaseException) -> SendFailed:
    """The same for the outbox."""
    code = code_of(error)
    if _status_of(error) == 429 or code in ("ratelimited", "rate_limited"):
        return SendFailed("Slack asked me to wait.", retry_after=_retry_after(error))
    if code in _STRANGER:
        return SendFailed(f"{_STRANGER[code]} {_RENEW}", for_all=True, retry_after=TOKEN_WAIT)
    if code == "missing_scope":
        return _lacking(needed_scope(error))
    if code in _UNEDITABLE:
        return SendFailed(_UNEDITABLE[code], uneditable=True, gone=code == "message_not_found")
    if code in PERMANENT:
        return SendFailed(PERMANENT[code], permanent=True)
    if code in _UNSURE:
        return SendFailed(f"Slack had a fault of its own ({code}).", unsure=True)
    if code:
        return SendFailed(f"Slack refused the message ({code}).")
    if isinstance(error, aiohttp.ClientConnectorError):
        return SendFailed("Slack is out of reach.")  # nothing was sent
    return SendFailed("Slack gave no answer that I could read.", unsure=True, retry_after=LOOK_AFTER)


def _lacking(scope: str) -> SendFailed:
    reason = f"My Slack app lacks the scope {scope}. {REINSTALL}."
    if scope in REQUIRED_SCOPES:
        return SendFailed(reason, for_all=True, retry_after=TOKEN_WAIT)
    return SendFailed(reason, permanent=True)


def settings_wrong(error: BaseException, variable: str) -> SettingsWrong | None:
    """What to put right before the bot can start; None when that is not ours to put right."""
    code = code_of(error)
    page = "Basic Information, App-Level Tokens" if variable.endswith("APP_TOKEN") else "OAuth & Permissions"
    match code:
        case "missing_scope" if variable.endswith("APP_TOKEN"):
            return SettingsWrong(
                f"{variable}: this token lacks the scope {needed_scope(error)}. Make another one with it at "
                f"api.slack.com/apps, {page}."
            )
        case "missing_scope":
            return SettingsWrong(f"{variable}: this token lacks the scope {needed_scope(error)}. {REINSTALL}.")
        case "invalid_auth" | "not_authed" | "not_allowed_token_type" | "token_revoked" | "token_expired":
            start = "xapp-" if variable.endswith("APP_TOKEN") else "xoxb-"
            return SettingsWrong(
                f"{variable}: Slack does not take this token ({code}). "
                f"Copy the one that starts with {start} from api.slack.com/apps, {page}."
            )
        case "account_inactive":
            return SettingsWrong(
                f"{variable}: the app is no longer installed in its workspace ({code}). Install it at "
                "api.slack.com/apps, Install App, and set the new token."
            )
    return None


def _told(error: BaseException) -> dict[str, Any]:
    data = getattr(getattr(error, "response", None), "data", None) if isinstance(error, SlackApiError) else None
    return data if isinstance(data, dict) else {}


def _status_of(error: BaseException) -> int:
    response = getattr(error, "response", None)
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)


def _retry_after(error: BaseException) -> float:
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return float(headers.get("Retry-After", "30"))
    except ValueError:
        return 30
