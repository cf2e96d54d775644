"""Between the commands and the shell: settings in; results, sentences and exit statuses out."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from bot.settings import Settings, SettingsWrong, read_settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
WRONG_USE = 2  # the exit status where the environment cannot be read, as for options that there are not
T = TypeVar("T")


def called() -> str:
    """How this program was called, to be called so again: ".venv/bin/communique" where it is on no path."""
    return sys.argv[0] if Path(sys.argv[0]).name == "communique" else "communique"


def with_desk(work: Callable[[Any], Awaitable[T]]) -> T:
    """Run one piece of work over the database."""
    from bot.app import open_desk

    known = settings()

    async def over_the_desk() -> T:
        async with open_desk(known) as desk:
            return await work(desk)

    return ending_well(over_the_desk())


def ending_well(work: Coroutine[Any, Any, T]) -> T:
    """The work's result; what people can put right is said in a sentence, with exit status 1."""
    from bot.store.database import DatabaseTrouble
    from briefs.dossier import ContentErrors

    try:
        return asyncio.run(work)
    except (DatabaseTrouble, SettingsWrong, ContentErrors) as wrong:
        fail(str(wrong))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def settings() -> Settings:
    try:
        return read_settings()
    except SettingsWrong as wrong:
        fail(str(wrong), WRONG_USE)


def fail(sentence: str, status: int = 1) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(status)
