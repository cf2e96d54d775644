"""The neutral Page: what a reader sees before any platform dresses it.

It is what all platforms share, and its limits are the smallest of theirs. They are checked here, once, so no
renderer has to cut or split: a page that does not fit everywhere cannot be built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from pydantic import TypeAdapter

from bot.view import characters
from bot.view.markup import Markup, plain, weight

MAX_TITLE = 150  # Slack: header
MAX_TEXT = 2900  # Slack: 3,000 in a section
MAX_PAGE = 3800  # Discord: 4,000 over all texts of a message
MAX_BLOCKS = 29  # Discord: 40 components of all kinds, one of them for a mention; Slack: 50 blocks
MAX_FIELDS = 10  # Slack: fields of a section
MAX_OPTIONS = 25  # Discord: options of a select
MAX_OPTION = 75  # Slack: an option's text, and its value
MAX_LABEL = 75  # Slack: a button's text
MAX_BUTTONS = 5  # Discord: an action row
MAX_COMMAND = 96  # Discord: 100 in a custom id, four of them ours
MAX_FORM_TITLE = 24  # Slack: a modal's title
MAX_QUESTIONS = 5  # Discord: inputs of a modal
MAX_QUESTION = 45  # Discord: an input's label
MAX_HINT = 100  # Discord: what stands below an input's label
MAX_ANSWER = 3000  # Slack: an input's initial value


class Oversize(ValueError):
    """A page that would not fit every platform. A bug of ours: whoever composes has to keep to the room there is."""


class Tone(StrEnum):
    """What kind of answer it is; platforms show it as a colour."""

    PLAIN = "plain"
    DONE = "done"
    MISTAKE = "mistake"


@dataclass(frozen=True)
class Heading:
    """A line above what belongs to it."""

    text: str
    type: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Text:
    """A paragraph, or a few lines."""

    markup: Markup
    about: str = ""  # the card that it tells, by selection.key: a correction finds it
    type: Literal["text"] = "text"


@dataclass(frozen=True)
class Quotation:
    """Somebody else's words, word for word."""

    markup: Markup
    type: Literal["quotation"] = "quotation"


@dataclass(frozen=True)
class Fields:
    """Short values with their names, side by side where there is room."""

    rows: tuple[tuple[str, Markup], ...]
    type: Literal["fields"] = "fields"


@dataclass(frozen=True)
class Note:
    """Small print: where it comes from, how old it is."""

    markup: Markup
    type: Literal["note"] = "note"


@dataclass(frozen=True)
class Divider:
    """A line between things."""

    type: Literal["divider"] = "divider"


Block = Heading | Text | Quotation | Fields | Note | Divider


@dataclass(frozen=True)
class Button:
    """A command that somebody need not type."""

    label: str
    command: str  # command text; with `opens_form`, a command that answers with a form
    style: Literal["plain", "main", "danger"] = "plain"
    opens_form: bool = False  # platforms must know before they run it: a modal cannot follow a deferred answer


@dataclass(frozen=True)
class Option:
    """One line of a select."""

    label: str
    command: str
    description: str = ""


@dataclass(frozen=True)
class Select:
    """A list to choose one command from."""

    placeholder: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Choice:
    """One thing to choose: what people see, and what it stands for."""

    label: str
    value: str


@dataclass(frozen=True)
class Question:
    """One input of a form. What is answered is text, whatever it is asked with: several choices have spaces between."""

    name: str
    label: str
    value: str = ""
    long: bool = False
    limit: int = MAX_ANSWER
    hint: str = ""  # small print beside it
    # A time is "09:00", a channel and a group (a role, a user group) are their ids on the platform.
    kind: Literal["text", "time", "zone", "channel", "group", "choice", "choices"] = "text"
    choices: tuple[Choice, ...] = ()  # of a choice or several
    spare: bool = False  # left out where a platform has no room for it and for the text beside the form

    @property
    def chosen(self) -> tuple[Choice, ...]:
        """The choices that `value` names."""
        values = self.value.split(" ") if self.kind == "choices" else [self.value]
        return tuple(one for one in self.choices if one.value in values)

    def filled_in(self, typed: str) -> Question:
        """The same question with this answer, as far as it has room."""
        value = characters.clean(typed)
        while characters.length(value) > self.room:
            value = value[:-1]
        return replace(self, value=value)

    @property
    def room(self) -> int:
        """Characters that an answer may have."""
        return min(self.limit, MAX_OPTION if self.kind in ("zone", "channel", "group") else MAX_ANSWER)


@dataclass(frozen=True)
class Form:
    """Questions to answer; what is sent back is `command` with `Request.fields`."""

    title: str
    command: str
    questions: tuple[Question, ...]
    submit: str = "Save"
    beside: Markup = ()  # to read while answering: the quote that a card rests on

    def filled_in(self, typed: Mapping[str, str]) -> Form:
        """The same form as somebody filled it in."""
        return replace(self, questions=tuple(one.filled_in(typed.get(one.name, one.value)) for one in self.questions))


@dataclass(frozen=True)
class Page:
    """One answer or one post."""

    title: str
    blocks: tuple[Block, ...] = ()
    select: Select | None = None
    buttons: tuple[Button, ...] = ()
    form: Form | None = None  # open this instead of showing the blocks, where the platform has forms
    tone: Tone = Tone.PLAIN
    cards: tuple[str, ...] = ()  # those that it shows, by selection.key
    aside: bool = field(default=False)  # said beside the page that was clicked on, which stays
    wrong: str = ""  # of a mistake: the question of the form that was sent, by its name

    def __post_init__(self) -> None:
        """Refuse what would not fit."""
        _check_text(self)
        _check_commands(self)
        if self.form:
            _check_form(self.form)

    def with_button(self, button: Button) -> Page:
        """The same page with one more button."""
        return replace(self, buttons=(*self.buttons, button))


_adapter: TypeAdapter[Page] = TypeAdapter(Page)


def to_json(page: Page) -> str:
    """The page as JSON, for the database and the local page."""
    return _adapter.dump_json(page).decode()


def from_json(text: str) -> Page:
    """The page that `to_json` wrote."""
    return _adapter.validate_json(text)


def block_weight(block: Block) -> int:
    """The room that a block takes on the platform that needs the most."""
    match block:
        case Heading(text):
            return characters.weight(text) + 6
        case Text(markup):
            return weight(markup) + 4
        case Note(markup):
            return weight(markup) + 3 + 3 * plain(markup).count("\n")
        case Quotation(markup):
            return weight(markup) + 2 + 2 * plain(markup).count("\n")
        case Fields(rows):
            return sum(characters.weight(name) + weight(value) + 8 for name, value in rows)
        case Divider():
            return 0


def page_weight(page: Page) -> int:
    """The room that the texts of a page take."""
    return characters.weight(page.title) + 6 + sum(map(block_weight, page.blocks))


def _check_text(page: Page) -> None:
    _at_most("title", characters.weight(page.title), MAX_TITLE)
    _shows("a page's title", page.title)
    _at_most("number of blocks", len(page.blocks), MAX_BLOCKS)
    for block in page.blocks:
        _at_most(f"{block.type}", block_weight(block), MAX_TITLE if isinstance(block, Heading) else MAX_TEXT)
        if isinstance(block, Fields):
            _at_most("number of fields", len(block.rows), MAX_FIELDS)
            if not block.rows:
                raise Oversize("fields without a field: platforms refuse them")
            for name, _ in block.rows:
                _shows("a field's name", name)
        elif not isinstance(block, Divider):
            _shows(f"a {block.type}", block.text if isinstance(block, Heading) else plain(block.markup))
    _at_most("page", page_weight(page), MAX_PAGE)


def _shows(what: str, text: str) -> None:
    if not characters.clean(text).strip():
        raise Oversize(f"{what} without a word: platforms refuse it")


def _check_commands(page: Page) -> None:
    _at_most("number of buttons", len(page.buttons), MAX_BUTTONS)
    for button in page.buttons:
        _shows("a button", button.label)
        _at_most("button", characters.length(button.label), MAX_LABEL)
        _at_most("command", characters.length(button.command), MAX_COMMAND)
    commands = [button.command for button in page.buttons]
    if len(set(commands)) < len(commands):  # Discord: custom ids are unique in a message
        raise Oversize(f"two buttons with one command: {commands}")
    if page.select:
        _at_most("placeholder", characters.length(page.select.placeholder), MAX_TITLE)
        _at_most("number of options", len(page.select.options), MAX_OPTIONS)
        if not page.select.options:
            raise Oversize("a select without options: platforms refuse it")
        for option in page.select.options:
            _shows("an option", option.label)
            for text in (option.label, option.command, option.description):
                _at_most("option", characters.length(text), MAX_OPTION)
        chosen = [option.command for option in page.select.options]
        if len(set(chosen)) < len(chosen):
            raise Oversize(f"two options with one command: {chosen}")


def _check_form(form: Form) -> None:
    _at_most("form's title", characters.length(form.title), MAX_FORM_TITLE)
    _at_most("form's command", characters.length(form.command), MAX_COMMAND)
    _at_most("form's button", characters.length(form.submit), MAX_FORM_TITLE)
    _at_most("number of questions", len(form.questions), MAX_QUESTIONS)
    _shows("a form's title", form.title)
    _shows("a form's button", form.submit)
    names = {question.name for question in form.questions}
    if not names or len(names) < len(form.questions):
        raise Oversize("a form needs questions, each with a name of its own")
    _at_most("text beside a form", block_weight(Quotation(form.beside)), MAX_TEXT)
    if form.beside:
        _shows("text beside a form", plain(form.beside))
    for question in form.questions:
        _shows("a question", question.label)
        _at_most("question", characters.length(question.label), MAX_QUESTION)
        _at_most("hint", characters.length(question.hint), MAX_HINT)
        _at_most("answer", characters.length(question.value), question.room)
        _check_choices(question)


def _check_choices(question: Question) -> None:
    if (question.kind in ("choice", "choices")) != bool(question.choices):
        raise Oversize(f"a {question.kind} with {len(question.choices)} choices: platforms refuse it")
    _at_most("number of choices", len(question.choices), MAX_OPTIONS)
    values = [choice.value for choice in question.choices]
    for choice in question.choices:
        _shows("a choice", choice.label)
        for text in (choice.label, choice.value):
            _at_most("choice", characters.length(text), MAX_OPTION)
        if not choice.value or (question.kind == "choices" and " " in choice.value):
            raise Oversize(f"a choice of which nothing could be told: {choice}")
    if len(set(values)) < len(values):
        raise Oversize(f"two choices with one value: {values}")


def _at_most(what: str, size: int, limit: int) -> None:
    if size > limit:
        raise Oversize(f"{what}: {size}, and at most {limit} fit")
