"""An essay comes in by address, text, file, feed and folder, and becomes drafts, or a sentence says why not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.chat import Upload
from bot.commands import Desk, handle
from bot.commands.desk import Sources
from bot.commands.feeds import forget_old, look_at_due
from bot.commands.folder import look_into
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.store import dossiers, feeds
from bot.view.page import Page, Tone
from briefs.model import Essay
from tests.commands.pages import said
from tests.conftest import SHARED, ask

ESSAY = (Path(__file__).parents[2] / "briefs/content/demonstration/essay.md").read_text(encoding="utf-8")
RECIPE = "Peel the onions. Fry them slowly in butter for twenty minutes. Add the flour, then the stock. " * 12
PAGE = "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"


def as_html(text: str) -> str:
    paragraphs = "".join(f"<p>{block}</p>" for block in text.split("\n\n")[1:])
    return PAGE.format(title="The River Keeps No Minutes", paragraphs=paragraphs)


class Site:
    """A web site on loopback with one essay and a feed that lists it."""

    def __init__(self) -> None:
        self.address = ""
        self.listed: list[str] = []
        self.away = 0  # the essay is not to be had so many times
        self.asked = 0

    async def essay(self, request: web.Request) -> web.Response:
        self.asked += 1
        self.away -= 1
        if self.away >= 0:
            return web.Response(status=503)
        return web.Response(text=as_html(ESSAY), content_type="text/html")

    async def feed(self, request: web.Request) -> web.Response:
        items = "".join(f"<item><guid>{link}</guid><link>{link}</link><title>x</title></item>" for link in self.listed)
        text = f"<rss version='2.0'><channel><title>The Letter</title>{items}</channel></rss>"
        return web.Response(text=text, content_type="application/rss+xml")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.add_routes([web.get("/essay", site.essay), web.get("/feed", site.feed)])
    runner = web.AppRunner(app)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    port = runner.addresses[0][1]
    site.address = f"http://127.0.0.1:{port}"
    yield site
    await runner.cleanup()


@pytest.fixture
async def reading(desk: Desk, site: Site) -> AsyncIterator[Desk]:
    """A desk that may read the site, and follows the river."""
    port = int(site.address.rpartition(":")[2])
    async with Workers(patience=20) as workers:
        reading = replace(desk, sources=Sources(Fetcher(allow=[("127.0.0.1", port)]), workers))
        await handle(reading, ask("dossier new river The river"))
        yield reading


async def drafts(desk: Desk) -> Page:
    return await handle(desk, ask("review"))


async def test_an_address_gives_drafts(reading, site):
    page = await handle(reading, ask(f"add {site.address}/essay"))

    assert page.tone is Tone.DONE, said(page)
    assert "drafts from “The River Keeps No Minutes”" in page.title
    assert (await drafts(reading)).title.startswith("Draft 1 of ")


async def test_a_pasted_text_gives_drafts(reading):
    page = await handle(reading, ask(f"add {ESSAY}"))

    assert page.tone is Tone.DONE, said(page)


async def test_a_text_sent_along_may_hold_anything(reading):
    fields = {"text": f"{ESSAY}\n\nIt all comes down to peace"}
    page = await handle(reading, replace(ask("add"), fields=fields))

    assert page.tone is Tone.DONE, said(page)


async def test_a_text_that_lost_its_lines_on_the_way_gives_drafts_and_says_how_it_would_keep_them(reading):
    flat = await handle(reading, replace(ask("add"), fields={"text": " ".join(ESSAY.split())}))
    kept = await handle(reading, replace(ask("add"), fields={"text": ESSAY.replace("The River", "A River")}))

    assert flat.tone is Tone.DONE, said(flat)
    assert "came in one line" in said(flat)
    assert "came in one line" not in said(kept)


async def test_a_file_gives_drafts(reading):
    async def read() -> bytes:
        return as_html(ESSAY).encode()

    page = await handle(reading, replace(ask("add"), upload=Upload("essay.html", 9000, read)))

    assert page.tone is Tone.DONE, said(page)


async def test_a_file_that_is_too_big_is_not_even_read(reading):
    async def read() -> bytes:
        raise AssertionError

    page = await handle(reading, replace(ask("add"), upload=Upload("essay.pdf", 11_000_000, read)))

    assert page.tone is Tone.MISTAKE
    assert "10 MB" in said(page)


async def test_what_came_with_a_file_and_is_not_read_is_said(reading):
    async def read() -> bytes:
        return ESSAY.encode()

    upload = Upload("essay.md", 9000, read)
    both = await handle(reading, replace(ask("add"), upload=upload, fields={"text": RECIPE}))
    page = await handle(reading, replace(ask("add"), upload=upload, fields={"further": "b.pdf, c.pdf"}))

    assert "There is a file and a text" in said(both)
    assert page.tone is Tone.DONE
    assert "One file is read at a time; not read: b.pdf, c.pdf." in said(page)


async def test_an_essay_can_go_into_another_dossier_than_the_channels(reading, site):
    await handle(reading, ask("dossier ukraine-talks"))

    page = await handle(reading, ask(f"add {site.address}/essay to river"))

    assert "The river" in said(page)


async def test_a_dossier_that_is_not_there_is_offered_to_be_begun(reading, site):
    page = await handle(reading, ask(f"add {site.address}/essay to lake"))

    assert page.buttons[0].command == "dossier new lake"
    assert (await drafts(reading)).title == "Review"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("add file:///etc/passwd", "An address begins with https:// or http://"),
        ("add ftp://example.org/essay.txt", "An address begins with https:// or http://"),
        ("add mailto:ada@example.org", "An address begins with https:// or http://"),
        ("add javascript:alert(1)", "An address begins with https:// or http://"),
        (r"add C:\essay.txt", "An address begins with https:// or http://"),
        ("add www.example.org/essay", "do you mean https://www.example.org/essay ?"),
        ("add http://127.0.0.1:1/secret", "No card came of it"),
        ("add http://169.254.169.254/latest/meta-data", "No card came of it"),
        ("add https://user:word@example.org/", "No card came of it"),
        (f"add {RECIPE}", "does not seem to be about a negotiation"),
    ],
)
async def test_what_gives_no_card_says_why(reading, text, sentence):
    page = await handle(reading, ask(text))

    assert page.tone is Tone.MISTAKE
    assert sentence in said(page), said(page)


async def record(desk: Desk, slug: str = "river") -> Essay:
    """What is known of the only essay of a dossier."""
    [essay] = await dossiers.essays(desk.database.reader, ask("").space, slug)
    return essay


async def sent(desk: Desk, command: str = "add", /, **fields: str) -> Page:
    """What comes of a form, or of options, filled in like that."""
    return await handle(desk, replace(ask(command), fields=fields))


async def test_nothing_behind_it_opens_a_form_in_which_a_text_keeps_its_paragraphs(reading):
    form = (await handle(reading, ask("add"))).form
    assert [question.name for question in form.questions] == ["text", "title", "author", "date", "dossier"]
    answers = {question.name: question.value for question in form.questions}
    assert answers["dossier"] == "river"

    said_of_it = {"text": ESSAY, "title": "Our title", "author": "I. C.", "date": "20 November 2026"}
    page = await sent(reading, form.command, **answers | said_of_it)

    assert page.tone is Tone.DONE, said(page)
    essay = await record(reading)
    assert (essay.title, essay.author, essay.published) == ("Our title", "I. C.", "2026-11-20")
    assert essay.id.startswith("our-title-")


async def test_what_stands_in_the_form_goes_before_what_an_address_or_a_file_says_of_itself(reading, site):
    fields = {"title": "Ours", "author": "Ada", "publisher": "The Letter", "date": "2026-11"}

    assert (await sent(reading, text=f"{site.address}/essay", **fields)).tone is Tone.DONE

    essay = await record(reading)
    assert (essay.title, essay.author, essay.publisher, essay.published) == ("Ours", "Ada", "The Letter", "2026-11")
    assert essay.address == f"{site.address}/essay"


async def test_the_address_beside_a_text_says_where_it_stands_and_is_not_fetched(reading):
    page = await sent(reading, text=ESSAY, address="https://example.org/behind-a-wall")

    assert page.tone is Tone.DONE, said(page)
    assert (await record(reading)).address == "https://example.org/behind-a-wall"


@pytest.mark.parametrize(("byline", "author"), [("", "Bo"), ("By Ines Calloway\n\n", "Ines Calloway")])
async def test_whoever_passed_a_text_on_is_its_author_where_it_names_none(reading, byline, author):
    body = "\n\n".join(block for block in ESSAY.split("\n\n")[1:] if not block.casefold().startswith(("by ", "*by ")))

    page = await sent(reading, text=f"The river\n\n{byline}{body}", poster="Bo", date="2026-11-20")

    assert page.tone is Tone.DONE, said(page)
    assert ((await record(reading)).author, (await record(reading)).published) == (author, "2026-11-20")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ESSAY, "date": "soon"}, "“soon” is not a date. Write it as 2026-11-20"),
        ({"text": ESSAY, "date": "2026-13"}, "is not a date"),
        ({"text": ESSAY, "dossier": "lake"}, "There is no dossier called “lake”"),
        ({"text": ESSAY, "dossier": "the lake"}, "There is no dossier called “the lake”"),
        ({"text": ESSAY, "address": "file:///a"}, "no address of a page"),
        ({"text": ""}, "Write “add” and its address"),
        ({"text": "file:///etc/passwd"}, "An address begins with https:// or http://"),
    ],
)
async def test_a_form_that_cannot_be_so_adds_nothing_and_says_why(reading, fields, sentence):
    page = await sent(reading, **fields)

    assert page.tone is Tone.MISTAKE
    assert sentence in said(page)
    assert page.wrong == next((name for name in ("date", "dossier") if name in fields), "")  # what to write anew
    assert (await drafts(reading)).title == "Review"


async def test_the_same_essay_twice_is_one_essay(reading, site):
    await handle(reading, ask(f"add {ESSAY}"))
    before = (await drafts(reading)).title

    again = await handle(reading, ask(f"add {site.address}/essay"))
    copied = await handle(reading, ask(f"add {ESSAY}\n\nReprinted by kind permission of the river's two ministries."))

    for page in (again, copied):
        assert page.title == "“The River Keeps No Minutes” is here already"
        assert page.tone is Tone.PLAIN  # nobody made a mistake, and nothing is to be tried again
        assert "so nothing was added. It is in" in said(page)
    assert "copy" in said(copied)
    assert (await drafts(reading)).title == before


async def test_somebody_who_may_not_adds_nothing(reading, site):
    page = await handle(reading, ask(f"add {site.address}/essay", may=False))

    assert "Only people who manage this channel" in said(page)
    assert (await drafts(reading)).title == "Review"


async def test_what_is_new_in_a_feed_becomes_drafts_and_what_was_there_does_not(reading, site, clock):
    site.listed = [f"{site.address}/old"]
    followed = await handle(reading, ask(f"feeds add {site.address}/feed"))
    assert followed.tone is Tone.DONE, said(followed)
    assert await look_at_due(reading) == 0

    site.listed = [f"{site.address}/essay", *site.listed]
    clock.now += timedelta(hours=2)

    assert await look_at_due(reading) == 1
    clock.now += timedelta(hours=2)
    assert await look_at_due(reading) == 0
    assert (await drafts(reading)).title.startswith("Draft 1 of ")
    assert "The Letter" in said(await handle(reading, ask("feeds")))
    told = said(await handle(reading, ask("audit")))
    assert "a feed, " in told
    assert "“looks at The Letter”\nessay " in told
    assert f"“feeds add {site.address}/feed”\nfeed {site.address}/feed new" in told


@pytest.mark.parametrize(("away", "taken"), [(1, 1), (2, 0)])
async def test_an_essay_of_a_feed_whose_site_is_away_is_asked_for_once_more(reading, site, clock, away, taken):
    await handle(reading, ask(f"feeds add {site.address}/feed"))
    site.listed, site.away = [f"{site.address}/essay"], away

    found = []
    for _ in range(4):
        clock.now += timedelta(hours=2)
        found.append(await look_at_due(reading))

    assert sum(found) == taken
    assert site.asked == 2


async def test_a_feed_in_trouble_says_what_to_do(reading, site, clock):
    site.listed = []
    await handle(reading, ask(f"feeds add {site.address}/feed"))
    held = (await feeds.of(reading.database.reader, ask("").space))[0]
    async with reading.database.transaction() as db:
        await db.execute("UPDATE feeds SET address = :gone", {"gone": f"{site.address}/nothing"})
    clock.now += timedelta(hours=2)

    await look_at_due(reading)

    assert "404" in said(await handle(reading, ask("feeds")))
    assert (await handle(reading, ask(f"feeds remove {held.id}"))).tone is Tone.DONE
    assert "No feed is followed" in said(await handle(reading, ask("feeds")))


@pytest.mark.parametrize("text", ["feeds add", "feeds add nonsense", "feeds remove", "feeds remove 99", "feeds banana"])
async def test_a_feed_that_cannot_be_is_a_sentence(reading, text):
    page = await handle(reading, ask(text))

    assert page.tone is Tone.MISTAKE
    assert "our fault" not in said(page)


async def test_a_page_is_no_feed(reading, site):
    page = await handle(reading, ask(f"feeds add {site.address}/essay"))

    assert page.tone is Tone.MISTAKE
    assert "No feed is followed" in said(await handle(reading, ask("feeds")))


async def test_a_file_in_the_watched_folder_is_taken_in_once(reading, tmp_path, clock):
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "essay.md").write_text(ESSAY, encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG....")
    clock.now += timedelta(days=3650)  # long after the files were written

    assert await look_into(reading, folder) == 1
    assert "the watched folder, " in said(await handle(reading, ask("audit")))
    assert await look_into(reading, folder) == 0
    assert await look_into(reading, tmp_path / "nowhere") == 0


@pytest.mark.skipif(not (SHARED / "seed/essay.txt").exists(), reason="the seed essay is not here")
async def test_the_essay_behind_shipped_cards_is_known_again_and_quoted(reading):
    await handle(reading, ask("dossier ukraine-talks"))
    text = (SHARED / "seed/essay.txt").read_text(encoding="utf-8")

    taken = await handle(reading, ask(f"add {text}"))

    assert taken.tone is Tone.DONE, said(taken)
    assert "1 essay by" in said(await handle(reading, ask("essays")))
    page = await handle(reading, ask("card redlines/neutrality"))
    assert any(block.type == "quotation" for block in page.blocks)
    assert "Matthew Bryant" in said(page)


async def test_the_drafts_of_the_channels_dossier_come_first(reading):
    await handle(reading, ask(f"add {ESSAY}"))
    await handle(reading, ask("dossier new tram The tram"))
    strike = (
        "The union rejected the offer on Monday. It demands 9 per cent and will strike unless the company moves. " * 2
    )
    await handle(reading, ask(f"add Tram strike\n\n{strike}Talks between the union and the company resume on Friday."))

    here = said(await drafts(reading))
    await handle(reading, ask("dossier river"))
    there = said(await drafts(reading))

    assert "The tram" in here
    assert "The river" in there


async def test_the_only_editor_of_the_local_page_is_not_left_waiting_for_another(reading):
    await handle(reading, ask(f"add {ESSAY}"))
    page = await drafts(reading)

    assert not [option for option in page.select.options if " second " in option.command]
    assert "only editor" in said(await handle(reading, ask("settings two-editors on")))


async def test_what_a_feed_has_not_shown_for_years_is_forgotten_and_what_it_shows_is_not(reading, site, clock):
    site.listed = [f"{site.address}/old"]
    await handle(reading, ask(f"feeds add {site.address}/feed"))
    clock.now += timedelta(days=800)
    site.listed = [f"{site.address}/essay"]
    await look_at_due(reading)

    await forget_old(reading)

    rows = list(await reading.database.reader.execute_fetchall("SELECT seen_at FROM feed_entries"))
    assert rows
    assert all(row["seen_at"] > "2028" for row in rows)
