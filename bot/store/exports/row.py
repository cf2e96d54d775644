"""What every part of an export is like, and every row of a table in it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """What stands in an export is exactly what is said here."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Row(Part):
    """A row of a table."""

    TABLE: ClassVar[str]
    ONE: ClassVar[tuple[str, ...]] = ()  # the columns by which it is one of a kind; none: there may be several alike
    ORDER: ClassVar[str] = "rowid"
    JSON: ClassVar[tuple[str, ...]] = ()  # columns that hold JSON
