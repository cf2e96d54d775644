"""Completion of a typed line: the first words from the command table, the later ones from `suggest`."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.commands import Choice
from bot.commands.table import COMMANDS, Command, Parameter

Suggest = Callable[[str, str], Awaitable[Sequence[Choice]]]  # (what it completes, as typed so far)

MOST = 50


@dataclass(frozen=True)
class Completion:
    """One way in which a typed line may go on."""

    text: str  # the line with it
    label: str
    detail: str
    kind: Literal["topic", "command", "value"]
    whole: bool  # nothing need follow


async def complete(line: str, suggest: Suggest) -> list[Completion]:
    """How `line` may go on, best first; all topics and commands for an empty one."""
    line = re.sub(r"^\s*/?(brief\s+)?", "", line, flags=re.IGNORECASE)[:1000]
    found = [
        Completion(choice.value, choice.label, f"Topic: {choice.value}", "topic", whole=True)
        for choice in await suggest("topic", line)
    ]
    for command in COMMANDS:
        if command.name != "brief":
            found += await _go_on(command, line, suggest)
    unlike = {completion.text.casefold(): completion for completion in reversed(found)}
    kept = [completion for completion in found if unlike[completion.text.casefold()] is completion]
    return [completion for completion in kept if completion.text != line][:MOST]


async def _go_on(command: Command, line: str, suggest: Suggest) -> list[Completion]:
    """How `line` may go on as this command: its next fixed words, or values for its next parameter."""
    fixed, _, blanks = re.sub(r"\[.*?\]", "", command.typed).partition("{")
    fixed = fixed.strip()
    if len(line) <= len(fixed):
        if not fixed.startswith(line.casefold()):
            return []
        needs = any(parameter.required for parameter in _parameters(command))
        return [Completion(fixed + " " * needs, command.usage, command.summary, "command", whole=not needs)]
    if not blanks or not line.casefold().startswith(f"{fixed} "):
        return []
    return await _values(command, fixed, line[len(fixed) + 1 :].lstrip(), suggest)


async def _values(command: Command, fixed: str, typed: str, suggest: Suggest) -> list[Completion]:
    """Values for the parameter that is being typed.

    The last one has the rest of the line, and so has one that holds several words.
    """
    done: list[str] = []
    words = re.split(r"\s+", typed)
    parameters = _parameters(command)
    for place, parameter in enumerate(parameters):
        last = place == len(parameters) - 1
        rest = " ".join(words[place:])
        takes_rest = last or parameter.completes in ("filter", "followed")
        if not takes_rest and len(words) > place + 1:
            done.append(words[place])
            continue
        before = " ".join([fixed, *done, ""])
        whole = last or not any(later.required for later in parameters[place + 1 :])
        found = [
            Completion(before + choice.value + " " * (not whole), choice.label, "", "value", whole)
            for choice in await suggest(parameter.completes, rest)
        ]
        if takes_rest:
            found += await _endings(before, words, parameters[place + 1 :], suggest)
        return found
    return []


def _parameters(command: Command) -> list[Parameter]:
    """The command's parameters, but for another channel: the page is the only one that there is."""
    return [parameter for parameter in command.parameters if parameter.completes != "channel"]


async def _endings(
    before: str, words: Sequence[str], parameters: Sequence[Parameter], suggest: Suggest
) -> list[Completion]:
    """Values for what may follow several words, of which the last one or two may begin it: "redlines weekly f"."""
    found = []
    for many in (2, 1):
        kept, begun = " ".join(words[:-many]), " ".join(words[-many:]).casefold()
        for parameter in parameters if kept else ():
            found += [
                Completion(f"{before}{kept} {choice.value}", choice.label, "", "value", whole=True)
                for choice in await suggest(parameter.completes, "")
                if choice.value.startswith(begun)
            ]
    return found
