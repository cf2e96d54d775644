"""The data statement says what is so: each claim that can be checked is, here or where it names the test."""

from __future__ import annotations

import re
from pathlib import Path

from bot.commands.settling import LONGEST_KEEP, SHORTEST_KEEP
from bot.settings import Settings
from bot.sources.prompt import messages
from bot.store import feeds, keeping
from tests.store.test_people import columns

ROOT = Path(__file__).resolve().parents[1]
SAID = (ROOT / ".github" / "DATA.md").read_text()


async def test_every_table_stands_in_it(database):
    named = set(re.findall(r"`([a-z_]+)`", SAID.partition("## Who sees it")[0]))

    for table in (*await columns(database), "acting"):
        assert table in named, table


def test_the_times_are_those_of_the_programme():
    assert f"**The time** is {keeping.KEEP} days" in SAID
    assert f"({SHORTEST_KEEP} to {LONGEST_KEEP:,} days" in SAID
    assert f"after {Settings.model_fields['backup_days'].default} days unless" in SAID
    assert f"entries {feeds.KEPT.days} days" in SAID
    assert f"| {keeping.SEARCHES.days} days after they were last asked" in SAID


def test_a_model_gets_no_more_than_is_said():
    asked = messages([], [], ["Kessary"], "2026-11-18")

    assert asked[1]["content"] == '{"parties": ["Kessary"], "published": "2026-11-18", "sentences": []}'


def test_it_is_found_where_people_look():
    assert "(.github/DATA.md)" in (ROOT / "README.md").read_text()
    for link in re.findall(r"\]\(([^)#:]+)", SAID):
        assert (ROOT / ".github" / link).exists(), link


async def test_questions_are_not_recorded(desk, database):
    from bot.commands import handle
    from tests.conftest import ask
    from tests.store.test_people import everything

    before = await everything(database)
    for text in (
        "brief",
        "redlines",
        "search neutral",
        "card redlines/neutrality",
        "changes",
        "topics",
        "essays",
        "help",
    ):
        await handle(desk, ask(text))

    assert await everything(database) == before
