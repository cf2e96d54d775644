"""What people typed."""

from __future__ import annotations

import pytest

from bot.adapters.slack.typed import as_meant


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("<@U0BOT> redlines", "redlines"),
        ("hey <@U0BOT|communique> redlines", "hey   redlines"),
        ("add <https://example.org/?a=1&amp;b=2|example.org> to x", "add https://example.org/?a=1&b=2 to x"),
        ("ask <@U1|ada> in <#C1|general> or <#C2>", "ask @ada in #general or #C2"),
        ("<!here> &lt;b&gt; &amp;lt;", "@here <b> &lt;"),
        ("<!subteam^S1|@desk> <mailto:a@b.example|a@b.example>", "@desk a@b.example"),
        ("subscribe source:<http://example.org|example.org> me", "subscribe source:example.org me"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_slacks_own_marks_are_taken_off(told, meant):
    assert as_meant(told, "U0BOT") == meant
