"""The ways in, as commands use them."""

from __future__ import annotations

import pytest
from aiohttp import web

from bot.sources.fetch import Fetcher
from bot.sources.reader import Reader
from bot.sources.taken import Unreadable
from bot.sources.workers import Workers
from tests.sources.papers import pdf, wrapped
from tests.sources.web import site

SENTENCE = (
    "The delegation said on Tuesday that it would not sign an accord which leaves the harbour to the other side. "
)
BODY = f"<p>{SENTENCE * 4}</p>"
PAGE = f"<html><head><title>The harbour</title></head><body><article>{BODY}{BODY}</article></body></html>"


@pytest.fixture
async def workers():
    async with Workers(patience=20) as workers:
        yield workers


def serving(body: bytes | str, kind: str, status: int = 200, charset: str | None = None):
    async def answer(request: web.Request) -> web.Response:
        held = body if isinstance(body, bytes) else body.encode()
        return web.Response(body=held, content_type=kind, status=status, charset=charset)

    return answer


async def read(workers, answer):
    async with site(essay=answer) as port:
        return await Reader(Fetcher(allow={("127.0.0.1", port)}, patience=5), workers).from_address(
            f"http://127.0.0.1:{port}/essay"
        )


async def test_an_address_gives_an_essay_with_its_address_and_site(workers):
    taken = await read(workers, serving(PAGE, "text/html"))

    assert (taken.essay.title, taken.essay.publisher) == ("The harbour", "127.0.0.1")
    assert taken.essay.address.endswith("/essay")
    assert SENTENCE.strip() in [sentence.text for p in taken.snapshot.paragraphs for sentence in p.sentences]


async def test_an_address_may_hold_a_pdf_or_a_text(workers):
    text = (SENTENCE * 3).strip()

    assert (await read(workers, serving(pdf(wrapped(text)), "application/pdf"))).snapshot.text == text
    assert (await read(workers, serving(text, "text/plain"))).snapshot.text == text


async def test_a_page_that_says_it_is_text_is_still_a_page(workers):
    assert (await read(workers, serving(PAGE, "text/plain"))).essay.title == "The harbour"


async def test_the_server_s_word_on_the_charset_counts(workers):
    page = PAGE.replace("harbour", "гавань").encode("cp1251")

    assert (await read(workers, serving(page, "text/html", charset="windows-1251"))).essay.title == "The гавань"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (serving(PAGE, "text/html", 404), r"nothing at this address \(404\)"),
        (serving(PAGE, "text/html", 403), r"does not let us read this \(403\)"),
        (serving(PAGE, "text/html", 429), "too often"),
        (serving(PAGE, "text/html", 503), r"out of order \(503\)"),
        (serving(PAGE, "text/html", 418), "418"),
        (serving(b"\x89PNG\r\n\x1a\n", "image/png"), "no web page but image/png"),
        (serving(b"{}", "application/json"), "application/json"),
        (serving(b"", "text/html"), "empty"),
        (serving(b"", "text/plain"), "empty"),
        (serving(b"%PDF-1.4 torn", "application/pdf"), "damaged"),
    ],
)
async def test_what_is_no_essay_is_refused_with_the_reason(workers, answer, words):
    with pytest.raises(Unreadable, match=words) as refusal:
        await read(workers, answer)

    assert str(refusal.value).endswith(".")


async def test_uploads_and_pasted_texts_go_the_same_way(workers):
    reader = Reader(Fetcher(), workers)

    assert (await reader.from_upload("../x/harbour.txt", SENTENCE.encode())).essay.title == "harbour"
    assert (await reader.from_text(f"The harbour\n\n{SENTENCE}")).essay.title == "The harbour"
    with pytest.raises(Unreadable, match="more than 10 MB"):
        await reader.from_upload("a.txt", b"x" * 10_000_001)
