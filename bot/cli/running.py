"""Start the bot, and test its set-up."""

from __future__ import annotations

import asyncio
import json

import typer

from bot.cli import shell
from bot.cli.shell import Json
from bot.settings import SettingsWrong, read_settings


def run() -> None:
    """Start the bot: the local page, and each platform whose tokens are set."""
    from bot import app, logs

    settings = shell.settings()
    logs.set_up(settings)
    shell.ending_well(app.run(settings, lambda line: print(line, flush=True)))


def doctor(as_json: Json = False) -> None:
    """Test the set-up, whether the bot runs or not; exit status 1 when something is wrong."""
    from bot.app import look_over
    from bot.checks import Check

    try:
        found = asyncio.run(look_over(read_settings()))
    except SettingsWrong as wrong:
        found = [Check("settings", line) for line in str(wrong).splitlines()]
    if as_json:
        told = [{"check": one.name, "ok": one.ok, "fix": one.fix} for one in found]
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"{'✓' if one.ok else '✗'} {one.name}{'' if one.ok else f': {one.fix}'}" for one in found))
    if not all(one.ok for one in found):
        raise typer.Exit(1)
