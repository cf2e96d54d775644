"""A form in the terminal: its questions, one after the other."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

from bot.view.characters import clean
from bot.view.page import Form, Question

NONE = "0"  # what is typed where nothing shall be chosen


async def fill_in(
    form: Form, quotes: str, lines: AsyncIterator[str], say: Callable[[str], None]
) -> dict[str, str] | None:
    """What the questions were answered with, by their names; None when they are left unanswered."""
    say(f"\n{clean(form.title)}. Enter keeps what stands in brackets; a full stop alone leaves all as it was.\n")
    if quotes:
        say(f"\n{quotes}\n")
    fields = {}
    for question in form.questions:
        say(_asked(question))
        answer = None
        while answer is None:
            line = await anext(lines, None)
            if line is None or line.strip() == ".":
                say("Nothing was changed.\n")
                return None
            answer = _answer(question, line)
            if answer is None:
                say(f"Type {'numbers' if question.kind == 'choices' else 'a number'} from the list: ")
        fields[question.name] = answer
    return fields


def _asked(question: Question) -> str:
    """The question, with what can be chosen under it, and what stands there now."""
    hint = f" ({clean(question.hint)})" if question.hint else ""
    offered = "".join(f"  {n} {clean(one.label)}\n" for n, one in enumerate(question.choices, 1))
    numbers = [str(n) for n, one in enumerate(question.choices, 1) if one in question.chosen]
    value = " ".join(numbers) if question.choices else " ".join(clean(question.value).split())
    several = f"Numbers with spaces between them; {NONE} for none" if question.kind == "choices" else "A number"
    head = f"{clean(question.label)}{hint}"
    return (f"{head}:\n{offered}{several}" if question.choices else head) + (f" [{value}]: " if value else ": ")


def _answer(question: Question, line: str) -> str | None:
    """What a line answers; None where it names nothing that can be chosen."""
    if not question.choices:
        return line[: question.limit] or question.value
    if not line.strip() or line.strip() == NONE:
        return question.value if not line.strip() else ""
    known = {str(n): one.value for n, one in enumerate(question.choices, 1)}
    known |= {name.casefold(): one.value for one in question.choices for name in (one.label, one.value)}
    whole = known.get(line.strip().casefold())
    if whole or question.kind == "choice":
        return whole
    named = [known.get(word.casefold()) for word in re.split(r"[\s,]+", line.strip())]
    return " ".join(dict.fromkeys(one for one in named if one)) if all(named) else None
