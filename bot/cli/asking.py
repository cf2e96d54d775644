"""Ask the bot, and the calendar."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from bot.cli import shell
from bot.cli.shell import Json
from bot.schedule import BadSchedule, Schedule


def ask(
    words: Annotated[list[str] | None, typer.Argument(help="As in chat: redlines, search WORDS, ...")] = None,
    as_json: Json = False,
) -> None:
    """Print one answer."""
    from bot.adapters.console import chat
    from bot.view.page import Tone, to_json

    page = shell.with_desk(lambda desk: chat.ask(desk, " ".join(words or []), None if as_json else sys.stdout))
    if as_json:
        print(to_json(page))
    if page.tone is Tone.MISTAKE:
        raise typer.Exit(1)


def chat() -> None:
    """Talk with the bot in the terminal."""
    from bot.adapters.console.keyboard import talk

    shell.with_desk(talk)


def when(
    at: Annotated[str, typer.Argument(metavar="TIME", help="Time of day, such as 09:00.")],
    zone: Annotated[str, typer.Argument(help="Time zone, such as Europe/Berlin.")],
    days: Annotated[str, typer.Option(help="weekdays, or days such as mon,wed.")] = "",
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="First local date; otherwise today.")] = "",
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 1,
    as_json: Json = False,
) -> None:
    """Print when a digest would come, in UTC."""
    try:
        schedule = Schedule.parse(at, zone, days)
        instants = _instants(schedule, date.fromisoformat(start) if start else None, count)
    except BadSchedule as wrong:
        shell.fail(str(wrong))
    except ValueError:
        shell.fail(f"“{start[:40]}” is not a date. Write it as 2026-10-23.")
    except OverflowError:
        shell.fail("That is beyond the year 9999.")
    texts = [f"{instant:%Y-%m-%dT%H:%M:%SZ}" for instant in instants]
    print(json.dumps(texts) if as_json else "\n".join(texts))


def _instants(schedule: Schedule, start: date | None, count: int) -> list[datetime]:
    """The due times from a local date on, that day included; without one, those to come."""
    now = datetime.now(UTC)
    day = start or schedule.local_date(now)
    instants: list[datetime] = []
    while len(instants) < count:
        due = schedule.on(day)
        if due and (start or due > now):
            instants.append(due)
        day += timedelta(days=1)
    return instants
