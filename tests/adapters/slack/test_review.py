"""Review in Slack, from an essay to a published card and its correction: real desk, real outbox, real libraries."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat import Person, Platform, Space
from bot.commands.essays import take_in
from bot.outbox import send_waiting
from bot.sources.files import read_essay
from bot.store import cards
from briefs.model import Kind
from tests.standins.slack import Fault, Seen

ESSAY = Path(__file__).resolve().parents[3] / "briefs/content/demonstration/essay.md"
SPACE = Space(Platform.SLACK, "T1")
OWNER, ADMIN = "U0OWNER", "U2"

Send = Callable[[], Awaitable[int]]


@pytest.fixture
async def send(adapter, desk, clock, slack) -> Send:
    """Send what waits, a while later."""
    slack.workspace.user(ADMIN, "petro", is_admin=True)
    slack.workspace.now = lambda: clock().timestamp()

    async def send() -> int:
        clock.now += timedelta(minutes=20)
        return await send_waiting(desk.database, {Platform.SLACK: adapter}, clock)

    return send


@pytest.fixture
async def told(send, slack, desk) -> Seen:
    """What the review channel is told of an essay."""
    assert "C1" in (await slack.command("settings review here", OWNER)).said
    await take_in(desk, read_essay(ESSAY), SPACE, Person(OWNER, "olena"), "river")
    assert await send() == 1
    [post] = slack.workspace.posted_in("C1")
    return post


def headline(draft: Seen) -> str:
    """What a draft would say, as the review page shows it."""
    bold = next(line for line in draft.said.split("\n") if line.startswith("*"))
    return bold.strip("*")


async def test_an_editor_decides_on_drafts_one_after_another(told, slack, send):
    assert "drafts from" in told.said
    assert "\n> " in told.said
    best = headline(told)
    draft = await slack.command("review", OWNER)
    assert draft.only_for == OWNER
    assert "Draft 1 of" in draft.said
    assert headline(draft) == best

    await slack.click(draft, "Next", OWNER)
    assert "Draft 2 of" in draft.said
    await slack.choose(draft, "Previous draft", OWNER)
    assert headline(draft) == best

    modal = await slack.click(draft, "Edit", OWNER)
    assert " ".join(best.split()[1:3]) in modal.said
    shorter = best.rpartition(" ")[0]
    assert await slack.submit(modal, OWNER, headline=shorter, note="shorter") is draft
    assert f"Changed: {shorter}" in draft.said
    assert headline(draft) == shorter

    await slack.click(draft, "Publish", OWNER)
    assert f"Published: {shorter}" in draft.said
    second = headline(draft)
    await slack.click(draft, "Reject", OWNER)
    assert f"Rejected: {second[:40]}" in draft.said
    await slack.choose(draft, "Ask for a second opinion", OWNER)
    assert "Left to another editor" in draft.said
    while not (merges := [one for one in draft.options if one.startswith("Merge into")]):
        await slack.click(draft, "Next", OWNER)
    await slack.choose(draft, merges[0], OWNER)
    assert f"Merged into: {shorter}" in draft.said

    assert await send() == 2  # and the post about the essay moves on, once
    assert "second opinion" in slack.workspace.posted_in("C1")[-1].said
    await slack.command("dossier river", OWNER)
    published = await slack.command(f"search {' '.join(best.split()[:3])}", OWNER)
    assert " ".join(best.split()[:3]) in published.said


async def test_all_drafts_are_rejected_from_the_post_after_a_question(told, slack, send):
    [option] = [one for one in told.options if one.startswith("Reject all")]

    asked = await slack.choose(told, option, OWNER)
    assert asked.only_for == OWNER
    assert "drafts?" in asked.said
    done = await slack.click(asked, next(one for one in asked.buttons if one.startswith("Reject all")), OWNER)
    await send()

    assert "Rejected: " in done.said
    assert "No draft waits" in done.said
    assert "are decided on" in told.said


async def test_two_editors_at_once_yield_one_decision_and_the_other_is_told(told, slack):
    first, second = await slack.command("review", OWNER), await slack.command("review", ADMIN)
    best = headline(first)
    assert headline(second) == best

    await asyncio.gather(slack.click(first, "Publish", OWNER), slack.click(second, "Publish", ADMIN))

    said = sorted([first.said, second.said], key=lambda said: "was faster" in said)
    assert f"Published: {best[:40]}" in said[0]
    assert "was faster (published)" in said[1]
    loser = second if "was faster" in second.said else first
    await slack.click(loser, "Review", ADMIN if loser is second else OWNER)
    assert "Draft 1 of" in loser.said
    assert headline(loser) != best


async def test_the_post_in_the_review_channel_is_decided_on_and_moves_on(told, slack, send):
    best = headline(told)

    second = await slack.click(told, "Next", ADMIN)
    assert "Draft 2 of" in second.said
    assert second.only_for == ADMIN
    decided = await slack.click(told, "Publish", OWNER)
    assert f"Published: {best[:40]}" in decided.said
    assert decided.only_for == OWNER
    await send()
    assert headline(told) == headline(second)
    edited = await slack.submit(await slack.click(told, "Edit", OWNER), OWNER, headline="Put better")
    await send()

    assert edited.only_for == OWNER
    assert headline(told) == "Put better"
    assert slack.workspace.posted_in("C1") == [told]


async def test_somebody_who_may_not_is_told_so(told, slack):
    assert "Only people" in (await slack.click(told, "Publish", "U1")).said
    assert "Only people" in (await slack.command("review publish #1 1", "U1")).said
    assert "Only people" in (await slack.direct_message("review", "U1")).said


async def test_a_correction_reaches_every_message_and_is_a_new_one_where_none_can_be_edited(send, slack, desk):
    await slack.command("digest now", OWNER)
    await send()
    [digest] = slack.workspace.posted_in("C1")
    published = await cards.published(desk.database.reader, SPACE, "ukraine-talks")
    entry = next(one for one in published if one.card.headline in digest.said and one.card.kind is not Kind.JUDGEMENT)
    card = await slack.command(f"card {entry.card.id}", OWNER)
    await slack.click(card, "Share", OWNER)
    await send()
    _, shared = slack.workspace.posted_in("C1")
    assert "Edit" not in shared.buttons

    modal = await slack.click(card, "Edit", OWNER)
    await slack.submit(modal, OWNER, headline="Our own words")
    slack.fail("chat.update", Fault(unheard=True), Fault(status=429, retry_after=1))
    for _ in range(4):
        await send()

    for post in slack.workspace.posted_in("C1"):
        assert "Our own words" in post.said
        assert "Corrected" in post.said
    assert len(slack.workspace.posted_in("C1")) == 2

    shared.deleted = True
    card = await slack.command(f"card {entry.card.id}", OWNER)
    modal = await slack.click(card, "Edit", OWNER)
    await slack.submit(modal, OWNER, headline="Our own words, again")
    slack.fail("chat.update", Fault(error="edit_window_closed"))
    for _ in range(3):
        await send()

    posts = slack.workspace.posted_in("C1")
    digest_again, shared_again = [post for post in posts if "Our own words, again" in post.said]
    assert "again" not in digest.said
    assert digest_again.thread == digest.id  # which is too old to be edited, and still there
    assert shared_again.thread == ""


async def test_an_essay_in_a_message_becomes_drafts_that_are_published(send, slack):
    await slack.command("settings review here", OWNER)
    message = slack.says(ESSAY.read_text())

    taken = await slack.at_last(slack.brief_this(message, OWNER))

    assert "drafts" in taken.said
    draft = await slack.click(taken, "Review", OWNER)
    assert "Draft 1 of" in draft.said
    await slack.click(draft, "Publish", OWNER)
    assert "Published: " in draft.said
