"""Forms that came back with a mistake.

A modal cannot answer a modal, and Discord forgets what was typed. So it waits here, for a while and in memory, until
whoever typed it opens the form again.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.adapters.discord.render import Again
from bot.chat import Request
from bot.view.markup import words
from bot.view.page import MAX_BUTTONS, MAX_TEXT, Form, Page, Quotation, block_weight

MOST = 100  # forms: two megabytes of text at the worst
GOOD_FOR = 900.0  # seconds: as long as Discord lets the page with the button be changed

LOST = "What you typed is no longer there: it was kept for a quarter of an hour."
CHANGED = "It was changed meanwhile. These are your words; saving them takes the place of the change."

Key = tuple[str, str, str]


class Unfinished:
    """What was typed, by person and form."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` tells seconds that never go back."""
        self._now = now
        self._kept: OrderedDict[Key, tuple[float, Mapping[str, str]]] = OrderedDict()

    def keep(self, request: Request, page: Page) -> Page:
        """Keep what a form was filled in with, and put a way back into the page that says what is wrong with it.

        A page with a form of its own asks on: there the answers go.
        """
        again = replace(request, text=page.form.command) if page.form else request
        self._kept[_key(again)] = (self._now() + GOOD_FOR, request.fields)
        self._kept.move_to_end(_key(again))
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        others = [one for one in page.buttons if not one.opens_form and one.command != request.text]
        way = _way_back(again, page.form.title if page.form else "Open the form again")
        return replace(page, form=None, buttons=(way, *others[: MAX_BUTTONS - 1]))

    def forget(self, request: Request) -> None:
        """The form was taken."""
        self._kept.pop(_key(request), None)

    def fill(self, request: Request, page: Page) -> Page:
        """The page with its form as it was filled in, or with a word where that is lost."""
        if page.form is None:
            return page
        until, typed = self._kept.get(_key(request), (0.0, None))
        if typed is None or until < self._now():
            return replace(page, form=_saying(LOST, page.form))
        form = page.form.filled_in(typed)
        if form.command != request.text:
            form = _saying(CHANGED, form)
        return replace(page, form=form, buttons=(_way_back(request),))


def _way_back(request: Request, label: str = "Open the form again") -> Again:
    return Again(label, request.text, style="main", opens_form=True)


def _key(request: Request) -> Key:
    return request.space.key, request.person.id, request.text


def _saying(note: str, form: Form) -> Form:
    beside = words(note, *(("\n\n", *form.beside) if form.beside else ()))
    return replace(form, beside=beside) if block_weight(Quotation(beside)) <= MAX_TEXT else form
