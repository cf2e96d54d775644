"""What a message holds that could be an essay."""

from __future__ import annotations

import pytest

from bot.adapters.slack.files import name_of
from bot.adapters.slack.material import files_of, link_of, words_of

ESSAY = "Kyiv will not trade neutrality for a ceasefire that nobody guarantees. " * 5
LINK = "https://example.org/essay?a=1&b=2"


def typed(said):
    return {"type": "text", "text": said}


def rich(*elements):
    return {"type": "rich_text", "elements": list(elements)}


def section(*elements):
    return {"type": "rich_text_section", "elements": list(elements)}


def test_what_somebody_typed_is_told_without_slacks_marks():
    message = {
        "text": "*Neutrality* &amp; more",
        "blocks": [
            rich(
                section({**typed("Neutrality"), "style": {"bold": True}}, typed(" & more\n\nSecond")),
                {"type": "rich_text_list", "elements": [section(typed("one")), section(typed("two"))]},
                {"type": "rich_text_quote", "elements": [typed("quoted")]},
            )
        ],
    }

    assert words_of(message) == "Neutrality & more\n\nSecond\n\n- one\n- two\n\nquoted"


def test_everything_that_can_stand_in_a_line_is_told():
    line = section(
        {"type": "user", "user_id": "U0BOT"},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "dove", "unicode": "1f54a-fe0f"},
        {"type": "emoji", "name": "our_own"},
        {"type": "link", "url": LINK, "text": "an essay"},
        {"type": "date", "timestamp": 1, "fallback": "today"},
        {"type": "something_new"},
    )

    assert words_of({"blocks": [rich(line)]}, "U0BOT") == "@U1#C1@S1@here🕊️:our_own:an essaytoday"


def test_what_an_app_wrote_and_what_was_forwarded_is_told_and_a_links_preview_is_not():
    message = {
        "text": "fallback",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "A &amp; B"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "See <https://example.org|here>"}},
            {"type": "context", "elements": [{"type": "image"}, {"type": "mrkdwn", "text": "small print"}]},
            {"type": "actions", "elements": []},
        ],
        "attachments": [
            {"from_url": "https://example.org", "title": "A preview", "text": "of the page"},
            {"is_share": True, "message_blocks": [{"message": {"blocks": [rich(section(typed("forwarded")))]}}]},
            {"title": "Alert", "fields": [{"title": "Who", "value": "Kyiv"}]},
            {"fallback": "only a fallback"},
        ],
    }

    assert words_of(message) == (
        "A & B\n\nSee https://example.org\n\nsmall print\n\nforwarded\n\nAlert\n\nWho\nKyiv\n\nonly a fallback"
    )


@pytest.mark.parametrize(
    "message",
    [
        {"text": "<https://example.org/essay?a=1&amp;b=2>"},
        {"text": "Worth a read: <https://example.org/essay?a=1&amp;b=2|an essay> and <https://example.org/other>"},
        {"text": "x", "blocks": [rich(section(typed("Read "), {"type": "link", "url": LINK, "text": ESSAY}))]},
        {"text": "(New: https://example.org/essay?a=1&amp;b=2.)"},
        {"text": "", "attachments": [{"title": "New essay", "title_link": LINK}]},
        {
            "text": "<https://example.org/essay?a=1&amp;b=2>",
            "attachments": [{"from_url": LINK, "title": "Preview", "text": ESSAY}],
        },
    ],
)
def test_a_message_that_is_little_more_than_a_link_is_about_that(message):
    assert link_of(message) == LINK


@pytest.mark.parametrize(
    "message", [{}, {"text": "no link"}, {"text": f"{ESSAY} <{LINK}>"}, {"text": "<mailto:a@b.c>"}]
)
def test_words_with_a_link_in_them_are_words(message):
    assert link_of(message) == ""


def test_a_picture_beside_an_essay_is_no_essay():
    picture, paper = {"name": "a.png", "mimetype": "image/png"}, {"name": "a.pdf", "mimetype": "application/pdf"}
    gone = {"name": "b.pdf", "mode": "tombstone"}

    assert files_of({"text": "", "files": [gone, picture, paper]}) == [paper]
    assert files_of({"text": "look", "files": [picture]}) == [picture]
    assert files_of({"text": ESSAY, "files": [picture]}) == []
    assert files_of({"text": "", "attachments": [{"is_share": True, "files": [paper]}]}) == [paper]
    assert files_of({"text": "", "files": None}) == []


def test_a_snippet_without_an_ending_gets_one():
    assert name_of({"name": "Untitled", "filetype": "text"}) == "Untitled.txt"
    assert name_of({"name": "a.pdf", "filetype": "pdf"}) == "a.pdf"
    assert name_of({"title": "Thing", "filetype": "unknown"}) == "Thing"
    assert name_of({}) == "file"
