"""Take an essay in from where it stands: "Brief this" on a message, and files that are sent."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from tests.standins.slack import Fault

ESSAY = "Kyiv will not trade neutrality for a ceasefire that nobody guarantees. " * 5


@pytest.fixture(params=["socket", "http"])
async def adapter(request, connect, script):
    return await connect(request.param, script)


async def test_a_messages_words_are_taken_in_for_whoever_chose_so_alone(adapter, slack, script):
    slack.workspace.now = lambda: 1_795_348_800.0
    message = slack.says(ESSAY, user="U0OWNER")

    seen = await slack.brief_this(message)

    [request] = script.requests
    address = f"https://example.slack.com/archives/C1/p{message.id.replace('.', '')}"
    record = {"poster": "Olena", "date": "2026-11-22", "address": address}
    assert (request.text, request.fields, request.upload) == ("add", {"text": ESSAY.strip(), **record}, None)
    assert (request.channel.id, request.person.id, request.person.name) == ("C1", "U1", "ada")
    assert (seen.only_for, seen.channel) == ("U1", "C1")


async def test_a_message_that_is_little_more_than_a_link_is_read_there(adapter, slack, script):
    await slack.brief_this(slack.says("Read <https://example.org/a?b=1&amp;c=2|this>"))

    [request] = script.requests
    assert (request.text, request.fields) == ("add https://example.org/a?b=1&c=2", {})


async def test_a_file_in_a_message_is_taken_in(adapter, slack, script):
    seen = await slack.brief_this(slack.says("", files=[slack.file("essay.md", b"# An essay")]))

    [request] = script.requests
    assert (request.text, request.upload.name, request.upload.size) == ("add", "essay.md", 10)
    assert request.fields.keys() == {"address"}  # who sent it need not have written it
    assert "essay.md: # An essay" in seen.said


async def test_a_message_in_a_thread_is_answered_there(adapter, slack, script):
    seen = await slack.brief_this(slack.says(ESSAY, thread="111.000001"))

    assert seen.thread == "111.000001"
    assert script.requests[-1].fields["address"].endswith("?thread_ts=111.000001&cid=C1")


async def test_a_forwarded_message_keeps_its_own_writer_day_and_place(adapter, slack, script):
    place = "https://example.slack.com/archives/C9/p1795262400000100"
    shared = {"is_share": True, "author_name": "Petro", "ts": "1795262400.000100", "from_url": place, "text": ESSAY}

    await slack.brief_this(slack.says("Look:", attachments=[shared]))

    record = script.requests[-1].fields
    assert (record["poster"], record["date"], record["address"]) == ("Petro", "2026-11-21", place)


async def test_a_message_whose_writer_slack_does_not_tell_is_briefed_all_the_same(adapter, slack, script):
    slack.fail("users.info", Fault(error="missing_scope"))

    await slack.brief_this(slack.says(ESSAY))

    assert "poster" not in script.requests[-1].fields


async def test_a_message_where_we_are_no_member_can_be_briefed(adapter, slack):
    slack.workspace.channel("C2", joined=False, private=True)

    assert (await slack.brief_this(slack.says(ESSAY, channel="C2"))).only_for == "U1"


async def test_what_takes_a_while_is_said_to_be_read_first(connect, slack, script):
    await connect("socket", script, answer_within=0.05)
    script.wait = lambda request: asyncio.sleep(0.3)
    queue = slack.workspace.watch(lambda seen: seen.only_for == "U1")

    first = await slack.brief_this(slack.says("", files=[slack.file("a.txt", b"A"), slack.file("b.txt", b"B")]))

    assert "reading a.txt" in first.said
    assert "One file at a time" in first.said
    assert await queue.get() is first
    assert "a.txt: A" in (await asyncio.wait_for(queue.get(), 3)).said


async def test_in_direct_messages_the_answer_takes_the_place_of_the_wait(connect, slack, script):
    await connect("socket", script, answer_within=0.05)
    script.wait = lambda request: asyncio.sleep(0.3)

    seen = await slack.direct_message("add https://example.org/essay")
    assert "Reading" in seen.said
    await asyncio.sleep(0.4)

    assert "You asked add https://example.org/essay" in seen.said
    assert seen.edits == 1


async def test_a_typed_address_that_takes_a_while_is_acknowledged_as_being_read(connect, slack, script):
    await connect("socket", script, answer_within=0.05)
    script.wait = lambda request: asyncio.sleep(0.3)
    queue = slack.workspace.watch(lambda seen: seen.only_for == "U1" or bool(seen.response_url))

    assert "Reading" in (await slack.command("add https://example.org/essay")).said
    await queue.get()
    assert "You asked add" in (await asyncio.wait_for(queue.get(), 3)).said


@pytest.mark.parametrize(
    ("typed", "asked"), [("", "add"), ("add to river", "add to river"), ("for the desk", "add for the desk")]
)
async def test_a_file_sent_to_us_is_taken_in_with_what_was_typed(adapter, slack, script, typed, asked):
    direct = await slack.direct_message(typed, files=[slack.file("essay.txt", "Ґрунт".encode())])
    mentioned = await slack.mention(typed, files=[slack.file("essay.txt", b"B")])

    assert [request.text.strip() for request in script.requests] == [asked, asked]
    assert "essay.txt: Ґрунт" in direct.said
    assert "essay.txt: B" in mentioned.said
    assert mentioned.only_for == "U1"


async def test_whoever_was_named_once_is_named_in_histories_after(adapter, slack, script):
    await slack.command("redlines")
    await slack.direct_message("", files=[slack.file("essay.txt", b"A")])

    assert script.requests[-1].person.name == "ada"


@pytest.fixture
async def elsewhere():
    """Somebody else's server, and what it was asked."""
    asked: list[web.Request] = []

    async def answer(request):
        asked.append(request)
        return web.Response(text="taken")

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"127.0.0.1:{runner.addresses[0][1]}", asked
    await runner.cleanup()


@pytest.mark.parametrize("address", ["http://{0}/a.txt", "http://127.0.0.1@{0}/a.txt", "//{0}/a.txt", "", "http://["])
async def test_the_token_goes_to_no_other_host(connect, slack, script, elsewhere, address):
    await connect("socket", script)
    host, asked = elsewhere
    file = slack.file("a.txt", b"A", url_private=address.format(host), mode="external")

    seen = await slack.direct_message("", files=[file])

    assert "does not lie in Slack" in seen.said
    assert not asked


async def test_a_redirect_is_not_followed_and_the_scope_is_named(connect, slack, script):
    await connect("socket", script)
    slack.api.scopes.remove("files:read")

    seen = await slack.direct_message("", files=[slack.file("a.txt", b"A")])

    assert "files:read" in seen.said
    assert "slack-manifest.yaml" in seen.said
    assert len(slack.api.called("file")) == 1


async def test_a_file_that_is_too_large_is_refused_whatever_slack_says_of_its_size(connect, slack, script):
    await connect("socket", script)
    large = b"x" * 10_000_001

    for size in (len(large), 5):
        seen = await slack.direct_message("", files=[slack.file("a.txt", large, size=size)])
        assert "more than 10 MB" in seen.said
    assert len(slack.api.called("file")) == 1


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(dropped=True), Fault(status=404), Fault(status=403)])
async def test_a_file_that_does_not_come_is_said_so(connect, slack, script, fault):
    await connect("socket", script)
    slack.fail("file", fault, fault)  # aiohttp asks again where a connection was cut

    seen = await slack.direct_message("", files=[slack.file("a.txt", b"A")])

    assert "a.txt" in seen.said
    assert "paste the text" in seen.said


async def test_a_file_of_another_workspace_is_asked_for_first(connect, slack, script):
    await connect("socket", script)
    known = slack.file("a.txt", b"A")
    slack.api.files[known["id"]] = known

    seen = await slack.direct_message(
        "", files=[{"id": known["id"], "file_access": "check_file_info", "name": "a.txt"}]
    )

    assert "a.txt: A" in seen.said
