"""What of a message is taken in."""

from __future__ import annotations

import time

import pytest

from bot.adapters.discord.material import files_of, link_of, record_of, words_of

LONG = "Neither side will say in public what it would settle for, and both have reasons. " * 4
ADDRESS = "https://example.org/essay"
PREVIEW = {"type": "article", "url": ADDRESS, "title": "Water", "description": "Who has the river?"}


@pytest.mark.parametrize(
    ("message", "address"),
    [
        ({"content": ADDRESS}, ADDRESS),
        ({"content": f"<{ADDRESS}>"}, ADDRESS),
        ({"content": f"[a must]({ADDRESS}) today"}, ADDRESS),
        ({"content": "[a](https://example.org/a_(b)) [c](https://example.org/c)"}, "https://example.org/a_(b)"),
        ({"content": f"see {ADDRESS}, and https://example.org/b!"}, ADDRESS),
        ({"content": "https://example.org/a_(b), (https://example.org/c)"}, "https://example.org/a_(b)"),
        ({"content": "(https://example.org/c)"}, "https://example.org/c"),
        ({"content": ADDRESS, "embeds": [PREVIEW | {"description": LONG}]}, ADDRESS),
        ({"content": "", "embeds": [PREVIEW]}, ADDRESS),
        ({"content": "", "message_snapshots": [{"message": {"content": ADDRESS}}]}, ADDRESS),
        ({"content": f"{LONG} {ADDRESS}"}, ""),
        ({"content": "", "embeds": [PREVIEW | {"description": LONG}]}, ""),
        ({"content": "", "embeds": [PREVIEW | {"url": "javascript:alert(1)"}]}, ""),
        ({"content": "No link."}, ""),
        ({}, ""),
    ],
)
def test_a_message_with_little_else_is_about_its_link(message, address):
    assert link_of(message) == address


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("**Not** __now__, ~~or~~ ||never||", "Not now, or never"),
        ("***Not** now*", "*Not now*"),
        ("<@7> asked <@!8> and <@&9> in <#3>", "@Ada asked @somebody and @role in #channel"),
        ("<:flag:12345> since <t:1795348800:D>, </brief:7>", ":flag: since 22 November 2026, /brief"),
        ("<t:9999999999999:D>", ""),
        (r"\*as\_is\* 2 \> 1", "*as_is* 2 > 1"),
        ("> No troops.\n-# small\n>>> All", "No troops.\nsmall\nAll"),
        (f"[{LONG[:80].strip()}]({ADDRESS}) {LONG}", f"{LONG[:80].strip()} {LONG}".strip()),
        ("2 * 3 * 4 and a_b_c", "2 * 3 * 4 and a_b_c"),
    ],
)
def test_words_are_without_discords_marks(content, words):
    assert words_of({"content": content, "mentions": [{"id": "7", "global_name": "Ada", "username": "a"}]}) == words


@pytest.mark.parametrize("part", ["**a ", "~~|| ", "[a](http://", "<t:", "https://", "[", "__"])
def test_a_hostile_message_is_no_long_work(part):
    content = part * (6000 // len(part))
    message = {"content": content, "embeds": [{"description": content}]}
    began = time.process_time()

    words_of(message)
    link_of(message)
    files_of(message)

    assert time.process_time() - began < 0.3


def test_of_embeds_only_where_the_message_says_little():
    embed = {"title": "Water", "description": LONG, "fields": [{"name": "By", "value": "I. C."}]}

    assert words_of({"content": "", "embeds": [embed]}) == f"Water\n\n{LONG}\n\nBy\nI. C."
    assert words_of({"content": LONG, "embeds": [embed]}) == LONG.strip()


def test_what_is_forwarded_and_what_is_made_of_components_is_said_too():
    shown = [{"type": 17, "components": [{"type": 10, "content": "Shown."}, {"type": 14}]}]
    forwarded = [{"message": {"content": "Forwarded.", "attachments": [{"filename": "a.md"}]}}]

    message = {"content": "", "components": shown, "message_snapshots": forwarded}

    assert words_of(message) == "Shown.\n\nForwarded."
    assert files_of(message) == [{"filename": "a.md"}]


def test_a_file_that_cannot_be_read_is_named_only_where_there_is_nothing_else():
    picture = {"filename": "a.png"}

    assert files_of({"content": "Look!", "attachments": [picture]}) == []
    assert files_of({"content": "", "attachments": [picture]}) == [picture]
    assert files_of({}) == []


WRITTEN = {
    "id": "3",
    "channel_id": "2",
    "content": LONG,
    "author": {"username": "ada", "global_name": "Ada"},
    "timestamp": "2026-11-20T23:59:59.000000+00:00",
}


def test_a_message_is_its_writers_from_its_day_and_stands_where_it_was_written():
    known = {"poster": "Ada", "date": "2026-11-20", "address": "https://discord.com/channels/1/2/3"}

    assert record_of(WRITTEN, 1) == known
    assert record_of(WRITTEN, None) == known | {"address": "https://discord.com/channels/@me/2/3"}
    assert record_of({}, 1) == {}


def test_a_forwarded_message_is_not_its_forwarders():
    snapshot = {"message": {"content": LONG, "timestamp": "2026-11-18T10:00:00+00:00"}}
    reference = {"type": 1, "guild_id": "7", "channel_id": "8", "message_id": "9"}
    forwarding = WRITTEN | {"content": "", "message_snapshots": [snapshot], "message_reference": reference}

    assert record_of(forwarding, 1) == {"date": "2026-11-18", "address": "https://discord.com/channels/7/8/9"}
    assert record_of(forwarding | {"content": LONG}, 1)["poster"] == "Ada"
