"""What Discord refuses, and how it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

V2 = 1 << 15  # IS_COMPONENTS_V2
EPHEMERAL = 1 << 6

ROW, BUTTON, SELECT, INPUT, SECTION, TEXT, THUMBNAIL, GALLERY = 1, 2, 3, 4, 9, 10, 11, 12
SEPARATOR, CONTAINER, LABEL = 14, 17, 18
ROLE_SELECT, CHANNEL_SELECT = 6, 8
PICKED = {ROLE_SELECT: "role", CHANNEL_SELECT: "channel"}  # what a select lists by itself
CHAT_INPUT, MESSAGE_MENU = 1, 3  # types of a command
STRING, CHANNEL, ATTACHMENT = 3, 7, 11  # types of an option

_NAME = re.compile(r"[-_\w]{1,32}")
_EMBED = {"title": 256, "description": 4096}


class Refused(Exception):
    """An answer that says no, with Discord's own body."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message, "code": code, **({"errors": errors} if errors else {})}


class Form:
    """Collects what is wrong with a payload, by path, and refuses it as Discord would."""

    def __init__(self) -> None:
        self.errors: dict[str, Any] = {}

    def wrong(self, path: str, code: str, message: str) -> None:
        place = self.errors
        for key in path.split("."):
            place = place.setdefault(key, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, value: object, least: int, most: int) -> None:
        if not isinstance(value, str):
            self.wrong(path, "STRING_TYPE_CONVERT", "Could not interpret as string.")
        elif not least <= len(value.strip()) or size(value) > most:
            self.wrong(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def count(self, path: str, number: int, least: int, most: int) -> None:
        if not least <= number <= most:
            self.wrong(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def unique(self, path: str, values: list[Any], code: str) -> None:
        if len(set(values)) < len(values):
            self.wrong(path, code, f"Duplicated: {sorted(value for value in values if values.count(value) > 1)[0]!r}")

    def settle(self) -> None:
        if self.errors:
            raise Refused(400, 50035, "Invalid Form Body", self.errors)


def size(text: str) -> int:
    """UTF-16 units: what Discord's own client counts, and never less than code points."""
    return len(text.encode("utf-16-le")) // 2


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component, parents first."""
    for component in components:
        yield component
        inner = [component[name] for name in ("accessory", "component") if name in component]
        yield from walk([*inner, *component.get("components", [])])


def check_message(message: dict[str, Any]) -> None:
    """Refuse a message that breaks a documented limit."""
    form = Form()
    components = message.get("components") or []
    if message.get("flags", 0) & V2:
        for name in ("content", "embeds", "poll", "sticker_ids"):
            if message.get(name):
                form.wrong(name, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", f"Cannot be used: {name}")
        if not components:
            raise Refused(400, 50006, "Cannot send an empty message")
        _check_layout(form, components)
    else:
        _check_plain(form, message, components)
    allowed = message.get("allowed_mentions") or {}
    for kind in ("users", "roles"):
        if allowed.get(kind) and kind in (allowed.get("parse") or []):
            form.wrong(
                f"allowed_mentions.{kind}", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", f"Not with parse: {kind}"
            )
    if message.get("nonce") is not None and len(str(message["nonce"])) > 25:
        form.wrong("nonce", "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer in length.")
    form.settle()


def _check_plain(form: Form, message: dict[str, Any], components: list[dict[str, Any]]) -> None:
    content, embeds = message.get("content") or "", message.get("embeds") or []
    if not content.strip() and not embeds and not components:
        raise Refused(400, 50006, "Cannot send an empty message")
    form.count("content", size(content), 0, 2000)
    form.count("embeds", len(embeds), 0, 10)
    total = 0
    for index, embed in enumerate(embeds):
        texts = [(name, embed.get(name) or "", most) for name, most in _EMBED.items()]
        texts += [("footer.text", (embed.get("footer") or {}).get("text", ""), 2048)]
        form.count(f"embeds.{index}.fields", len(embed.get("fields") or []), 0, 25)
        for number, row in enumerate(embed.get("fields") or []):
            texts += [(f"fields.{number}.name", row["name"], 256), (f"fields.{number}.value", row["value"], 1024)]
        for name, text, most in texts:
            form.count(f"embeds.{index}.{name}", size(text), 0, most)
            total += size(text)
    form.count("embeds", total, 0, 6000)
    form.count("components", len(components), 0, 5)
    for index, component in enumerate(components):
        if component.get("type") != ROW:
            form.wrong(f"components.{index}.type", "UNION_TYPE_CHOICES", "Value of field 'type' must be one of (1,).")
    _check_each(form, components)


def _check_layout(form: Form, components: list[dict[str, Any]]) -> None:
    everything = list(walk(components))
    form.count("components", len(everything), 1, 40)
    form.unique("components", [part["id"] for part in everything if part.get("id")], "COMPONENT_ID_DUPLICATED")
    said = sum(size(part.get("content", "")) for part in everything if part.get("type") == TEXT)
    if said > 4000:
        form.wrong("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"{said} of at most 4000 characters.")
    allowed = {ROW, SECTION, TEXT, GALLERY, SEPARATOR, CONTAINER}
    for index, part in enumerate(components):
        if part.get("type") not in allowed:
            form.wrong(f"components.{index}.type", "UNION_TYPE_CHOICES", f"Value must be one of {sorted(allowed)}.")
        if part.get("type") == CONTAINER:
            form.count(f"components.{index}.components", len(part.get("components", [])), 1, 40)
            for number, child in enumerate(part.get("components", [])):
                if child.get("type") not in allowed - {CONTAINER}:
                    form.wrong(f"components.{index}.components.{number}.type", "UNION_TYPE_CHOICES", "Not in here.")
    _check_each(form, components)


def _check_each(form: Form, components: list[dict[str, Any]]) -> None:
    everything = list(walk(components))
    custom = [part["custom_id"] for part in everything if "custom_id" in part]
    form.unique("components", custom, "COMPONENT_CUSTOM_ID_DUPLICATED")
    for number, part in enumerate(everything):
        path = f"components.{number}"
        if part.get("id") is not None and not 0 <= part["id"] < 2**31:
            form.wrong(f"{path}.id", "NUMBER_TYPE_MAX", "int32 value should be less than or equal to 2147483647.")
        if "custom_id" in part:
            form.length(f"{path}.custom_id", part["custom_id"], 1, 100)
        match part.get("type"):
            case 1:
                _check_row(form, path, part.get("components", []))
            case 2:
                _check_button(form, path, part)
            case 3:
                _check_select(form, path, part)
            case 10:
                form.length(f"{path}.content", part.get("content"), 1, 4000)
            case 17 if not 0 <= (part.get("accent_color") or 0) <= 0xFFFFFF:
                form.wrong(f"{path}.accent_color", "NUMBER_TYPE_MAX", "Not a colour.")


def _check_row(form: Form, path: str, inside: list[dict[str, Any]]) -> None:
    kinds = {part.get("type") for part in inside}
    if kinds == {BUTTON}:
        form.count(f"{path}.components", len(inside), 1, 5)
    elif kinds == {SELECT}:
        form.count(f"{path}.components", len(inside), 1, 1)
    else:
        form.wrong(f"{path}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", f"Not a row: {kinds}")


def _check_button(form: Form, path: str, button: dict[str, Any]) -> None:
    if "label" not in button and "emoji" not in button:
        form.wrong(f"{path}.label", "BUTTON_COMPONENT_LABEL_REQUIRED", "A button must have a label or emoji.")
    if "label" in button:
        form.length(f"{path}.label", button["label"], 1, 80)
    if button.get("style") not in (1, 2, 3, 4, 5):
        form.wrong(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5}.")
    if (button.get("style") == 5) != ("url" in button) or ("url" in button) == ("custom_id" in button):
        form.wrong(path, "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A button has either a custom id or a link.")


def _check_select(form: Form, path: str, select: dict[str, Any]) -> None:
    options = select.get("options", [])
    form.count(f"{path}.options", len(options), 1, 25)
    form.count(f"{path}.placeholder", size(select.get("placeholder") or ""), 0, 150)
    form.unique(f"{path}.options", [option["value"] for option in options], "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED")
    for index, option in enumerate(options):
        form.length(f"{path}.options.{index}.label", option.get("label"), 1, 100)
        form.length(f"{path}.options.{index}.value", option.get("value"), 1, 100)
        if option.get("description") is not None:
            form.length(f"{path}.options.{index}.description", option["description"], 1, 100)


def check_thread(thread: dict[str, Any]) -> None:
    """Refuse a thread that breaks a documented limit."""
    form = Form()
    form.length("name", thread.get("name"), 1, 100)
    if thread.get("auto_archive_duration") not in (None, 60, 1440, 4320, 10080):
        form.wrong("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).")
    form.settle()


def check_modal(modal: dict[str, Any]) -> None:
    """Refuse a modal that breaks a documented limit."""
    form = Form()
    form.length("title", modal.get("title"), 1, 45)
    form.length("custom_id", modal.get("custom_id"), 1, 100)
    inside = modal.get("components", [])
    form.count("components", len(inside), 1, 5)
    for index, text in enumerate(inside):
        if text.get("type") == TEXT:
            form.length(f"components.{index}.content", text.get("content"), 1, 4000)
    labels = [part for part in inside if part.get("type") != TEXT]
    form.unique("components", [label["component"]["custom_id"] for label in labels], "COMPONENT_CUSTOM_ID_DUPLICATED")
    for index, label in enumerate(labels):
        path, entry = f"components.{index}", label.get("component", {})
        if label.get("type") != LABEL or entry.get("type") not in (INPUT, SELECT, *PICKED):
            form.wrong(f"{path}.type", "UNION_TYPE_CHOICES", "A label (18) with an input (4) or a select.")
        form.length(f"{path}.label", label.get("label"), 1, 45)
        if "description" in label:
            form.length(f"{path}.description", label["description"], 1, 100)
        form.length(f"{path}.custom_id", entry.get("custom_id"), 1, 100)
        if entry.get("type") == INPUT:
            _check_input(form, path, entry)
        else:
            _check_modal_select(form, path, entry)
    form.settle()


def _check_input(form: Form, path: str, entry: dict[str, Any]) -> None:
    form.count(f"{path}.max_length", entry.get("max_length", 4000), 1, 4000)
    form.count(f"{path}.value", size(entry.get("value") or ""), 0, entry.get("max_length", 4000))
    if entry.get("style") not in (1, 2):
        form.wrong(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")


def _check_modal_select(form: Form, path: str, select: dict[str, Any]) -> None:
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    form.count(f"{path}.min_values", least, 1 if select.get("required", True) else 0, 25)
    form.count(f"{path}.max_values", most, max(least, 1), 25)
    if select.get("disabled"):
        form.wrong(f"{path}.disabled", "COMPONENT_DISABLED_IN_MODAL", "Not in a modal.")
    if select["type"] == SELECT:
        _check_select(form, path, select)
        form.count(f"{path}.max_values", most, 1, len(select.get("options", [])))
        chosen = [option for option in select.get("options", []) if option.get("default")]
        form.count(f"{path}.options", len(chosen), 0, most)
        return
    defaults = select.get("default_values", [])
    form.count(f"{path}.default_values", len(defaults), 0, most)
    for one in defaults:
        if one.get("type") != PICKED[select["type"]] or not str(one.get("id", "")).isdigit():
            form.wrong(f"{path}.default_values", "INVALID_DEFAULT_VALUE", f"Not one of these: {one}")


def check_choices(choices: list[dict[str, Any]]) -> None:
    """Refuse completions that break a documented limit."""
    form = Form()
    form.count("choices", len(choices), 0, 25)
    for index, choice in enumerate(choices):
        form.length(f"choices.{index}.name", choice.get("name"), 1, 100)
        form.length(f"choices.{index}.value", choice.get("value"), 1, 100)
    form.settle()


def check_commands(commands: list[dict[str, Any]]) -> None:
    """Refuse application commands that break a documented limit."""
    form = Form()
    form.count("_", len(commands), 0, 100)
    names = [(command.get("type", CHAT_INPUT), command["name"]) for command in commands]
    form.unique("_", names, "APPLICATION_COMMANDS_DUPLICATE_NAME")
    form.count("_", sum(kind == MESSAGE_MENU for kind, _ in names), 0, 5)
    for index, command in enumerate(commands):
        if command.get("type", CHAT_INPUT) == CHAT_INPUT:
            _check_option(form, str(index), command)
        else:
            form.length(f"{index}.name", command["name"], 1, 32)
            for name in ("description", "options"):
                if command.get(name):
                    form.wrong(f"{index}.{name}", "APPLICATION_COMMAND_CONTEXT_MENU_" + name.upper(), "Not in a menu")
        form.count(str(index), _told(command), 0, 8000)
    form.settle()


def _check_option(form: Form, path: str, option: dict[str, Any]) -> None:
    name = option.get("name", "")
    if not _NAME.fullmatch(name) or name != name.lower():
        form.wrong(f"{path}.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    form.length(f"{path}.description", option.get("description"), 1, 100)
    options = option.get("options", [])
    form.count(f"{path}.options", len(options), 0, 25)
    form.unique(f"{path}.options", [inner["name"] for inner in options], "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE")
    required = [bool(inner.get("required")) for inner in options if inner["type"] in (STRING, CHANNEL, ATTACHMENT)]
    if required != sorted(required, reverse=True):
        form.wrong(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options come first")
    if option.get("autocomplete") and option.get("choices"):
        form.wrong(path, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", "Autocomplete and choices exclude each other")
    if option.get("type") in (CHANNEL, ATTACHMENT) and option.keys() & {"autocomplete", "choices"}:
        form.wrong(path, "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID_TYPE", "Neither a channel nor a file completes")
    if "channel_types" in option and option.get("type") != CHANNEL:
        form.wrong(f"{path}.channel_types", "APPLICATION_COMMAND_CHANNEL_TYPES", "Only for a channel")
    for number, inner in enumerate(options):
        _check_option(form, f"{path}.options.{number}", inner)


def _told(option: dict[str, Any]) -> int:
    return len(option["name"]) + len(option.get("description") or "") + sum(map(_told, option.get("options", [])))
