"""What a measurement gives, and the table that they make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    measured: float
    unit: str = ""
    goal: float | None = None  # at most; None where there is none
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the goal was met."""
        if self.goal is None:
            return ""
        return "met" if self.measured <= self.goal else "MISSED"


def table(rows: Iterable[Row]) -> str:
    """The rows under a heading, in columns."""
    cells = [("what", "measured", "goal", "", "")]
    cells += [
        (
            row.what,
            f"{row.measured:.3g} {row.unit}".strip(),
            "" if row.goal is None else f"at most {row.goal:g} {row.unit}".strip(),
            row.verdict,
            row.note,
        )
        for row in rows
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip()
        for row in cells
    )
