"""Files on their way in, over real sockets."""

from __future__ import annotations

from io import BytesIO

import pytest

from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.asking import LONGEST_NAME, MAX_FILE
from bot.settings import Settings
from bot.view.page import Page, Tone, from_json
from tests.adapters.web.pages import STEERING

FILE = {"Content-Type": "application/octet-stream"}


class Bot:
    """Answers that anything arrived, and keeps what did."""

    def __init__(self):
        self.asked = []

    async def __call__(self, desk, request):
        self.asked.append((request, await request.upload.read() if request.upload else None))
        return Page("Taken in")


@pytest.fixture
def bot():
    return Bot()


@pytest.fixture
async def send(client, desk, bot):
    adapter = WebAdapter(Settings(web_port=0), desk, answer=bot)
    address = await adapter.start()

    async def send(body, headers=FILE, **query):
        async with client.post(f"{address}api/upload", data=body, headers=headers, params=query) as response:
            page = from_json(await response.text())
            return response.status, page.blocks[0].markup[0] if page.tone is Tone.MISTAKE else page.title

    yield send
    await adapter.stop()


async def test_a_file_becomes_a_request_with_its_name_and_what_it_holds(send, bot):
    assert await send(b"%PDF-1.7", name="essay.pdf") == (200, "Taken in")
    await send(b"Words.", name="essay.txt", to="river")

    (first, held), (second, _) = bot.asked
    assert (first.text, first.upload.name, first.upload.size, held) == ("add", "essay.pdf", 8, b"%PDF-1.7")
    assert second.text == "add to river"
    assert await first.may_configure()


async def test_what_is_known_of_a_file_comes_with_it(send, bot):
    await send(b"Words.", name="essay.txt", author="Ada", date="2026-11-20", address="https://example.org")

    [(asked, _)] = bot.asked
    assert asked.fields == {"author": "Ada", "date": "2026-11-20"}


async def test_a_file_may_have_10_mb_and_no_more(send, bot):
    assert (await send(BytesIO(b"x" * MAX_FILE), name="a.txt"))[0] == 200

    status, sentence = await send(BytesIO(b"x" * (MAX_FILE + 1)), name="a.txt")

    assert (status, "10 MB" in sentence) == (413, True)
    assert len(bot.asked) == 1


async def test_a_file_of_unknown_length_is_read_to_the_limit_and_no_further(send, bot):
    sent = 0

    async def endless():
        nonlocal sent
        while sent < 40 * MAX_FILE:
            sent += 1_000_000
            yield bytes(1_000_000)

    try:
        status, _ = await send(endless(), name="a.txt")
        assert status == 413
    except OSError:
        pass  # the answer is given before all was sent: some clients do not read on

    assert bot.asked == []
    assert sent < 40 * MAX_FILE


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
async def test_a_page_elsewhere_cannot_send_a_file(send, bot, headers):
    status, _ = await send(b"Words.", {**FILE, **headers}, name="a.txt")

    assert (status, bot.asked) == (403, [])


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json", ""],
)
async def test_what_a_form_elsewhere_could_send_is_no_file(send, bot, kind):
    status, sentence = await send(b"Words.", {"Content-Type": kind}, name="a.txt")

    assert (status, "application/octet-stream" in sentence, bot.asked) == (415, True, [])


async def test_a_file_without_a_name_gets_a_sentence(send, bot):
    assert await send(b"Words.") == (400, "Say what the file is called in the address: ?name=essay.pdf.")
    assert (await send(b"Words.", name="  "))[0] == 400


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "C:\\autoexec.txt",
        f"a{STEERING}.txt",
        "\x00.txt",
        "<script>.txt",
        "a\n to river.txt",
        "\u202ecod.exe",
    ],
)
async def test_a_name_is_words_and_never_a_place_or_a_command(send, bot, name):
    assert (await send(b"Words.", name=name))[0] == 200

    [(asked, _)] = bot.asked
    assert asked.text == "add"


async def test_a_long_name_keeps_its_end_which_says_what_it_is(send, bot):
    await send(b"Words.", name="x" * 3000 + ".pdf")

    [(asked, _)] = bot.asked
    assert len(asked.upload.name) == LONGEST_NAME
    assert asked.upload.name.endswith("x.pdf")


async def test_hostile_names_and_contents_get_a_clear_answer_from_the_bot_itself(client, local):
    for name in (
        "../../etc/passwd",
        f"a{STEERING}.txt",
        "a.pdf",
        "a.docx",
        "a.eml",
        "a.html",
        "a.exe",
        "\x00",
        "<b>.md",
    ):
        for body in (b"", b"\xff\xfe\x00", b"PK\x03\x04", b"%PDF-1.7\n%%EOF", b"<" * 1000):
            async with client.post(
                f"{local.address}api/upload", data=body, headers=FILE, params={"name": name}
            ) as response:
                page = from_json(await response.text())
            assert (response.status, page.tone) == (200, Tone.MISTAKE)
            assert page.title != "Something went wrong", (name, body)
