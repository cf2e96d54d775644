"""Forget somebody: every row that names them is removed, or keeps what was done and no more by whom.

Each column that can name a person is dealt with here; a test knows them all, and fails for a new one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.chat import Person, Platform, Space
from bot.store import owned
from bot.store.database import Connection, statements
from bot.store.deliveries import keep_pages, kept_page
from bot.view.page import Page, from_json

SOMEBODY = "somebody"  # who did it, once they are forgotten


@dataclass(frozen=True)
class Known:
    """How much of a person there is."""

    follows: int  # topics in direct messages
    digests: int  # that they set up for channels
    changes: int  # in the histories of cards, and in the audit


@dataclass(frozen=True)
class Reach:
    """Where somebody is forgotten: in one space, or everywhere on their platform."""

    platform: Platform
    space: Space | None = None

    def values(self, person: Person) -> dict[str, str]:
        """What the statements below are about. Their id stands in patterns, so it is one and nothing else."""
        if not re.fullmatch("[A-Za-z0-9]{1,64}", person.id):
            raise ValueError(f"no person's id: {person.id!r}")
        spaces = self.space.key if self.space else f"{self.platform}:%"
        own = f"{self.platform}:@{person.id}"  # direct messages that have no server are a space of their own
        return {
            "person": person.id,
            "spaces": spaces,
            "own": own if self.space is None else "",
            "channels": f"{spaces}/%",
            "direct": f"{spaces}/@{person.id}",
            "quoted": f'/@{person.id}"',  # the end of their direct messages' key, in JSON
            "somebody": SOMEBODY,
        }


async def known(db: Connection, person: Person, reach: Reach) -> Known:
    """How much there is to forget."""
    [row] = await db.execute_fetchall(
        "SELECT (SELECT COUNT(*) FROM subscriptions WHERE channel LIKE :direct) AS follows,"
        " (SELECT COUNT(*) FROM schedules WHERE channel LIKE :channels AND channel NOT LIKE :direct"
        "   AND by_id = :person AND next_due IS NOT NULL) AS digests,"
        " (SELECT COUNT(*) FROM card_revisions WHERE space LIKE :spaces AND by_id = :person)"
        " + (SELECT COUNT(*) FROM audit WHERE space LIKE :spaces AND person = :person) AS changes",
        reach.values(person),
    )
    return Known(row["follows"], row["digests"], row["changes"])


async def forget(db: Connection, person: Person, reach: Reach) -> None:
    """Forget them there. What they made for others stays, and goes on."""
    values = reach.values(person)
    if values["own"]:
        await owned.clear_space(db, values["own"])
    await owned.clear_channels(db, values["direct"])
    await _leave_pages(db, values)
    for statement in statements(_SCRIPT):
        await db.execute(statement, values)


# Of each noun: what of theirs goes, and what stays without their name.
_SCRIPT = """
DELETE FROM notices WHERE space LIKE :spaces AND person = :person;
UPDATE subscriptions SET by_id = '' WHERE channel LIKE :channels AND by_id = :person;
UPDATE schedules SET by_id = '', by_name = :somebody WHERE channel LIKE :channels AND by_id = :person;
UPDATE layouts SET by_id = '' WHERE channel LIKE :channels AND by_id = :person;
UPDATE spaces SET review_by = '' WHERE space LIKE :spaces AND review_by = :person;
UPDATE spaces SET review_channel = NULL WHERE space LIKE :spaces AND review_channel LIKE :direct;
UPDATE feeds SET added_by = '' WHERE space LIKE :spaces AND added_by = :person;
UPDATE essays SET added_by = :somebody, added_by_id = '' WHERE space LIKE :spaces AND added_by_id = :person;
UPDATE bottom_lines SET by = :somebody, by_id = '' WHERE space LIKE :spaces AND by_id = :person;
UPDATE card_revisions SET by = :somebody, by_id = '' WHERE space LIKE :spaces AND by_id = :person;

-- Agreement to a draft that still waits goes, and so does a wish for a second opinion. The rest is history.
DELETE FROM approvals WHERE space LIKE :spaces AND (by_id = '?' || :person OR by_id = :person AND EXISTS
    (SELECT 1 FROM cards WHERE cards.space = approvals.space AND cards.dossier = approvals.dossier
    AND cards.id = approvals.card AND cards.state = 'draft'));
UPDATE approvals SET by_id = '-' || lower(hex(randomblob(8))), by_name = :somebody
    WHERE space LIKE :spaces AND by_id = :person;

-- What somebody typed may hold anything: of a command its first word stays.
DELETE FROM audit WHERE space LIKE :spaces AND (what LIKE :direct OR what LIKE :direct || ' %');
UPDATE audit SET channel = space || '/@' WHERE space LIKE :spaces AND channel LIKE :direct;
UPDATE audit SET before = replace(before, :quoted, '/@"'), after = replace(after, :quoted, '/@"')
    WHERE space LIKE :spaces AND (instr(before, :quoted) OR instr(after, :quoted));
UPDATE audit SET person = '', name = :somebody, asked = substr(asked || ' ', 1, instr(asked || ' ', ' ') - 1)
    WHERE space LIKE :spaces AND person = :person;
"""


async def _leave_pages(db: Connection, values: dict[str, str]) -> None:
    """Let the pages that name them call them somebody, wherever these were posted or wait to be."""
    rows = await db.execute_fetchall(
        "SELECT DISTINCT pages.id, pages.body FROM page_people JOIN pages ON pages.id = page_people.page"
        " WHERE page_people.person = :person",
        values,
    )
    for row in rows:
        id, body = kept_page(_without(row["body"], values["person"]))
        await keep_pages(db, [(id, body)])
        for column in ("page", "whole"):
            await db.execute(
                f"UPDATE deliveries SET {column} = :new WHERE {column} = :old AND channel LIKE :channels",
                {"new": id, "old": row["id"], "channels": values["channels"]},
            )
    await owned.drop_pages(db, [row["id"] for row in rows])


def _without(body: str, person: str) -> Page:
    """A page that calls them somebody, or nothing where it has no room for that."""
    try:
        return from_json(json.dumps(_renamed(json.loads(body), person, SOMEBODY)))
    except ValueError:
        return from_json(json.dumps(_renamed(json.loads(body), person, "–")))


def _renamed(part: Any, person: str, name: str) -> Any:
    if isinstance(part, list):
        return [_renamed(one, person, name) for one in part]
    if isinstance(part, dict):
        if part.get("type") == "person" and part.get("id") == person:
            return {**part, "id": "", "name": name}
        return {key: _renamed(one, person, name) for key, one in part.items()}
    return part
