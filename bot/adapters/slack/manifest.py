"""The Slack app's manifest, made from the command table: `python -m bot.adapters.slack.manifest` prints it.

deploy/slack-manifest.yaml is what it printed last; a test compares them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping

from bot.commands.table import COMMANDS

COMMAND = "/brief"
SHORTCUT = "brief_this"  # the callback id of "Brief this", in a message's menu
MAX_HINT = 1000  # Slack: usage_hint

# Without these there is nothing to do.
REQUIRED_SCOPES = {
    "commands": "have the command /brief",
    "chat:write": "answer and post",
}
# Without one of these, what stands behind it does not work, and everything else does.
OPTIONAL_SCOPES = {
    "app_mentions:read": "hear “@Communiqué redlines” in a channel",
    "im:history": "hear what people write to it alone, and see whether a message to them has arrived",
    "im:write": "open direct messages, for “subscribe redlines me” and to tell somebody that a digest has stopped",
    "users:read": "know the workspace's owners and admins, who may change what a channel receives",
    "channels:read": "know a channel's creator, who may do so too, and see when it can be posted in again",
    "groups:read": "know and see the same of a private channel, and who is in it",
    "usergroups:read": "know the user groups: whom posts may mention, and who may manage too, where one was chosen",
    "channels:history": "see whether a message has arrived when Slack gave no answer, so that none comes twice",
    "groups:history": "see the same in private channels",
    "files:read": "read the essays that people send as files",
}
EVENTS = {
    "app_mention": "“@Communiqué redlines”",
    "message.im": "direct messages",
    "app_home_opened": "the state of the talks on the home tab",
    "member_joined_channel": "it is let into a channel (again): what comes there goes on at once",
    "channel_unarchive": "a channel is open again, likewise",
    "group_unarchive": "the same of a private channel",
    "tokens_revoked": "its token is gone: `/readyz` says so at once",
    "app_uninstalled": "it was removed from the workspace, likewise",
}


def manifest() -> str:
    """The manifest as YAML. Texts are in JSON's quotes, which are YAML's too."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Made by `python -m bot.adapters.slack.manifest` from the command table; change that, not this."
    yield "# Paste it at https://api.slack.com/apps: Create New App, From a manifest."
    yield "display_information:"
    yield f"  name: {_quoted('Communiqué')}"
    yield f"  description: {_quoted('Short, sourced briefings on a negotiation, and a daily state of the talks')}"
    yield f"  background_color: {_quoted('#1f3a5f')}"
    yield "features:"
    yield "  app_home:"
    yield "    home_tab_enabled: true"
    yield "    messages_tab_enabled: true"
    yield "    messages_tab_read_only_enabled: false"
    yield "  bot_user:"
    yield f"    display_name: {_quoted('Communiqué')}"
    yield "    always_online: true"
    yield "  shortcuts:"
    yield f"    - name: {_quoted('Brief this')}"
    yield "      type: message"
    yield f"      callback_id: {SHORTCUT}"
    yield f"      description: {_quoted('Take the essay in this message in: what it says becomes drafts to review')}"
    yield "  slash_commands:"
    yield f"    - command: {COMMAND}"
    yield f"      description: {_quoted(COMMANDS[0].summary)}"
    yield f"      usage_hint: {_quoted(usage_hint())}"
    yield "      should_escape: true  # it is told the ids of channels and groups, not their names"
    yield "oauth_config:"
    yield "  scopes:"
    yield "    bot:"
    yield from _with_reasons({**REQUIRED_SCOPES, **OPTIONAL_SCOPES})
    yield "settings:"
    yield "  event_subscriptions:"
    yield "    bot_events:"
    yield from _with_reasons(EVENTS)
    yield "  interactivity:"
    yield "    is_enabled: true"
    yield "  org_deploy_enabled: false"
    yield "  # For signed HTTP instead: false here, and https://YOUR.HOST/slack/events as `request_url` under"
    yield "  # event_subscriptions and interactivity, as `message_menu_options_url` under interactivity, and as"
    yield "  # `url` of the command."
    yield "  socket_mode_enabled: true"
    yield "  token_rotation_enabled: false"


def usage_hint() -> str:
    """What Slack shows behind the command while somebody types."""
    return " | ".join(command.usage for command in COMMANDS)[:MAX_HINT]


def _with_reasons(reasons: Mapping[str, str]) -> Iterator[str]:
    for name, why in reasons.items():
        yield f"      - {name}  # {why}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    sys.stdout.write(manifest())
