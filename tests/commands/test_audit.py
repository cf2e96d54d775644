"""Every change of a command's has a line that says who, what, when, and how it was before."""

from __future__ import annotations

import json
import re

import pytest

from bot.adapters.discord.render import message as discord_message
from bot.adapters.slack.render import message as slack_message
from bot.chat import Person, Platform, Request, SendFailed, Standing
from bot.commands import handle
from bot.outbox import look_again, send_waiting
from bot.store import audit
from bot.view.characters import clean
from bot.view.page import Tone
from tests.commands.editors import ADA, BEN, FIRST, OURS, ROOM, THEIRS, by, drafted, essay, held, keep, press
from tests.commands.pages import said
from tests.conftest import ask
from tests.standins.discord.limits import walk
from tests.standins.discord.markdown import kinds

CHANGES = (
    "subscribe redlines",
    "subscribe redlines at once",
    "unsubscribe redlines",
    "digest at 09:00 Europe/Berlin",
    "digest at 10:00 Europe/Berlin",
    "digest now",
    "settings quiet 22:00-07:00",
    "settings pause 1w",
    "settings pause off",
    "settings skip tomorrow",
    "settings late 6h",
    "settings empty skip",
    "settings warn 7d",
    "settings review here",
    "settings two-editors on",
    "settings two-editors off",
    "dossier new river The river",
    "dossier ukraine-talks",
    "share topics",
    "digest off",
)


async def lines(desk, space=OURS.space):
    return await audit.of(desk.database.reader, space, limit=1000)


async def test_whatever_changes_something_has_a_line_and_what_changes_nothing_has_none(desk):
    for text in CHANGES:
        held = len(await lines(desk))

        page = await handle(desk, by(ADA, text))

        assert page.tone is not Tone.MISTAKE, (text, said(page))
        new = await lines(desk)
        assert len(new) > held, text
        assert (new[0].by.id, new[0].asked, new[0].at, new[0].channel) == (ADA.id, text, desk.now(), OURS)
    held = len(await lines(desk))
    for text in (
        "redlines",
        "topics",
        "settings",
        "subscriptions",
        "digest preview",
        "audit",
        "search neutral",
        "x y z",
    ):
        await handle(desk, by(ADA, text))
    assert len(await lines(desk)) == held


async def test_a_line_says_what_was_and_what_became_of_it(desk):
    await handle(desk, by(ADA, "digest at 09:00 Europe/Berlin"))
    await handle(desk, by(ADA, "digest at 09:00 Europe/Berlin mon,thu"))
    days = said(await handle(desk, by(ADA, "audit")))
    await handle(desk, by(BEN, "digest at 10:00 Europe/Berlin mon,thu"))

    assert "digest new: time 09:00; zone Europe/Berlin; days every day\n" in days
    assert "digest: days every day → every Monday and Thursday" in days
    newest = (await lines(desk))[0]
    assert newest.changed == [("time", "09:00", "10:00")]
    page = await handle(desk, by(ADA, "audit"))
    assert "“digest at 10:00 Europe/Berlin mon,thu”" in said(page)
    assert "time 09:00 → 10:00" in said(page)
    await handle(desk, by(ADA, "settings pause until 2026-12-01"))
    assert "paused until 2026-11-30 23:00 UTC" in said(await handle(desk, by(ADA, "audit")))


async def test_decisions_about_cards_are_in_it(desk):
    taken = essay(FIRST)
    await keep(desk, taken, drafted(taken, FIRST, "redlines/gate"))

    page = await press(desk, await handle(desk, by(ADA, "review")), "Publish")

    assert page.tone is Tone.DONE, said(page)
    [line] = await lines(desk)
    assert line.noun == "card"
    assert ("state", "draft", "published") in line.changed


async def test_what_is_refused_or_rolled_back_leaves_no_line(desk, database):
    async with database.transaction() as db:
        await db.execute("CREATE TRIGGER no BEFORE INSERT ON subscriptions BEGIN SELECT RAISE(ABORT, 'no'); END")

    await handle(desk, by(ADA, "subscribe redlines"))
    await handle(desk, ask("subscribe redlines", OURS, may=False))

    assert await lines(desk) == []


async def test_what_the_bot_does_by_itself_is_nobodys_change(desk, database):
    await handle(desk, by(ADA, "subscribe redlines"))
    held = await lines(desk)
    async with database.transaction() as db:
        await db.execute("UPDATE subscriptions SET often = 'at once'")

    assert await lines(desk) == held


async def test_what_a_platform_makes_us_switch_off_and_on_is_ours_with_its_reason(desk, database, chat, clock):
    await handle(desk, by(ADA, "digest at 09:00 Europe/Berlin"))
    await handle(desk, by(ADA, "digest now"))
    chat.failures = [SendFailed("I am no longer in that server. Invite me again.", permanent=True)]
    await send_waiting(database, {Platform.DISCORD: chat}, clock)
    off = (await lines(desk))[0]
    clock.forward(hours=1)
    await look_again(database, {Platform.DISCORD: chat}, clock)
    on = (await lines(desk))[0]

    assert (off.by.name, off.asked) == ("Communiqué", "I am no longer in that server. Invite me again.")
    assert [one for one in off.changed if one[0] == "off"] == [("off", 0, 1)]
    assert (on.by.name, [one for one in on.changed if one[0] == "off"]) == ("Communiqué", [("off", 1, 0)])
    page = said(await handle(desk, by(ADA, "audit")))
    assert "“I am no longer in that server. Invite me again.”\ndigest in channel general: off no → yes" in page


HOSTILE = (
    "<!channel> <@U1>",
    "@everyone <@&1>",
    "**b** `c`",
    "[x](https://evil.example)",
    "<https://a.b|c>",
    "\x1b[2J\u202ep",
)


@pytest.mark.parametrize("words", HOSTILE)
async def test_names_and_texts_in_it_are_shown_and_do_nothing(desk, words):
    """Who has changed something may be called anything, and so may a card and a dossier."""
    eve = Person("u9", words)
    await handle(desk, by(eve, f"dossier new eve {words}"))
    taken = essay(FIRST)
    await keep(desk, taken, drafted(taken, FIRST, "redlines/gate"))
    number = (await held(desk, "redlines/gate")).number
    await handle(desk, by(eve, f"review edit #{number} 1", OURS, headline=f"Gate {words}", text=FIRST, note=words))

    page = await handle(desk, by(ADA, "audit"))

    assert said(page).count(clean(words)) >= 4
    discord = [part["content"] for part in walk(discord_message(page)["components"]) if "content" in part]
    assert kinds("\n".join(discord[1:])) <= {"bold", "time", "small"}
    slack = json.dumps(slack_message(page), ensure_ascii=False)
    assert not re.search(r"<(?!!date)[!@#h]|\x1b|\u202e", slack)


async def test_a_change_in_another_channel_says_in_which(desk):
    await handle(desk, by(ADA, "digest at 09:00 UTC"))
    await handle(desk, Request("digest at 10:00 UTC in <#77>", OURS, ADA, standing=Everywhere()))

    page = said(await handle(desk, by(ADA, "audit")))

    assert "in <#77>”\ndigest in channel 77 new: time 10:00" in page
    assert "“digest at 09:00 UTC”\ndigest new: time 09:00" in page


class Everywhere(Standing):
    async def sees(self, channel):
        return True

    manages = sees


async def test_a_pasted_text_is_not_kept_in_it(desk):
    await handle(desk, by(ADA, "dossier new secret " + "S" * 300))

    assert all(len(line.asked) <= 120 for line in await lines(desk))


async def test_only_managers_see_it_and_only_their_own_space(desk):
    await handle(desk, by(ADA, "subscribe redlines"))

    refused = await handle(desk, ask("audit", OURS, may=False))
    elsewhere = await handle(desk, by(ADA, "audit", THEIRS))

    assert refused.tone is Tone.MISTAKE
    assert "manage" in said(refused)
    assert "subscribe" not in said(elsewhere)


async def test_it_turns_pages(desk):
    for number in range(10):
        await handle(desk, by(ADA, f"digest at {number:02}:00 UTC", ROOM))

    first = await handle(desk, by(ADA, "audit"))
    [older] = first.buttons
    second = await handle(desk, by(ADA, older.command))

    assert "digest at 09:00 UTC" in said(first)
    assert "digest at 00:00 UTC" in said(second)
    assert [button.label for button in second.buttons] == ["Newer"]


@pytest.mark.parametrize("typed", ["audit 99", "audit x", "audit -1", "audit 0"])
async def test_a_page_that_there_is_not_is_said(desk, typed):
    page = await handle(desk, by(ADA, typed))

    assert page.tone is Tone.MISTAKE or "Nobody has changed anything" in said(page)
