"""A form that asks in every way there is."""

from __future__ import annotations

from bot.view.page import Choice, Form, Question

DAYS = (Choice("Every day", "daily"), Choice("Weekdays <b> & *more*", "weekdays"))
TOPICS = (Choice("Red lines", "redlines"), Choice("Leverage", "leverage"), Choice("Outlook", "outlook"))


def every_kind(channel: str = "42", group: str = "") -> Form:
    """... with these ids, as a platform has them: of a channel, and of a group where one is asked for."""
    asked = (
        Question("channel", "Channel", channel, kind="channel"),
        Question("time", "Time", "09:00", kind="time"),
        Question("zone", "Time zone", "Europe/Berlin", kind="zone", hint="A guess: see that it is right."),
        Question("days", "Days", "weekdays", kind="choice", choices=DAYS),
        Question("topics", "Topics", "redlines outlook", kind="choices", choices=TOPICS, hint="None: all."),
    )
    who = Question("group", "Role or group", group, kind="group")
    return Form("Set a channel up", "setup", (who, *asked[1:]) if group else asked, submit="Set it up")
