"""What people see who talk with us on Discord: the real discord.py, over real sockets."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.chat import Channel, Platform, Space
from bot.commands import Choice
from bot.commands.table import COMMANDS, command_fields, command_text
from bot.view.markup import words
from bot.view.page import Button, Form, Note, Option, Page, Question, Select, Text, Tone
from tests.adapters.discord.pages import HOSTILE, delivery
from tests.standins.discord import File, Role, Trouble
from tests.standins.discord.world import ADMINISTRATOR, MANAGE_CHANNELS, MEMBER, SEND_IN_THREADS, SEND_MESSAGES
from tests.view.questions import every_kind

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIST = Page(
    "Red lines",
    (Text(words("The first.")),),
    select=Select("Another", (Option("Leverage", "leverage"), Option("State", ""))),
    buttons=(
        Button("Next", "redlines 2"),
        Button("Edit", "card a edit", opens_form=True),
        Button("Share", "share redlines"),
    ),
)
FORM = Page("Edit", form=Form("Edit a card", "card a edit", (Question("text", "Text", "As it was", long=True),)))


async def _ask(discord, script, ada, channel):
    """Somebody has asked, and has a page with buttons for them alone."""
    script.pages["redlines"] = LIST
    seen = await discord.slash("brief", {"topic": "redlines"}, ada, channel)
    assert seen.ephemeral
    return seen


async def _posted(discord, adapter, channel):
    """A page that everybody sees."""
    id = await adapter.send(delivery(channel, LIST))
    return channel.messages[id]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_every_command_asks_what_it_says(discord, script, ada, channel, command):
    values = {one.name: f"some {one.name}" for one in command.parameters if one.completes not in ("file", "channel")}
    places = {one.name: channel for one in command.parameters if one.completes == "channel"}
    files = {one.name: File("essay.txt", b"") for one in command.parameters if one.completes == "file"}
    needed = {parameter.name: values[parameter.name] for parameter in command.parameters if parameter.required}
    everything = values | {name: f"<#{place.id}>" for name, place in places.items()}

    for given, sent in ((everything, values | places | files), (needed, needed)):
        seen = await discord.slash(command.name, sent, ada, channel)
        assert script.requests[-1].text == command_text(command.name, given)
        assert script.requests[-1].fields == command_fields(command.name, given)
        assert bool(script.requests[-1].upload) is bool(files.keys() & sent.keys())
        assert seen.ephemeral
        assert not seen.deferred
        assert seen.answered < 1


async def test_an_answer_shows_the_page(discord, script, ada, channel):
    seen = await _ask(discord, script, ada, channel)

    assert seen.text == "## Red lines\nThe first."
    assert list(seen.buttons) == ["Next", "Edit", "Share"]
    assert list(seen.options) == ["Leverage", "State"]
    assert channel.posts == []


async def test_the_request_says_who_asks_and_where(discord, script, ada, channel):
    await discord.slash("topics", {}, ada, channel)

    request = script.requests[-1]
    assert request.channel == Channel(Space(Platform.DISCORD, channel.guild.id), channel.id)
    assert (request.person.id, request.person.name) == (ada.id, "Ada")


async def test_direct_messages_are_a_space_of_their_own(discord, script, ada):
    seen = await discord.slash("topics", {}, ada, discord.direct_channel(ada))

    request = script.requests[-1]
    assert request.channel == Channel(Space(Platform.DISCORD, f"@{ada.id}"), f"@{ada.id}")
    assert await request.may_configure()
    assert seen.message


@pytest.mark.parametrize(
    ("permissions", "may"), [(MEMBER, False), (MEMBER | MANAGE_CHANNELS, True), (ADMINISTRATOR, True), (0, False)]
)
async def test_who_manages_channels_may_configure(discord, script, channel, permissions, may):
    await discord.slash("digest off", {}, discord.add_person("Bo", permissions), channel)

    assert await script.requests[-1].may_configure() is may


THREAD, UNHEARD_OF = 11, 99


@pytest.mark.parametrize(
    ("permissions", "kind", "may"),
    [
        (MEMBER, 0, True),
        (MEMBER & ~SEND_MESSAGES, 0, False),
        (MEMBER & ~SEND_MESSAGES | SEND_IN_THREADS, 0, False),
        (MEMBER & ~SEND_MESSAGES | SEND_IN_THREADS, THREAD, True),
        (MEMBER, THREAD, False),
        (ADMINISTRATOR, THREAD, True),
        (MEMBER, UNHEARD_OF, True),
    ],
)
async def test_the_request_says_who_may_write_there(discord, script, adapter, permissions, kind, may):
    channel = discord.add_channel(discord.guilds[0], kind=kind)

    await discord.slash("topics", {}, discord.add_person("Bo", permissions), channel)

    assert script.requests[-1].may_post is may


async def test_in_direct_messages_everybody_may_write(discord, script, ada):
    await discord.slash("topics", {}, ada, discord.direct_channel(ada))

    assert script.requests[-1].may_post


async def test_a_channel_of_a_kind_that_nobody_knows_yet_is_still_that_channel(discord, script, ada):
    channel = discord.add_channel(discord.guilds[0], kind=UNHEARD_OF)

    seen = await _ask(discord, script, ada, channel)
    after = await discord.click(seen.message, seen.buttons["Next"], ada, channel)

    assert {request.channel.id for request in script.requests} == {channel.id}
    assert after.edited


async def test_options_complete_while_somebody_types(discord, script, ada, channel):
    script.choices = [Choice("Red lines", "redlines"), Choice(" ", "nothing to see")]

    assert await discord.autocomplete("brief", "topic", "red", ada, channel) == [
        {"name": "Red lines", "value": "redlines"}
    ]
    await discord.autocomplete("digest schedule", "zone", "Eur", ada, channel, time="09:00")
    assert script.asked == [("", "topic", "red"), ("digest at 09:00", "zone", "Eur")]


@pytest.mark.parametrize("trouble", [RuntimeError("broken"), TimeoutError()])
async def test_completions_that_break_are_none(discord, script, ada, channel, trouble):
    script.choices = trouble

    assert await discord.autocomplete("brief", "topic", "red", ada, channel) == []


async def test_completions_that_take_too_long_are_none(discord, script, ada, channel):
    script.delays["red"] = 30

    assert await discord.autocomplete("brief", "topic", "red", ada, channel) == []


async def test_a_click_on_my_own_answer_turns_it_into_the_next(discord, script, ada, channel):
    seen = await _ask(discord, script, ada, channel)

    after = await discord.click(seen.message, seen.buttons["Next"], ada, channel)

    assert script.requests[-1].text == "redlines 2"
    assert after.edited
    assert after.message["id"] == seen.message["id"]
    assert "redlines 2" in after.text


async def test_what_is_said_aside_leaves_the_page_there(discord, script, ada, channel):
    seen = await _ask(discord, script, ada, channel)
    script.pages["share redlines"] = Page("Shared with this channel.", aside=True)

    after = await discord.click(seen.message, seen.buttons["Share"], ada, channel)

    assert after.ephemeral
    assert not after.edited
    assert seen.text.startswith("## Red lines")


async def test_a_click_on_a_post_answers_who_clicked_alone(discord, script, adapter, ada, channel):
    post = await _posted(discord, adapter, channel)

    after = await discord.click(post, "b:redlines 2", ada, channel)

    assert after.ephemeral
    assert not after.edited
    assert channel.posts == [post]


@pytest.mark.parametrize(("label", "command"), [("Leverage", "leverage"), ("State", "")])
async def test_choosing_asks_too(discord, script, ada, channel, label, command):
    seen = await _ask(discord, script, ada, channel)

    after = await discord.choose(seen.message, seen.options[label], ada, channel)

    assert script.requests[-1].text == command
    assert after.edited


async def test_every_kind_of_question_is_answered_as_discord_has_it(discord, script, ada, channel):
    there, editors = discord.add_channel(channel.guild), Role("Editors")
    channel.guild.named_roles.append(editors)
    script.pages["topics"] = Page("Set up", form=every_kind(channel.id))
    script.pages["dossiers"] = Page("Who", form=every_kind(group=editors.id))

    opened = (await discord.slash("topics", {}, ada, channel)).modal
    await discord.submit(opened, {"channel": there.id, "time": "10:30", "topics": "leverage redlines"}, ada, channel)
    answers = {"time": "10:30", "zone": "Europe/Berlin", "days": "weekdays", "topics": "leverage redlines"}
    assert script.requests[-1].fields == {"channel": there.id, **answers}

    opened = (await discord.slash("dossiers", {}, ada, channel)).modal
    await discord.submit(opened, {"days": "", "topics": ""}, ada, channel)
    assert script.requests[-1].fields == {
        "group": editors.id,
        "time": "09:00",
        "zone": "Europe/Berlin",
        "days": "",
        "topics": "",
    }


async def test_a_form_opens_and_comes_back_filled_in(discord, script, ada, channel):
    seen = await _ask(discord, script, ada, channel)
    script.pages["card a edit"] = FORM

    opened = await discord.click(seen.message, seen.buttons["Edit"], ada, channel)
    assert opened.modal["title"] == "Edit a card"
    del script.pages["card a edit"]
    after = await discord.submit(opened.modal, {"text": "As it is"}, ada, channel, message=seen.message)

    assert script.requests[-1].text == "card a edit"
    assert script.requests[-1].fields == {"text": "As it is"}
    assert after.edited


async def test_a_form_may_answer_a_command_and_is_answered_anew(discord, script, ada, channel):
    script.pages["card x"] = FORM

    opened = await discord.slash("card", {"id": "x"}, ada, channel)
    after = await discord.submit(opened.modal, {}, ada, channel)

    assert script.requests[-1].fields == {"text": "As it was"}
    assert after.ephemeral
    assert not after.edited


async def test_who_may_not_open_a_form_is_told(discord, script, ada, channel):
    seen = await _ask(discord, script, ada, channel)
    script.pages["card a edit"] = Page("Only people who manage this channel may edit.")

    after = await discord.click(seen.message, seen.buttons["Edit"], ada, channel)

    assert "Only people" in after.text


async def _mistaken(discord, script, ada, channel, *buttons):
    """Somebody has sent a form with a mistake in it."""
    seen = await _ask(discord, script, ada, channel)
    script.pages["card a edit"] = FORM
    opened = await discord.click(seen.message, seen.buttons["Edit"], ada, channel)
    script.pages["card a edit"] = Page("That is too long.", tone=Tone.MISTAKE, buttons=buttons)
    return await discord.submit(opened.modal, {"text": "As I\nwould like it"}, ada, channel, message=seen.message)


async def test_a_form_with_a_mistake_opens_again_as_it_was_filled_in(discord, script, ada, channel):
    wrong = await _mistaken(discord, script, ada, channel, Button("Help", "help"), Button("E", "e", opens_form=True))

    assert wrong.text == "## That is too long."
    assert list(wrong.buttons) == ["Open the form again", "Help"]
    script.pages["card a edit"] = FORM
    again = await discord.click(wrong.message, wrong.buttons["Open the form again"], ada, channel)
    assert again.modal["components"][0]["component"]["value"] == "As I\nwould like it"
    assert script.requests[-1].fields == {}
    script.pages["card a edit"] = Page("Saved.", tone=Tone.DONE)
    saved = await discord.submit(again.modal, {}, ada, channel, message=wrong.message)
    assert script.requests[-1].fields == {"text": "As I\nwould like it"}
    assert saved.text == "## Saved."


async def test_only_who_filled_a_form_in_gets_it_back_so(discord, script, ada, channel):
    wrong = await _mistaken(discord, script, ada, channel)
    script.pages["card a edit"] = FORM

    other = await discord.click(wrong.message, "a:card a edit", discord.add_person("Bo"), channel)

    note, label = other.modal["components"]
    assert note["content"].startswith("> What you typed is no longer there")
    assert label["component"]["value"] == "As it was"


async def test_a_form_about_what_was_changed_meanwhile_says_so(discord, script, ada, channel):
    wrong = await _mistaken(discord, script, ada, channel)
    script.pages["card a edit"] = replace(FORM, form=replace(FORM.form, command="card a edit 2"))

    again = await discord.click(wrong.message, wrong.buttons["Open the form again"], ada, channel)

    note, label = again.modal["components"]
    assert note["content"].startswith("> It was changed meanwhile")
    assert label["component"]["value"] == "As I\nwould like it"


async def test_a_message_is_briefed_from_its_menu_for_the_asker_alone(discord, script, ada, channel):
    message = discord.write("Kyiv will **not** give up neutrality.", discord.add_person("Bo"), channel)

    seen = await discord.menu("Brief this", message, ada, channel)

    request = script.requests[-1]
    place = f"https://discord.com/channels/{channel.guild.id}/{channel.id}/{message['id']}"
    record = {"poster": "Bo", "date": message["timestamp"][:10], "address": place}
    assert (request.text, request.fields) == ("add", {"text": "Kyiv will not give up neutrality.", **record})
    assert request.person.name == "Ada"
    assert seen.ephemeral
    assert channel.posts == [message]


async def test_a_message_that_is_a_link_adds_what_stands_there(discord, script, ada, channel):
    message = discord.write("worth a read: https://example.org/essay_(1).", ada, channel)

    await discord.menu("Brief this", message, ada, channel)

    assert (script.requests[-1].text, script.requests[-1].fields) == ("add https://example.org/essay_(1)", {})


async def test_a_message_with_a_file_adds_the_file(discord, script, ada, channel):
    picture, essay = File("a.png", b"\x89PNG"), File("Essay.PDF", b"%PDF-")
    second = File("Notes.txt", b"Notes")
    message = discord.write("My essay, at last.", ada, channel, picture, essay, second)

    await discord.menu("Brief this", message, ada, channel)

    upload = script.requests[-1].upload
    assert (upload.name, upload.size) == ("Essay.PDF", 5)
    fields = script.requests[-1].fields
    assert fields.keys() == {"address", "further"}  # who sent it need not have written it
    assert fields["further"] == "Notes.txt"
    assert await upload.read() == b"%PDF-"


async def test_slow_answers_are_promised_and_then_come(discord, script, adapter, ada, channel):
    first, second = await _ask(discord, script, ada, channel), await _ask(discord, script, ada, channel)
    post = await _posted(discord, adapter, channel)
    script.pages |= {"card a edit": FORM, "share redlines": Page("Shared.", aside=True), "card f": FORM}
    script.delays = dict.fromkeys(("card slow", "redlines 2", "share redlines", "card f", "leverage"), 1.7)
    script.delays["card a edit"] = 2.5

    slash, click, aside, public, choice, form, late = await asyncio.gather(
        discord.slash("card", {"id": "slow"}, ada, channel),
        discord.click(first.message, first.buttons["Next"], ada, channel),
        discord.click(second.message, second.buttons["Share"], ada, channel),
        discord.click(post, "b:redlines 2", ada, channel),
        discord.choose(post, "b:leverage", ada, channel),
        discord.slash("card", {"id": "f"}, ada, channel),
        discord.click(post, "f:card a edit", ada, channel),
    )

    for seen in (slash, click, aside, public, choice, form, late):
        assert seen.deferred
        assert seen.acknowledged < 2.6
        assert not seen.failed
    assert slash.ephemeral
    assert click.edited
    assert "redlines 2" in click.text
    assert aside.ephemeral
    assert aside.text == "## Shared."
    assert second.text.startswith("## Red lines")
    assert public.ephemeral
    assert choice.ephemeral
    assert form.buttons == {"Edit a card": "f:card f"}  # a modal cannot follow a promise
    assert late.buttons == {"Edit a card": "f:card a edit"}


async def test_a_button_of_another_age_says_so(discord, script, adapter, ada, channel):
    post = await _posted(discord, adapter, channel)
    button = post["components"][0]["components"][-1]["components"][0]
    button["custom_id"] = "page:7"

    after = await discord.click(post, "page:7", ada, channel)

    assert "no longer works" in after.text
    assert after.buttons == {"State of the talks": "b:brief"}


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_an_answer_survives_a_lost_connection(discord, script, ada, channel, drop):
    discord.troubles = [Trouble("POST /interactions", drop=drop)]

    seen = await discord.slash("topics", {}, ada, channel)

    assert "topics" in seen.text
    assert not seen.deferred


async def test_an_answer_survives_an_error_of_discords(discord, script, ada, channel):
    discord.troubles = [Trouble("POST /interactions", status=500)]

    seen = await discord.slash("topics", {}, ada, channel)

    assert "topics" in seen.text


async def test_an_answer_waits_as_long_as_it_is_told(discord, script, ada, channel):
    discord.troubles = [Trouble("POST /interactions", status=429, retry_after=0.2)]

    seen = await discord.slash("topics", {}, ada, channel)

    assert "topics" in seen.text
    assert seen.answered > 0.2


async def test_an_answer_that_comes_too_late_is_noted(discord, script, ada, channel, caplog):
    discord.troubles = [Trouble("POST /interactions", status=404, code=10062)]

    seen = await discord.slash("topics", {}, ada, channel, wait=0.2)

    assert seen.failed
    assert "An answer did not reach Discord" in caplog.text


async def test_nothing_can_ping(discord, script, adapter, ada, channel):
    hostile = replace(LIST, title="@everyone", blocks=(Text(words(HOSTILE)), Note((HOSTILE,))))
    script.pages = {"redlines": hostile, "redlines 2": hostile, "share redlines": replace(hostile, aside=True)}
    script.delays = {"card slow": 1.6}
    script.pages["card slow"] = hostile
    discord.pinged.clear()

    slow = asyncio.create_task(discord.slash("card", {"id": "slow"}, ada, channel))
    seen = await discord.slash("brief", {"topic": "redlines"}, ada, channel)
    await discord.click(seen.message, "b:share redlines", ada, channel)
    await discord.click(seen.message, "b:redlines 2", ada, channel)
    posted = delivery(channel, hostile)
    id = await adapter.send(posted)
    await adapter.send(replace(posted, key="another", replaces=id))
    await slow

    assert "everyone" in seen.text
    assert discord.pinged == []


async def test_200_commands_at_once_are_all_answered(discord, script, ada, channel):
    asked = [discord.slash("search", {"words": f"word {number}"}, ada, channel) for number in range(200)]

    for number, seen in enumerate(await asyncio.gather(*asked)):
        assert seen.text == f"## Asked\n“search word {number}”"
        assert seen.acknowledged < 3


async def test_nothing_is_kept_of_what_was_answered(discord, script, adapter, ada, channel):
    seen = await _ask(discord, script, ada, channel)
    script.pages["card a edit"] = FORM
    await discord.click(seen.message, seen.buttons["Edit"], ada, channel)

    store = adapter._client._connection._view_store
    assert (store._views, store._modals, store._synced_message_views) == ({}, {}, {})


async def test_no_token_is_ever_logged(discord, script, ada, channel, caplog):
    caplog.set_level(logging.DEBUG)
    discord.troubles = [
        Trouble("POST /interactions", status=429, retry_after=0.05),
        Trouble("POST /int", drop="before"),
    ]

    await discord.slash("topics", {}, ada, channel)

    assert discord.token not in caplog.text
    assert "interaction-token" not in caplog.text
