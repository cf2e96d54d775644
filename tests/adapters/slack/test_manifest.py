"""The app's manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.adapters.slack.manifest import EVENTS, OPTIONAL_SCOPES, REQUIRED_SCOPES, manifest, usage_hint
from bot.commands.table import COMMANDS
from tests.standins.slack.workspace import ALL_SCOPES

FILE = Path(__file__).resolve().parents[3] / "deploy" / "slack-manifest.yaml"


def test_the_file_is_what_the_generator_prints():
    assert FILE.read_text() == manifest(), "run: python -m bot.adapters.slack.manifest > deploy/slack-manifest.yaml"


def test_every_command_is_in_the_hint():
    for command in COMMANDS:
        assert command.usage in usage_hint()


def test_the_stand_in_grants_exactly_what_the_manifest_asks_for():
    assert {*REQUIRED_SCOPES, *OPTIONAL_SCOPES} == ALL_SCOPES


def test_it_is_yaml_with_what_slack_needs():
    read = _yaml(manifest().splitlines())

    assert read["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    assert read["oauth_config"]["scopes"]["bot"] == [*REQUIRED_SCOPES, *OPTIONAL_SCOPES]
    assert read["settings"]["socket_mode_enabled"] == "true"
    assert read["features"]["slash_commands"]["- command"] == "/brief"
    assert len(read["display_information"]["name"]) <= 35
    assert len(read["display_information"]["description"]) <= 140


def _yaml(lines: list[str]) -> Any:
    """Enough of YAML for the manifest, and no more: anything else fails here."""
    root: dict[str, Any] = {}
    stack: list[tuple[int, Any]] = [(-1, root)]
    for line in lines:
        bare = line if '"' in line else line.split("#")[0].rstrip()
        if not bare.strip():
            continue
        indent = len(bare) - len(bare.lstrip())
        while stack[-1][0] >= indent:
            stack.pop()
        holder, text = stack[-1][1], bare.strip()
        if text.startswith("- ") and ": " not in text:
            holder.append(text[2:])
            continue
        key, colon, value = text.partition(":")
        assert colon, line
        if value:
            holder[key] = value.strip().strip('"')
        else:
            holder[key] = [] if key in ("bot", "bot_events") else {}
            stack.append((indent, holder[key]))
    return root
