"""Reading in processes of their own: whatever happens in there, the loop goes on and an answer comes."""

from __future__ import annotations

import asyncio

import pytest

from bot.sources import worker
from bot.sources.taken import Unreadable
from bot.sources.workers import Workers
from tests.sources.papers import pdf, wrapped

TEXT = (
    "The delegation said on Tuesday that it would not sign an accord which leaves the harbour to the other side. "
    "It said no more."
)
SLOW = b"<p>" + b"<a href=x>word</a> " * 200_000  # readability takes many seconds for it


async def test_a_file_is_read_as_it_would_be_here():
    async with Workers(patience=20) as workers:
        first = await workers.read("upload", pdf(wrapped(TEXT)), name="a.pdf")
        second = await workers.read("upload", TEXT.encode(), name="a.txt")

    assert first["text"] == second["text"] == TEXT


async def test_a_refusal_arrives_word_for_word():
    async with Workers(patience=20) as workers:
        with pytest.raises(Unreadable, match=r"^a\.exe is of a kind that is not read\."):
            await workers.read("upload", b"MZ", name="a.exe")


async def test_what_takes_too_long_is_ended_while_the_loop_goes_on():
    async with Workers(patience=0.5) as workers:
        await workers.read("upload", TEXT.encode(), name="a.txt")
        reading = asyncio.create_task(workers.read("page", SLOW, address="", charset=""))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0.01)
            turns += 1

        with pytest.raises(Unreadable, match="too long"):
            await reading
        assert turns > 5  # of about fifty, on an idle machine
        assert (await workers.read("upload", TEXT.encode(), name="a.txt"))["text"] == TEXT


async def test_many_at_once_wait_for_two_processes():
    async with Workers(patience=20) as workers:
        answers = await asyncio.gather(*(workers.read("upload", TEXT.encode(), name="a.txt") for _ in range(20)))

    assert len(answers) == 20


async def test_whoever_stops_waiting_leaves_nothing_behind():
    async with Workers(patience=20) as workers:
        reading = asyncio.create_task(workers.read("page", SLOW, address="", charset=""))
        await asyncio.sleep(1.5)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

        assert (await workers.read("upload", TEXT.encode(), name="a.txt"))["text"] == TEXT


async def test_the_process_has_none_of_our_environment(monkeypatch):
    monkeypatch.setenv("COMMUNIQUE_SLACK_BOT_TOKEN", "xoxb-secret")
    async with Workers(patience=20) as workers:
        await workers.read("upload", TEXT.encode(), name="a.txt")
        process = workers._idle[0]._process
        with open(f"/proc/{process.pid}/environ", "rb") as environment:
            assert b"xoxb-secret" not in environment.read()


def test_a_bug_in_a_reader_is_a_sentence_too():
    assert worker.answer_to({"task": "page"}, b"<p>")["unreadable"].endswith(".")
    assert worker.answer_to({"task": "dance"}, b"")["unreadable"].endswith(".")
