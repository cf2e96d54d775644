"""Essays in and drafts out, the whole way on Discord: real commands, real files, the real outbox."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.app import open_desk
from bot.chat import Platform
from bot.commands.desk import Sources
from bot.outbox import send_waiting
from bot.settings import Settings
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from briefs.dossier import shipped
from tests.adapters.discord.conftest import a_discord, at_desk
from tests.standins.discord import File, Trouble
from tests.standins.discord.limits import walk
from tests.standins.discord.world import MANAGE_CHANNELS, MEMBER, SEND_MESSAGES

DECISIONS = ["Publish", "Edit", "Reject", "Next"]
ESSAY = (shipped()[0].parent / "demonstration" / "essay.md").read_bytes()


pytestmark = pytest.mark.asyncio(loop_scope="module")


# One Discord and one desk for all; each test has a server of its own, and spaces do not see one another.


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord():
    async with a_discord() as standin:
        standin.add_guild()
        yield standin


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory):
    settings = Settings(database=tmp_path_factory.mktemp("review") / "communique.db")
    async with open_desk(settings) as desk, Workers() as workers:
        yield replace(desk, sources=Sources(Fetcher(), workers))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def adapter(discord, desk):
    async with at_desk(discord, desk) as adapter:
        yield adapter


@pytest.fixture
def guild(discord):
    return discord.add_guild()


@pytest.fixture
def talks(discord, guild):
    return discord.add_channel(guild, "talks")


@pytest.fixture
def room(discord, guild):
    return discord.add_channel(guild, "editors")


@pytest.fixture
def bo(discord):
    return discord.add_person("Bo", MEMBER | MANAGE_CHANNELS)


@pytest.fixture
def cy(discord):
    return discord.add_person("Cy", MEMBER | MANAGE_CHANNELS)


@pytest.fixture
def ada(discord):
    return discord.add_person("Ada")


@pytest.fixture
def deliver(adapter, desk):
    return lambda: send_waiting(desk.database, {Platform.DISCORD: adapter}, desk.now)


@pytest_asyncio.fixture(loop_scope="module")
async def drafts(discord, adapter, deliver, talks, room, bo):
    """The river is followed in both channels, and an essay about it waits for the editors."""
    await discord.slash("settings", {"what": "review here"}, bo, room)
    await discord.slash("dossier", {"name": "new river"}, bo, talks)
    await discord.slash("dossier", {"name": "river"}, bo, room)
    taken = await discord.slash("essay add", {"file": File("essay.md", ESSAY), "dossier": "river"}, bo, talks)
    await deliver()
    return taken


def texts(message):
    return "\n".join(part["content"] for part in walk(message["components"]) if "content" in part)


def button(message, label):
    return next(part["custom_id"] for part in walk(message["components"]) if part.get("label") == label)


async def review(discord, person, room):
    """The first draft that can be published as it is."""
    seen = await discord.slash("review", {}, person, room)
    while "cannot be published" in seen.text:
        seen = await discord.click(seen.message, seen.buttons["Next"], person, room)
    return seen


def headline(seen):
    """The headline of the draft on a page."""
    return re.search(r"^\*\*(.+)\*\*$", seen.text, re.MULTILINE)[1].replace("\\", "")


def id_of(seen):
    return re.search(r"([a-z]+/[a-z0-9-]+) · revision", seen.text.replace("\\", ""))[1]


async def test_an_essay_sent_as_a_file_becomes_drafts_in_the_review_channel(discord, drafts, room, bo):
    many = int(re.match(r"## (\d+) drafts from “The River Keeps No Minutes”", drafts.text)[1])
    (post,) = room.posts

    assert drafts.ephemeral
    assert texts(post).startswith(f"## {many} drafts from “The River Keeps No Minutes”")
    assert "\n> " in texts(post)
    assert [part["label"] for part in walk(post["components"]) if part.get("label")][-4:] == DECISIONS
    second = await discord.click(post, button(post, "Next"), bo, room)
    assert second.text.startswith(f"## Draft 2 of {many}")
    assert list(second.buttons) == DECISIONS
    assert second.ephemeral


async def test_the_post_in_the_review_channel_is_decided_on_and_moves_on(discord, drafts, room, bo, ada, deliver):
    (post,) = room.posts
    many = int(re.match(r"## (\d+) drafts", texts(post))[1])
    best = re.search(r"[a-z]+/[a-z0-9-]+(?= · revision)", texts(post).replace("\\", ""))[0]

    assert "Only people who manage" in (await discord.click(post, button(post, "Reject"), ada, room)).text
    rejected = await discord.click(post, button(post, "Reject"), bo, room)
    opened = await discord.click(post, button(post, "Edit"), bo, room)
    assert opened.modal is None
    assert "is put away" in opened.text
    await deliver()
    (post,) = room.posts

    assert rejected.ephemeral
    assert rejected.text.startswith(f"## Draft 1 of {many - 1}")
    assert texts(post).startswith(f"## {many - 1} drafts from “The River Keeps No Minutes”")
    assert f"{best} ·" not in texts(post).replace("\\", "")
    opened = await discord.click(post, button(post, "Edit"), bo, room)
    edited = await discord.submit(opened.modal, {"headline": "Put better"}, bo, room, message=post)
    await deliver()
    (post,) = room.posts

    assert edited.ephemeral
    assert "Changed: Put better" in edited.text
    assert "**Put better**" in texts(post)


async def test_the_same_essay_again_is_no_second_one(discord, drafts, room, talks, bo, deliver):
    again = await discord.slash("essay add", {"file": File("copy.md", ESSAY), "dossier": "river"}, bo, talks)

    assert "taken in before" in again.text
    await deliver()
    assert len(room.posts) == 1


async def test_drafts_are_published_rejected_and_passed_over(discord, drafts, talks, room, bo):
    seen = await review(discord, bo, room)
    published = headline(seen)

    after = await discord.click(seen.message, seen.buttons["Publish"], bo, room)
    assert after.edited
    assert f"Published: {published}" in after.text.replace("\\", "")
    place = after.text.split("\n")[0]
    passed = await discord.click(after.message, after.buttons["Next"], bo, room)
    assert passed.text.split("\n")[0] != place
    rejected = await discord.click(passed.message, passed.buttons["Reject"], bo, room)
    assert "Rejected: " in rejected.text
    found = await discord.slash("search", {"words": " ".join(published.split()[:3])}, bo, talks)
    assert "1 of 1 card" in found.text
    assert published[-40:] in found.text.replace("*", "")


async def test_a_draft_is_edited_beside_its_quote(discord, drafts, room, bo):
    seen = await review(discord, bo, room)
    opened = await discord.click(seen.message, seen.buttons["Edit"], bo, room)
    quote, *entries = opened.modal["components"]

    assert quote["type"] == 10
    assert quote["content"].startswith("> ")
    assert len(quote["content"].split()) > 5
    labels = [entry["label"] for entry in entries]
    assert labels[:2] + labels[3:] == [
        "Headline",
        "Text",
        "Attach a sentence of the essay",
    ]  # and what it is, and whose
    after = await discord.submit(opened.modal, {"headline": "Put better"}, bo, room, message=seen.message)
    assert "Changed: Put better" in after.text
    assert after.edited


async def test_an_edit_with_a_mistake_loses_nothing_that_was_typed(discord, drafts, room, bo):
    seen = await review(discord, bo, room)
    opened = await discord.click(seen.message, seen.buttons["Edit"], bo, room)
    typed = {"headline": "", "text": "A text that took an hour.", "quote": ""}

    wrong = await discord.submit(opened.modal, typed, bo, room, message=seen.message)
    assert "needs a headline" in wrong.text
    again = await discord.click(wrong.message, wrong.buttons["Open the form again"], bo, room)
    values = {
        part["component"]["custom_id"]: part["component"].get("value", "")
        for part in again.modal["components"][1:]
        if part["component"]["type"] == 4  # a text
    }
    assert values == typed
    saved = await discord.submit(again.modal, {"headline": "It took an hour"}, bo, room, message=wrong.message)
    assert "Changed: It took an hour" in saved.text


async def test_more_is_chosen_from_a_list(discord, drafts, room, bo, cy, deliver):
    seen = await review(discord, bo, room)

    left = await discord.choose(seen.message, seen.options["Ask for a second opinion"], bo, room)
    assert "Left to another editor" in left.text
    await deliver()
    assert "Bo leaves it to another editor" in texts(room.posts[-1])
    shown = await discord.click(room.posts[-1], button(room.posts[-1], "Show it"), cy, room)
    assert shown.ephemeral


async def test_all_drafts_are_rejected_from_the_post_after_a_question(discord, drafts, room, bo, ada, deliver):
    (post,) = room.posts
    many = int(re.match(r"## (\d+) drafts", texts(post))[1])
    option = next(
        one
        for part in walk(post["components"])
        for one in part.get("options", ())
        if one["label"] == f"Reject all {many} drafts of this essay"
    )

    assert "Only people who manage" in (await discord.choose(post, option["value"], ada, room)).text
    asked = await discord.choose(post, option["value"], bo, room)
    assert asked.ephemeral
    assert f"## Reject {many} drafts?" in asked.text
    done = await discord.click(asked.message, asked.buttons[f"Reject all {many}"], bo, room)
    await deliver()

    assert done.edited
    assert f"Rejected: {many} drafts from “The River Keeps No Minutes”" in done.text
    assert "are decided on" in texts(room.posts[0])


async def test_two_editors_who_press_at_once_decide_once(discord, drafts, room, bo, cy):
    mine, theirs = [await review(discord, one, room) for one in (bo, cy)]
    assert mine.buttons == theirs.buttons

    pressed = await asyncio.gather(
        discord.click(mine.message, mine.buttons["Publish"], bo, room),
        discord.click(theirs.message, theirs.buttons["Reject"], cy, room),
    )

    told = [seen for seen in pressed if "was faster" in seen.text]
    decided = [seen for seen in pressed if re.search("Published: |Rejected: ", seen.text)]
    assert (len(told), len(decided)) == (1, 1)
    assert list(told[0].buttons)[:2] == ["Look again", "Review"]


async def test_only_editors_add_and_review(discord, drafts, talks, room, ada, bo):
    before = len(discord.fetched)
    seen = await review(discord, bo, room)
    message = discord.write("Kessary will not open the gate before the vote.", bo, talks)

    refused = [
        await discord.slash("essay add", {"file": File("essay.md", ESSAY)}, ada, talks),
        await discord.slash("review", {}, ada, room),
        await discord.slash("settings", {"what": "review off"}, ada, room),
        await discord.slash("feeds add", {"address": "https://example.org/feed"}, ada, room),
        await discord.menu("Brief this", message, ada, talks),
        await discord.click(seen.message, seen.buttons["Publish"], ada, room),
    ]

    for one in refused:
        assert "Only people who manage this channel can" in one.text
        assert "Publish" not in one.buttons
    assert len(discord.fetched) == before


async def _published(discord, room, bo):
    """A card that is out: its id and its headline."""
    seen = await review(discord, bo, room)
    id, said = id_of(seen), headline(seen)
    await discord.click(seen.message, seen.buttons["Publish"], bo, room)
    return id, said


async def _posted_twice(discord, talks, bo, id, deliver):
    """The card in a digest, and shared."""
    await discord.slash("digest now", {}, bo, talks)
    card = await discord.slash("card", {"id": id}, bo, talks)
    await discord.click(card.message, card.buttons["Share"], bo, talks)
    await deliver()
    return card


async def _corrected(discord, talks, bo, card, text):
    opened = await discord.click(card.message, card.buttons["Edit"], bo, talks)
    return await discord.submit(opened.modal, {"headline": text}, bo, talks, message=card.message)


async def test_a_correction_reaches_every_message_that_shows_the_card(discord, drafts, talks, room, bo, deliver):
    id, said = await _published(discord, room, bo)
    card = await _posted_twice(discord, talks, bo, id, deliver)
    before = {post["id"]: texts(post) for post in talks.posts}
    assert len(before) == 2
    assert all(said[:60] in text.replace("\\", "") for text in before.values())

    better = f"{said.split()[0]} put better"
    done = await _corrected(discord, talks, bo, card, better)
    await deliver()

    assert "The card is changed" in done.text
    assert {post["id"] for post in talks.posts} == before.keys()  # in place, none more
    for post in talks.posts:
        assert better in texts(post)
        assert "Corrected" in texts(post)
        assert post["edited_timestamp"]


async def test_a_correction_of_a_deleted_message_becomes_a_new_one(discord, drafts, talks, room, bo, deliver):
    id, said = await _published(discord, room, bo)
    card = await _posted_twice(discord, talks, bo, id, deliver)
    del talks.messages[talks.posts[0]["id"]]

    better = f"{said.split()[0]} put better"
    await _corrected(discord, talks, bo, card, better)
    await deliver()
    await deliver()

    assert len(talks.posts) == 2
    assert all(better in texts(post) for post in talks.posts)


async def test_a_message_is_briefed_into_drafts(discord, drafts, talks, bo):
    said = (
        "Kessary will not open the gate before the vote on 7 February. Mereth demands 3.2 cubic kilometres of water "
        "between May and September. Kessary rejects any inspectors of Mereth at the sluices of the Kessar Dam. "
        "The treaty that divides the Oru lapses on 31 December, and neither government has offered to extend it."
    )
    message = discord.write(said, bo, talks)

    seen = await discord.menu("Brief this", message, bo, talks)

    assert re.match(r"## \d+ drafts? from", seen.text), seen.text


async def test_a_correction_that_its_quote_does_not_carry_is_named_and_what_was_typed_is_kept(
    discord, drafts, talks, room, bo, deliver
):
    id, said = await _published(discord, room, bo)
    card = await _posted_twice(discord, talks, bo, id, deliver)
    wrong = f"{said.split()[0]} and 417 others"

    refused = await _corrected(discord, talks, bo, card, wrong)
    again = await discord.click(refused.message, refused.buttons["Open the form again"], bo, talks)
    await deliver()

    assert "417" in refused.text
    assert not [label for label in refused.buttons if label == "Edit"]  # it would open without what was typed
    assert again.modal["components"][1]["component"]["value"] == wrong
    assert not [post for post in talks.posts if post["edited_timestamp"]]


async def test_a_file_that_takes_long_is_promised_and_then_taken_in(discord, drafts, talks, bo):
    discord.troubles = [Trouble("GET /attachments", delay=1.6)]

    seen = await discord.slash("essay add", {"file": File("essay.md", ESSAY)}, bo, talks)

    assert seen.deferred
    assert seen.ephemeral
    assert "taken in before" in seen.text


async def test_a_message_without_a_word_is_told(discord, drafts, talks, bo):
    seen = await discord.menu("Brief this", discord.write("", bo, talks), bo, talks)

    assert seen.ephemeral
    assert "or send a file" in seen.text


async def test_a_file_that_does_not_come_is_told(discord, drafts, talks, bo):
    discord.troubles = [Trouble("GET /attachments", status=302)]

    seen = await discord.slash("essay add", {"file": File("essay.md", ESSAY)}, bo, talks)

    assert "Discord did not hand me essay.md" in seen.text.replace("\\", "")


async def test_who_may_not_write_in_a_channel_does_not_share_there(discord, drafts, talks, deliver):
    reader = discord.add_person("Eve", MEMBER & ~SEND_MESSAGES)
    seen = await discord.slash("essays", {}, reader, talks)

    refused = await discord.click(seen.message, seen.buttons["Share"], reader, talks)
    await deliver()

    assert "You may not write in this channel" in refused.text
    assert talks.posts == []
