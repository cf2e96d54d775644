"""The log: one line an event for machines, readable for people, and no token in it."""

from __future__ import annotations

import json
import logging
import sys
from typing import Literal

import pytest
from pydantic import SecretStr

from bot import logs
from bot.settings import Settings

TOKEN = "xoxb-a-token-that-nobody-may-see"


@pytest.fixture(autouse=True)
def _loggers_as_they_were():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    chatty = {name: logging.getLogger(name).level for name in ("apscheduler", "discord", "slack_bolt", "slack_sdk")}
    yield
    root.handlers[:], root.level = handlers, level
    for name, before in chatty.items():
        logging.getLogger(name).setLevel(before)


def written(capsys, form: Literal["console", "json"], say) -> str:
    """What a piece of work logs in this form."""
    logs.set_up(Settings(log_format=form, slack_bot_token=SecretStr(TOKEN), llm_key=SecretStr("abc")))
    say(logging.getLogger("bot.test"))
    return capsys.readouterr().err


def break_down(log: logging.Logger) -> None:
    try:
        raise ValueError(f"refused {TOKEN}")
    except ValueError:
        log.exception("It broke with %s", TOKEN)


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_token_is_ever_written_not_even_in_a_traceback(capsys, form):
    text = written(capsys, form, break_down)

    assert "nobody-may-see" not in text
    assert text.count("[secret]") >= 2
    assert "ValueError" in text


def test_machines_get_one_object_a_line(capsys):
    def say(log: logging.Logger) -> None:
        log.info("two\nlines “and” \\ quotes")
        break_down(log)

    events = [json.loads(line) for line in written(capsys, "json", say).splitlines()]

    assert [event["level"] for event in events] == ["info", "error"]
    assert events[0]["message"] == "two\nlines “and” \\ quotes"
    assert events[0]["logger"] == "bot.test"
    assert events[0]["time"].endswith("+00:00")
    assert "Traceback" in events[1]["exception"]


def test_a_short_secret_does_not_blot_out_ordinary_words(capsys):
    assert "abcdef" in written(capsys, "console", lambda log: log.info("abcdef"))


def test_nothing_goes_to_standard_output(capsys):
    logs.set_up(Settings())
    logging.getLogger("bot.test").info("hello")

    seen = capsys.readouterr()
    assert (seen.out, "hello" in seen.err) == ("", True)


@pytest.mark.parametrize("form", ["console", "json"])
def test_what_cannot_be_written_is_written_as_far_as_it_can(capsys, form):
    assert "half" in written(capsys, form, lambda log: log.info("half \ud800 a pair"))
    assert sys.stderr is not None


def test_libraries_are_heard_only_when_something_is_wrong(capsys):
    logs.set_up(Settings())
    for name in ("apscheduler.scheduler", "discord.gateway", "slack_bolt.App", "aiohttp.access"):
        logging.getLogger(name).info("chatter")
        logging.getLogger(name).warning("trouble")

    seen = capsys.readouterr().err
    assert "chatter" not in seen
    assert seen.count("trouble") == 4
