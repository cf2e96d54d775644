"""The local page's server, over real sockets."""

from __future__ import annotations

import asyncio
import json
from io import BytesIO

import pytest
from aiohttp import web

from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.asking import MAX_BODY, MAX_QUESTION
from bot.settings import Settings, SettingsWrong
from bot.view.page import Page, Tone, from_json

JSON = {"Content-Type": "application/json"}


async def asked(client, local, text, status=200, **more):
    async with client.post(f"{local.address}api/ask", json={"text": text, **more}) as response:
        assert response.status == status
        return from_json(await response.text())


async def refused(client, local, data, headers=JSON):
    async with client.post(f"{local.address}api/ask", data=data, headers=headers) as response:
        page = from_json(await response.text())
        assert page.tone is Tone.MISTAKE
        return response.status, page.blocks[0].markup[0]


async def test_a_question_is_answered_with_a_page(client, local):
    assert (await asked(client, local, "")).title == "Ukraine peace talks"
    assert (await asked(client, local, "redlines")).title == "Red lines"


async def test_whoever_sits_at_the_page_may_configure(client, local):
    page = await asked(client, local, "digest at 09:00 Europe/Berlin weekdays")

    assert page.tone is Tone.DONE


async def test_a_form_is_sent_back_with_its_fields(client, local):
    fields = {"headline": "Moscow wants a neutral Ukraine", "text": "Russia says so.", "note": ""}

    page = await asked(client, local, "card redlines/neutrality edit", fields=fields)

    assert page.tone is Tone.DONE
    assert (await asked(client, local, "card redlines/neutrality")).title == fields["headline"]


async def test_the_page_comes_with_all_its_files_and_nothing_from_elsewhere(client, local):
    async with client.get(local.address) as response:
        html = await response.text()
        policy = response.headers["Content-Security-Policy"]

    assert response.content_type == "text/html"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in html
    for file, kind in {"app.js": "text/javascript", "app.css": "text/css", "icon.svg": "image/svg+xml"}.items():
        async with client.get(local.address + file) as response:
            assert (response.status, response.content_type) == (200, kind)
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_a_file_that_did_not_change_is_not_sent_again(client, local):
    async with client.get(f"{local.address}app.js") as response:
        etag = response.headers["ETag"]

    async with client.get(f"{local.address}app.js", headers={"If-None-Match": etag}) as again:
        assert (again.status, await again.read()) == (304, b"")


@pytest.mark.parametrize("path", ["", "app.js", "api/suggest?q=", "api/events", "nothing"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_what_comes_from_elsewhere_is_refused_on_every_path(client, local, path, headers):
    async with client.get(local.address + path, headers=headers) as response:
        assert response.status == 403
        assert "address" in await response.text() or "site" in await response.text()


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
async def test_a_page_elsewhere_cannot_drive_the_bot(client, local, headers):
    status, sentence = await refused(client, local, '{"text": "digest off"}', {**JSON, **headers})

    assert status == 403
    assert "address" in sentence or "site" in sentence


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_form_elsewhere_could_send_is_no_question(client, local, kind):
    status, sentence = await refused(client, local, '{"text": "digest off"}', {"Content-Type": kind})

    assert (status, "application/json" in sentence) == (415, True)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "[]",
        '"redlines"',
        '{"text": 1}',
        '{"text": null}',
        "{}",
        '{"text": "a", "fields": 1}',
        '{"text": "a", "fields": {"b": 1}}',
        "[" * 60_000,
        b"\xff\xfe{}",
    ],
)
async def test_what_is_no_question_gets_a_sentence(client, local, data):
    status, sentence = await refused(client, local, data)

    assert status == 400
    assert '{"text": "redlines"}' in sentence or "A question looks like" in sentence


async def test_a_question_may_be_64_kb_and_no_more(client, local):
    page = await asked(client, local, "x" * MAX_QUESTION)
    assert page.tone is Tone.MISTAKE

    status, sentence = await refused(client, local, json.dumps({"text": "x" * (MAX_QUESTION + 1)}))
    assert (status, "64 kB" in sentence) == (413, True)


async def test_what_is_pasted_into_a_form_may_be_1_mb(client, local):
    def filled_in(size):
        return BytesIO(json.dumps({"text": "topics", "fields": {"text": "x" * size}}).encode())

    async with client.post(f"{local.address}api/ask", data=filled_in(MAX_BODY - 100), headers=JSON) as response:
        assert from_json(await response.text()).title == "Topics"
    status, sentence = await refused(client, local, filled_in(MAX_BODY))
    assert (status, "1 MB" in sentence) == (413, True)


async def test_a_body_of_unknown_length_is_measured_too(client, local):
    async def endless():
        for _ in range(70):
            yield b"x" * 16 * 1024

    status, _ = await refused(client, local, endless())

    assert status == 413


@pytest.mark.parametrize("text", ["🇺🇦" * 500, "\x00\x07", "שלום", "'; DROP TABLE cards; --", '" OR *', "x" * 10_000])
async def test_odd_words_get_a_clear_answer(client, local, text):
    page = await asked(client, local, text)

    assert page.title != "Something went wrong"


async def test_half_a_character_breaks_nothing(client, local):
    async with client.post(f"{local.address}api/ask", data=r'{"text": "search \ud800"}', headers=JSON) as response:
        assert from_json(await response.text()).title != "Something went wrong"


async def test_an_unknown_address_and_a_wrong_method_get_a_sentence(client, local):
    async with client.get(f"{local.address}nothing") as response:
        assert (response.status, await response.text()) == (
            404,
            "There is nothing under this address. The page itself is at /.\n",
        )
    async with client.get(f"{local.address}api/ask") as response:
        assert response.status == 405
        assert from_json(await response.text()).tone is Tone.MISTAKE


async def test_a_bug_shows_a_reference_and_no_traceback(client, desk, caplog):
    async def broken(desk, request):
        raise RuntimeError("secret detail")

    adapter = WebAdapter(Settings(web_port=0), desk, answer=broken)
    address = await adapter.start()
    async with client.post(f"{address}api/ask", json={"text": ""}) as response:
        body = await response.text()
    await adapter.stop()

    assert response.status == 500
    assert "secret" not in body
    assert "Traceback" not in body
    reference = caplog.text.split("reference ")[1].split(")")[0]
    assert reference in body


async def test_health_and_further_routes_are_outside_the_check(client, desk):
    async def events(request):
        return web.Response(text=f"slack {len(await request.read())}")

    away = ["discord", "slack"]

    async def missing():
        return ", ".join(away)

    adapter = WebAdapter(Settings(web_port=0), desk, routes=[web.post("/slack/events", events)], missing=missing)
    address = await adapter.start()
    elsewhere = {"Host": "bot.example.org", "Origin": "https://slack.example"}
    try:
        async with client.get(f"{address}healthz", headers=elsewhere) as response:
            assert (response.status, await response.text()) == (200, "ok")
        async with client.get(f"{address}readyz", headers=elsewhere) as response:
            assert (response.status, await response.text()) == (503, "not ready: discord, slack")
        away.clear()
        async with client.get(f"{address}readyz", headers=elsewhere) as response:
            assert response.status == 200
        async with client.post(f"{address}slack/events", data=b"x" * 100_000, headers=elsewhere) as response:
            assert await response.text() == "slack 100000"
    finally:
        await adapter.stop()


async def test_a_taken_port_is_named_with_a_way_out(desk, local):
    port = int(local.address.rstrip("/").rpartition(":")[2])

    with pytest.raises(SettingsWrong, match=rf"COMMUNIQUE_WEB_PORT: port {port} of 127.0.0.1 is taken") as wrong:
        await WebAdapter(Settings(web_port=port), desk).start()

    assert f"COMMUNIQUE_WEB_PORT={port + 1}" in str(wrong.value)


async def test_an_address_that_is_not_ours_is_named(desk):
    with pytest.raises(SettingsWrong, match="COMMUNIQUE_WEB_HOST: 192.0.2.1 is no address of this machine"):
        await WebAdapter(Settings(web_port=0, web_host="192.0.2.1"), desk).start()


async def test_who_opens_the_page_to_others_is_warned(desk, caplog):
    adapter = WebAdapter(Settings(web_port=0, web_host="0.0.0.0"), desk)
    address = await adapter.start()
    await adapter.stop()

    assert address.startswith("http://localhost:")
    assert "whoever can reach this machine can use it" in caplog.text


async def test_the_public_address_is_welcome(client, desk):
    adapter = WebAdapter(Settings(web_port=0, public_url="https://brief.example.org"), desk)
    address = await adapter.start()
    headers = {"Host": "brief.example.org", "Origin": "https://brief.example.org"}
    async with client.post(f"{address}api/ask", json={"text": "topics"}, headers=headers) as response:
        assert response.status == 200
    await adapter.stop()


async def test_stopping_waits_for_nobody(client, desk):
    waiting = asyncio.Event()

    async def slow(desk, request):
        waiting.set()
        await asyncio.sleep(60)
        return Page("Too late")

    adapter = WebAdapter(Settings(web_port=0), desk, answer=slow)
    address = await adapter.start()
    question = asyncio.create_task(client.post(f"{address}api/ask", json={"text": ""}))
    stream = await client.get(f"{address}api/events")
    await waiting.wait()

    async with asyncio.timeout(20):
        await adapter.stop()

    assert "event: ready\n" in await stream.text()
    await asyncio.gather(question, return_exceptions=True)


async def test_two_hundred_questions_at_once_are_all_answered(client, local):
    pages = await asyncio.gather(*(asked(client, local, "redlines") for _ in range(200)))

    assert {page.title for page in pages} == {"Red lines"}
