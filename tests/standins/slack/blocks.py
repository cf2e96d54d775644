"""What Slack refuses in blocks and views: its published schema, and the limits of its reference."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jsonschema

SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "spec" / "slack_block_kit.schema.json"
NO_SCHEMA = "" if SCHEMA.exists() else f"{SCHEMA} is absent: blocks are checked against Slack's limits alone"

_DEFINITIONS = {
    "header": "HeaderBlock",
    "section": "SectionBlock",
    "context": "ContextBlock",
    "divider": "DividerBlock",
    "actions": "ActionsBlock",
    "input": "InputBlock",
    "image": "ImageBlock",
    "modal": "ModalView",
    "home": "HomeView",
}


class Refused(Exception):
    """Slack says invalid_blocks, msg_blocks_too_long or the like."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(f"{error}: {why}")
        self.error = error
        self.why = why


def check_message(text: str, blocks: list[dict[str, Any]]) -> None:
    """Refuse what chat.postMessage and its like would."""
    if not text and not blocks:
        raise Refused("no_text", "neither text nor blocks")
    if length(text) > 40_000:
        raise Refused("msg_too_long", f"text: {length(text)}")
    _check_message_blocks(json.dumps(blocks))


@lru_cache(maxsize=1000)  # hundreds of people who ask the same get the same
def _check_message_blocks(written: str) -> None:
    blocks = json.loads(written)
    check_blocks(blocks, most=50)
    total = sum(length(said) for said in texts(blocks))
    if total > 12_000:
        raise Refused("msg_blocks_too_long", f"{total} characters in all")


def check_view(view: dict[str, Any]) -> None:
    """Refuse what views.open and views.publish would."""
    _by_schema(view)
    if view["type"] == "modal":
        for part in ("title", "submit", "close"):
            if part in view:
                _text(view[part], 24, part)
        if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
            raise Refused("invalid_arguments", "inputs without a submit button")
    _short(view.get("private_metadata", ""), 3000, "private_metadata")
    _short(view.get("callback_id", ""), 255, "callback_id")
    if not view["blocks"]:
        raise Refused("invalid_arguments", "a view without blocks")
    check_blocks(view["blocks"], most=100, error="invalid_arguments")


def check_blocks(blocks: list[dict[str, Any]], most: int, error: str = "invalid_blocks") -> None:
    """Refuse what Block Kit's reference does."""
    try:
        if len(blocks) > most:
            raise Refused(error, f"{len(blocks)} blocks")
        ids = [block["block_id"] for block in blocks if "block_id" in block]
        if len(set(ids)) < len(ids):
            raise Refused(error, f"block ids are not unique: {ids}")
        for block in blocks:
            _by_schema(block)
            _short(block.get("block_id", "x"), 255, "block_id", at_least=1)
            _check(block)
    except Refused as refused:
        raise Refused(error, refused.why) from None


def _check(block: dict[str, Any]) -> None:
    match block["type"]:
        case "header":
            _text(block["text"], 150, "header")
        case "section":
            _section(block)
        case "context":
            _many(block["elements"], 10, "elements of a context")
            for element in block["elements"]:
                _text(element, 3000, "context")
        case "actions":
            _many(block["elements"], 25, "elements of an actions block")
            ids = [element.get("action_id", object()) for element in block["elements"]]
            if len(set(ids)) < len(ids):
                raise Refused("invalid_blocks", f"action ids are not unique: {ids}")
            for element in block["elements"]:
                _element(element)
        case "input":
            if "hint" in block:
                _text(block["hint"], 2000, "hint")
            _text(block["label"], 2000, "label")
            _element(block["element"])
        case "divider":
            pass
        case other:
            raise Refused("invalid_blocks", f"the stand-in knows no {other} block")


def _section(block: dict[str, Any]) -> None:
    if "text" not in block and "fields" not in block:
        raise Refused("invalid_blocks", "a section with neither text nor fields")
    if "text" in block:
        _text(block["text"], 3000, "section")
    if "fields" in block:
        _many(block["fields"], 10, "fields")
        for field in block["fields"]:
            _text(field, 2000, "field")


def _element(element: dict[str, Any]) -> None:
    _short(element.get("action_id", "x"), 255, "action_id", at_least=1)
    match element["type"]:
        case "button":
            _text(element["text"], 75, "button")
            _short(element.get("value", "x"), 2000, "value of a button", at_least=1)
        case "static_select" | "multi_static_select":
            if "placeholder" in element:
                _text(element["placeholder"], 150, "placeholder")
            _many(element["options"], 100, "options")
            check_options(element["options"])
            chosen = element.get("initial_options") or [element[one] for one in ("initial_option",) if one in element]
            if any(option not in element["options"] for option in chosen):
                raise Refused("invalid_blocks", f"an initial option is none of the options: {chosen}")
        case "external_select":
            check_options([element[one] for one in ("initial_option",) if one in element])
        case "timepicker":
            if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", element.get("initial_time", "00:00")):
                raise Refused("invalid_blocks", f"initial_time: {element['initial_time']}")
        case "conversations_select":
            if not re.fullmatch(r"[CDG]\w+", element.get("initial_conversation", "C1")):
                raise Refused("invalid_blocks", f"initial_conversation: {element['initial_conversation']}")
        case "plain_text_input":
            limit = element.get("max_length", 3000)
            if not 1 <= limit <= 3000:
                raise Refused("invalid_blocks", f"max_length: {limit}")
            _short(element.get("initial_value", "x"), limit, "initial_value", at_least=1)
        case other:
            raise Refused("invalid_blocks", f"the stand-in knows no {other} element")


def check_options(options: list[dict[str, Any]]) -> None:
    """Refuse options that a select could not show."""
    if len(options) > 100:
        raise Refused("invalid_blocks", f"{len(options)} options")
    values = [option["value"] for option in options]
    if len(set(values)) < len(values):
        raise Refused("invalid_blocks", f"values of options are not unique: {values}")
    for option in options:
        _text(option["text"], 75, "option")
        _short(option["value"], 75, "value of an option", at_least=1)
        if "description" in option:
            _text(option["description"], 75, "description of an option")


def _text(text: dict[str, Any], most: int, what: str) -> None:
    _short(text["text"].strip(), most, what, at_least=1)
    _short(text["text"], most, what)


def _short(text: str, most: int, what: str, at_least: int = 0) -> None:
    if not at_least <= length(text) <= most:
        raise Refused("invalid_blocks", f"{what}: {length(text)} characters, {at_least} to {most} are allowed")


def _many(things: list[Any], most: int, what: str) -> None:
    if not 1 <= len(things) <= most:
        raise Refused("invalid_blocks", f"{what}: {len(things)}, 1 to {most} are allowed")


def length(text: str) -> int:
    """In UTF-16 units, the strictest way to count."""
    return len(text.encode("utf-16-le")) // 2  # and a lone surrogate is an error here, as in any JSON reader


def texts(thing: Any) -> Iterator[str]:
    """Every text that a reader sees, in order."""
    if isinstance(thing, dict):
        if thing.get("type") in ("plain_text", "mrkdwn"):
            yield thing["text"]
            return
        for part in thing.values():
            yield from texts(part)
    elif isinstance(thing, list):
        for part in thing:
            yield from texts(part)


def _by_schema(thing: dict[str, Any]) -> None:
    kind = thing.get("type", "")
    if kind not in _DEFINITIONS:
        raise Refused("invalid_blocks", f"unknown type {kind!r}")
    if NO_SCHEMA:
        return
    found = next(_validator(_DEFINITIONS[kind]).iter_errors(thing), None)
    if found:
        raise Refused("invalid_blocks", f"{kind}: {found.message} at {found.json_path}")


@cache
def _validator(definition: str) -> Any:
    schema = json.loads(SCHEMA.read_text())
    return jsonschema.Draft7Validator({"$ref": f"#/definitions/{definition}", "definitions": schema["definitions"]})
