"""Dress a Page for Discord, in Components V2: the dictionaries that its API takes.

A button carries the command that it stands for in its custom id, so it works as long as the message is there,
whatever became of the process that sent it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, assert_never

from bot.adapters.discord.markdown import markdown, one_line
from bot.view import characters
from bot.view.page import (
    Block,
    Button,
    Divider,
    Fields,
    Form,
    Heading,
    Note,
    Option,
    Page,
    Question,
    Quotation,
    Select,
    Text,
    Tone,
)

Component = dict[str, Any]

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, ROLE_SELECT, CHANNEL_SELECT = 1, 2, 3, 4, 6, 8
TEXT_DISPLAY, SEPARATOR, CONTAINER, LABEL = 10, 14, 17, 18

RUN, OPEN_FORM, AGAIN = "b:", "f:", "a:"  # what a click does with the command behind it
SELECT = "s:"  # the custom id of a page's only select; its values say what to run

ROLE_ID = re.compile("[0-9]{1,20}")
COMPONENTS_V2, EPHEMERAL = 1 << 15, 1 << 6  # Discord: flags of a message

_ACCENTS = {Tone.PLAIN: 0x3D5A80, Tone.DONE: 0x2A9D6F, Tone.MISTAKE: 0xD9822B}
_STYLES = {"main": 1, "plain": 2, "danger": 4}
_MAX_INPUT = 4000  # Discord: a text input
_MOST_IN_MODAL = 5  # Discord: components of a modal
# Discord: types of a channel that posts go to. A select takes no media channel (16).
TO_POST_IN = (0, 2, 5, 10, 11, 12, 13, 15)


@dataclass(frozen=True)
class Again(Button):
    """A button that opens a form as somebody filled it in before."""


def message(page: Page, mark: int | None = None, *, flags: int = 0, mention: str | None = None) -> Component:
    """The page as a message that pings nobody, whatever it says, but for the role that is `mention`ed above it."""
    dressed = components(page, mark)
    allowed: Component = {"parse": []}
    if mention and ROLE_ID.fullmatch(mention):
        dressed, allowed = [_text(f"<@&{mention}>"), *dressed], {"parse": [], "roles": [mention]}
    return {"flags": COMPONENTS_V2 | flags, "components": dressed, "allowed_mentions": allowed}


def components(page: Page, mark: int | None = None) -> list[Component]:
    """The page as one container. `mark` is a number by which it is found again in a channel's history."""
    container: Component = {"type": CONTAINER, "accent_color": _ACCENTS[page.tone], "components": _inside(page)}
    return [container if mark is None else {**container, "id": mark}]


def modal(form: Form) -> Component:
    """A form as a modal, in which what is to be read while answering goes before a question that can be spared."""
    full = form.beside and len(form.questions) == _MOST_IN_MODAL
    inside = [_question(question) for question in form.questions if not (full and question.spare)]
    if form.beside and len(inside) < _MOST_IN_MODAL:
        inside.insert(0, _block(Quotation(form.beside)))
    return {"title": characters.clean(form.title), "custom_id": RUN + form.command, "components": inside}


@lru_cache(maxsize=256)  # the commands keep their answers for a while, and a digest goes to many channels
def _inside(page: Page) -> list[Component]:
    """What stands in the container. Kept, so nobody may change it."""
    inside = [_text(f"## {one_line(page.title)}"), *map(_block, page.blocks)]
    if page.select:
        inside.append(_row(_select(page.select)))
    if page.buttons:
        inside.append(_row(*map(_button, page.buttons)))
    return inside


def _block(block: Block) -> Component:
    match block:
        case Heading(text):
            return _text(f"### {one_line(text)}")
        case Text(markup):
            return _text(markdown(markup))
        case Quotation(markup):
            return _text("\n".join(f"> {line}" for line in markdown(markup).split("\n")))
        case Fields(rows):
            return _text("\n".join(f"**{one_line(name)}** {markdown(value)}" for name, value in rows))
        case Note(markup):
            return _text("\n".join(f"-# {line}" if line.strip() else line for line in markdown(markup).split("\n")))
        case Divider():
            return {"type": SEPARATOR, "divider": True, "spacing": 1}
        case _:
            assert_never(block)


def _text(content: str) -> Component:
    return {"type": TEXT_DISPLAY, "content": content}


def _row(*inside: Component) -> Component:
    return {"type": ROW, "components": list(inside)}


def _button(button: Button) -> Component:
    prefix = AGAIN if isinstance(button, Again) else OPEN_FORM if button.opens_form else RUN
    label = characters.clean(button.label)
    return {"type": BUTTON, "style": _STYLES[button.style], "label": label, "custom_id": prefix + button.command}


def _select(select: Select) -> Component:
    options = [_option(option) for option in select.options]
    placeholder = characters.clean(select.placeholder)
    return {"type": STRING_SELECT, "custom_id": SELECT, "placeholder": placeholder, "options": options}


def _option(option: Option) -> Component:
    shown = {"label": characters.clean(option.label), "value": RUN + option.command}
    description = characters.clean(option.description).strip()
    return {**shown, "description": description} if description else shown


def _question(question: Question) -> Component:
    # What is missing is the command's to say, in its own words.
    entry = {**_entry(question), "custom_id": question.name, "required": False}
    hint = characters.clean(question.hint).strip()
    label = {"type": LABEL, "label": characters.clean(question.label), "component": entry}
    return {**label, "description": hint} if hint else label


def _entry(question: Question) -> Component:
    """What a question is answered with. A modal completes nothing, so a time and a zone are typed."""
    match question.kind:
        case "text" | "time" | "zone":
            return _input(question)
        case "choice" | "choices":
            most = len(question.choices) if question.kind == "choices" else 1
            options = [
                {
                    "label": characters.clean(one.label),
                    "value": one.value,
                    **({"default": True} if one in question.chosen else {}),
                }
                for one in question.choices
            ]
            return {"type": STRING_SELECT, "min_values": 0, "max_values": most, "options": options}
        case "channel":
            return {"type": CHANNEL_SELECT, "channel_types": [*TO_POST_IN], **_picked(question, "channel")}
        case "group":
            return {"type": ROLE_SELECT, **_picked(question, "role")}
        case _:
            assert_never(question.kind)


def _input(question: Question) -> Component:
    value = characters.clean(question.value)
    entry: Component = {
        "type": TEXT_INPUT,
        "style": 2 if question.long else 1,
        "max_length": min(_MAX_INPUT, max(question.room, characters.length(value), 1)),
    }
    return {**entry, "value": value} if value else entry


def _picked(question: Question, what: str) -> Component:
    default = {"default_values": [{"id": question.value, "type": what}]} if question.value else {}
    return {"min_values": 0, "max_values": 1, **default}
