"""Dress a Page for Slack: Block Kit."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, assert_never

from bot.adapters.slack.mrkdwn import as_typed, escape, mrkdwn
from bot.view import characters
from bot.view.markup import Bold, Markup
from bot.view.page import (
    MAX_BUTTONS,
    Block,
    Button,
    Choice,
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
)
from bot.view.welcome import SET_UP

RUN = "b:"  # before the action id of a button whose command is run
OPEN = "f:"  # before the action id of a button whose command answers with a form
CHOOSE = "s:"  # before the action id of a select
FORM = "form"  # the callback id of a modal
WRONG = "wrong"  # the block id of what was wrong with a form that was sent
ANSWER = "answer"  # before the block ids of a page that answered somebody: a click there replaces it
POST = "post"  # before the block ids of a page that is there for everybody: a click there leaves it

GROUP_ID = re.compile("[A-Z0-9]{2,30}")
MAX_FIELD = 2000  # Slack: one field of a section
MAX_OPTION = 75  # Slack: an option's text
MAX_BUTTON = 75  # Slack: a button's text
MAX_HEADER = 150  # Slack: header
MAX_PLACEHOLDER = 150  # Slack: placeholder
MAX_MODAL_TEXT = 24  # Slack: title, submit and close of a modal
MAX_LABEL = 2000  # Slack: an input's label
MAX_INPUT = 3000  # Slack: an input's initial value, and what may be typed
MIN_QUERY = {"zone": 2, "group": 0}  # characters after which Slack asks for completions
MAX_WRONG = 2000  # with room for its escapes in a section

Json = dict[str, Any]


def message(page: Page, origin: str = ANSWER) -> Json:
    """The page as `text` (what notifications and screen readers say) and `blocks`; `origin` is ANSWER or POST."""
    return {"text": as_text(page), "blocks": blocks(page, origin)}


@lru_cache(maxsize=256)  # most people ask the same few things, and dressing a page costs more than finding it
def whisper(page: Page) -> str:
    """The page for the asker alone, as the JSON that acknowledges a command."""
    return json.dumps({"response_type": "ephemeral", **message(page)})


@lru_cache(maxsize=64)
def post(page: Page) -> Json:
    """The page for everybody in a channel. Kept, so nobody may change it: an edition goes to hundreds of channels."""
    return message(page, POST)


def mentioning(group: str, posted: Json) -> Json:
    """A post with a user group above it, whom it pings."""
    if not GROUP_ID.fullmatch(group):
        return posted
    mention = f"<!subteam^{group}>"
    return posted | {
        "text": f"{mention}\n{posted['text']}",
        "blocks": [{"type": "section", "text": _mrkdwn(mention)}, *posted["blocks"]],
    }


def blocks(page: Page, origin: str = ANSWER) -> list[Json]:
    """The page as blocks."""
    dressed = [_header(page.title)]
    for block in page.blocks:
        dressed += _block(block)
    if page.select:
        dressed.append({"type": "actions", "block_id": f"{origin}:select", "elements": [_select(page.select)]})
    if page.buttons:
        elements = [_button(number, button) for number, button in enumerate(page.buttons)]
        dressed.append({"type": "actions", "block_id": f"{origin}:buttons", "elements": elements})
    return dressed


def as_text(page: Page) -> str:
    """The page in lines, without blocks."""
    return "\n".join([as_typed(page.title), *(said for block in page.blocks for said in _words(block))])


def modal(form: Form, remembered: Json) -> Json:
    """The form as a modal, which brings back what is `remembered` when it is sent."""
    beside = _block(Quotation(form.beside)) if form.beside else []
    inputs = [_input(question) for question in form.questions]
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": _plain(form.title, MAX_MODAL_TEXT),
        "submit": _plain(characters.shorten(form.submit, MAX_MODAL_TEXT), MAX_MODAL_TEXT),
        "close": _plain("Cancel", MAX_MODAL_TEXT),
        "private_metadata": json.dumps(remembered),
        "blocks": [*beside, *inputs] if inputs else [_section((form.title,))],
    }


def again(view: Json, typed: Mapping[str, str], wrong: str) -> Json:
    """A modal that was sent, with what was typed in it and what was wrong with it above."""
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    blocks = [_refilled(block, typed) for block in view["blocks"] if block.get("block_id") != WRONG]
    above = _section((Bold("Not yet: "), characters.shorten(wrong, MAX_WRONG))) | {"block_id": WRONG}
    return {name: view[name] for name in kept if name in view} | {"blocks": [above, *blocks]}


def waiting(title: str = "One moment") -> Json:
    """A modal that holds the place of one that is not ready yet."""
    return {
        "type": "modal",
        "title": _plain(title, MAX_MODAL_TEXT),
        "close": _plain("Cancel", MAX_MODAL_TEXT),
        "blocks": [_section(("One moment, please.",))],
    }


def reading(page: Page) -> Json:
    """The page as a modal to read and close."""
    words = blocks(replace(page, select=None, buttons=()))
    return waiting(characters.shorten(page.title, MAX_MODAL_TEXT)) | {"blocks": words}


def home(page: Page) -> Json:
    """The page as somebody's home tab, with the way to begin below it."""
    begin = {"type": "actions", "block_id": "begin", "elements": [_button(MAX_BUTTONS, SET_UP)]}
    return {"type": "home", "blocks": [*blocks(page), begin]}


def _block(block: Block) -> list[Json]:
    match block:
        case Heading(text):
            return [_header(text)]
        case Text(markup):
            return [_section(markup)]
        case Quotation(markup):
            return [{"type": "section", "text": _mrkdwn("\n".join(f"> {line}" for line in mrkdwn(markup).split("\n")))}]
        case Fields(rows):
            return _fields(rows)
        case Note(markup):
            return [{"type": "context", "elements": [_mrkdwn(mrkdwn(markup))]}]
        case Divider():
            return [{"type": "divider"}]


def _words(block: Block) -> list[str]:
    match block:
        case Heading(text):
            return [as_typed(text)]
        case Text(markup) | Quotation(markup) | Note(markup):
            return [mrkdwn(markup)]
        case Fields(rows):
            return [mrkdwn((f"{name}: ", *value)) for name, value in rows]
        case Divider():
            return []


def _header(text: str) -> Json:
    return {"type": "header", "text": _plain(text, MAX_HEADER)}


def _section(markup: Markup) -> Json:
    return {"type": "section", "text": _mrkdwn(mrkdwn(markup))}


def _fields(rows: Sequence[tuple[str, Markup]]) -> list[Json]:
    texts = [mrkdwn((Bold(name.strip()), "\n", *value)) for name, value in rows]
    if not texts:
        return []
    if any(characters.length(text) > MAX_FIELD for text in texts):  # no room side by side
        return [{"type": "section", "text": _mrkdwn("\n".join(texts))}]
    return [{"type": "section", "fields": [_mrkdwn(text) for text in texts]}]


def _select(select: Select) -> Json:
    return {
        "type": "static_select",
        "action_id": f"{CHOOSE}0",
        "placeholder": _plain(select.placeholder, MAX_PLACEHOLDER),
        "options": [_option(option) for option in select.options],
    }


def _option(option: Option) -> Json:
    dressed = {"text": _plain(option.label, MAX_OPTION), "value": option.command or "brief"}
    return dressed | ({"description": _plain(option.description, MAX_OPTION)} if option.description.strip() else {})


def _button(number: int, button: Button) -> Json:
    dressed = {
        "type": "button",
        "action_id": f"{OPEN if button.opens_form else RUN}{number}",
        "text": _plain(button.label, MAX_BUTTON),
        "value": button.command or "brief",  # Slack refuses an empty value; a leading "brief" is dropped
    }
    match button.style:
        case "plain":
            return dressed
        case "main":
            return dressed | {"style": "primary"}
        case "danger":
            return dressed | {"style": "danger"}


def _input(question: Question) -> Json:
    hint = {"hint": _plain(question.hint, MAX_LABEL)} if _shows(question.hint) else {}
    return {
        "type": "input",
        "block_id": question.name,
        "optional": True,  # what may not be empty is the command's to say
        "label": _plain(question.label, MAX_LABEL),
        "element": _holding(_element(question), question.value),
        **hint,
    }


def _element(question: Question) -> Json:
    """What a question is answered with, still empty."""
    match question.kind:
        case "text":
            most = min(max(question.limit, characters.length(question.value), 1), MAX_INPUT)
            return _named("plain_text_input") | {"multiline": question.long, "max_length": most}
        case "time":
            return _named("timepicker")
        case "zone" | "group" as completes:  # Slack asks us for completions, and names the element
            return _named("external_select", completes) | {"min_query_length": MIN_QUERY[completes]}
        case "channel":
            only = {"include": ["public", "private"], "exclude_bot_users": True}
            return _named("conversations_select") | {"filter": only}
        case "choice" | "choices":
            kind = "static_select" if question.kind == "choice" else "multi_static_select"
            return _named(kind) | {"options": [choice(one) for one in question.choices]}
        case _:
            assert_never(question.kind)


def _named(kind: str, action: str = "typed") -> Json:
    return {"type": kind, "action_id": action}


def choice(one: Choice) -> Json:
    """One thing to choose in a modal."""
    return {"text": _plain(characters.shorten(one.label, MAX_OPTION), MAX_OPTION), "value": one.value}


def _holding(element: Json, value: str) -> Json:
    """An element that shows this answer; whatever stood in it before is gone."""
    empty = {name: held for name, held in element.items() if not name.startswith("initial_")}
    return empty | (_initial(empty, value) if value else {})


def _initial(element: Json, value: str) -> Json:
    match element["type"]:
        case "plain_text_input":
            return {"initial_value": value}
        case "timepicker":
            return {"initial_time": value} if re.fullmatch(r"[0-2]\d:[0-5]\d", value) else {}
        case "conversations_select":
            return {"initial_conversation": value}
        case "external_select":
            return {"initial_option": choice(Choice(value, value))}
    values = value.split(" ") if element["type"] == "multi_static_select" else [value]
    chosen = [option for option in element["options"] if option["value"] in values]
    if not chosen:
        return {}
    return {"initial_options": chosen} if element["type"] == "multi_static_select" else {"initial_option": chosen[0]}


def _refilled(block: Json, typed: Mapping[str, str]) -> Json:
    if block["type"] != "input":
        return block
    return block | {"element": _holding(block["element"], typed.get(block["block_id"], ""))}


def answered(element: Json) -> str:
    """What an element of a modal was answered with: Slack tells it under another name for each kind."""
    if element.get("selected_options") is not None:
        return " ".join(option["value"] for option in element["selected_options"])
    one = element.get("selected_option") or {}
    told = (one.get("value"), *(element.get(name) for name in ("value", "selected_time", "selected_conversation")))
    return next((str(value) for value in told if value), "")


def _mrkdwn(text: str) -> Json:
    # Verbatim: Slack makes no links or mentions of its own from what looks like one.
    return {"type": "mrkdwn", "text": text if _shows(text) else "…", "verbatim": True}


def _plain(text: str, limit: int) -> Json:
    """Text without dress. Slack escapes by itself what comes unescaped: where entities have no room, none are sent."""
    said = " ".join(characters.clean(text).split("\n")).strip() or "…"
    escaped = escape(said)
    return {"type": "plain_text", "text": escaped if characters.length(escaped) <= limit else said, "emoji": False}


def _shows(text: str) -> bool:
    return bool(text.strip())
