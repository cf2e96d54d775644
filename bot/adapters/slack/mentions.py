"""User groups that are mentioned: whether anybody would hear of it."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.refusals import TROUBLE, code_of

NO_GROUPS = ("no_such_subteam", "subteam_not_found", "paid_teams_only", "plan_upgrade_required")  # Slack
GONE = (
    "That user group is gone or switched off: choose another with “settings mention @group”, or none with “settings "
    "mention off”."
)


async def silence(client: AsyncWebClient, group: str) -> str:
    """Why a mention of ours would ping nobody, and what to do; "" where it would, or where Slack does not tell."""
    try:
        known = [one["id"] for one in (await client.usergroups_list())["usergroups"]]  # those that are switched on
    except TROUBLE as trouble:
        return GONE if code_of(trouble) in NO_GROUPS else ""
    return "" if group in known else GONE
