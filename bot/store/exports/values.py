"""What may stand in a field of an export. A file may come from anybody: what we would stumble over is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

from bot.chat import Often
from bot.schedule import QuietHours
from bot.store.database import utc_moment, utc_text
from bot.view.characters import clean
from briefs import filters
from briefs.model import TOPICS

EARLIEST, LATEST = 2015, 2100  # years: what is said to have happened outside of them did not
ZONE = r"[A-Za-z][\w+/-]{0,60}"  # also one that this machine does not know: see Schedule


@dataclass(frozen=True)
class _Is:
    """A text for which `check` raises no ValueError and answers with something that holds."""

    what: str  # "a time of day such as 09:00"
    check: Callable[[str], object]
    pattern: str = ""

    def __call__(self, text: str) -> str:
        try:
            good = self.check(text)
        except (ValueError, OverflowError):
            good = False
        if not good:
            raise ValueError(f"it should be {self.what}")
        return text

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "description": self.what, **({"pattern": self.pattern} if self.pattern else {})}


def _like(regex: str, what: str) -> _Is:
    return _Is(what, re.compile(regex).fullmatch, f"^(?:{regex})$")


def _is_moment(text: str) -> bool:
    return utc_text(utc_moment(text)) == text and EARLIEST <= utc_moment(text).year <= LATEST


def _are_dates(text: str) -> bool:
    return all(date.fromisoformat(day).year for day in text.split())


def _is_edition(text: str) -> bool:
    return bool(date.fromisoformat(text[:10]).year and re.fullmatch(r"(?:\+[0-9]{1,6})?", text[10:]))


def _is_quiet(text: str) -> bool:
    hours, _, zone = text.partition(" ")
    return str(QuietHours.parse(hours, "UTC")) == f"{hours} UTC" and re.fullmatch(ZONE, zone) is not None


def _are_days(text: str) -> bool:
    return text != "" and list(text) == sorted({*text} & {*"0123456"})


SEEN = _Is("something that can be seen", lambda text: not text or clean(text).strip())
Line = Annotated[str, StringConstraints(max_length=2000), SEEN]
Title = Annotated[str, StringConstraints(min_length=1, max_length=2000), SEEN]
Words = Annotated[str, StringConstraints(max_length=20_000), SEEN]
Whole = Annotated[str, StringConstraints(max_length=2_000_000)]  # the text of an essay
Number = Annotated[int, Field(ge=0, le=2**53)]
Moment = Annotated[str, _Is("a time such as 2026-11-22T08:00:00.000000Z", _is_moment)]
Slug = Annotated[str, _like("[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", "a name such as lake-water")]
TopicSlug = Annotated[str, _Is(f"one of {', '.join(TOPICS)}", TOPICS.__contains__)]
CardId = Annotated[str, _like("[a-z]{1,20}/[a-z0-9-]{1,60}", "a card's id such as redlines/neutrality")]
EssayId = Annotated[str, _like("[a-z0-9][a-z0-9-]{0,79}", "an essay's id such as the-lake-3f9a21")]
Key = Annotated[
    str,
    _like(
        "[a-z0-9-]{1,40} [a-z]{1,20}/[a-z0-9-]{1,60}", "a dossier and a card such as ukraine-talks redlines/neutrality"
    ),
]
Id = Annotated[str, _like("[A-Za-z0-9]{1,64}", "an id")]
PersonId = Annotated[str, _like("[A-Za-z0-9]{0,64}", "a person's id")]
EditorId = Annotated[str, _like("[-?]?[A-Za-z0-9]{1,64}", "a person's id")]
ChannelId = Annotated[str, _like("@?[A-Za-z0-9-]{1,64}", "a channel's id")]
MessageId = Annotated[str, _like("[A-Za-z0-9./]{0,120}", "a message's id")]
PlaceId = Annotated[str, _like("@?[A-Za-z0-9-]{0,64}", "a channel's id")]  # "@": of somebody forgotten; "": none
Clock = Annotated[str, _Is("a time of day such as 09:00", lambda text: f"{time.fromisoformat(text):%H:%M}" == text)]
Days = Annotated[str, _Is("days of the week such as 01234", _are_days)]
Dates = Annotated[str, _Is("dates such as 2026-12-25 2026-12-26", _are_dates)]
EditionDate = Annotated[str, _Is("a date such as 2026-11-22 or 2026-11-22+1", _is_edition)]
Zone = Annotated[str, _like(ZONE, "a time zone such as Europe/Berlin")]
Quiet = Annotated[str, _Is("hours such as 22:00-07:00 Europe/Berlin", _is_quiet)]
Rule = Annotated[str, _Is("a filter such as redlines or party:russia", filters.parse)]
Rhythm = Annotated[str, _Is("one of at once, daily, weekly mon to weekly sun", set(map(str, Often)).__contains__)]
Header = Annotated[str, _like(r"[\x20-\x7e]{0,500}", "what can stand in a header of HTTP")]
Hash = Annotated[str, _like("(?:[0-9a-f]{64})?", "a SHA-256, or nothing")]
