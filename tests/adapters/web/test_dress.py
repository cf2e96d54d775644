"""What a page looks like to somebody who hears it, and to somebody with a small or a dark screen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.view.markup import words
from bot.view.page import Fields, Heading, Note, Page, Quotation, Text
from tests.adapters.web.conftest import SHOWN
from tests.adapters.web.pages import MARKUP, PAGES

pytestmark = pytest.mark.asyncio(loop_scope="session")

GOLDEN = Path(__file__).parents[2] / "golden" / "web"
LONG = {
    "one long word": "x" * 2_800,
    "right to left": "ארוך مرحبا " * 250,
    "emoji": "👩‍👩‍👧‍👦🇺🇦" * 120,
}


async def test_every_kind_of_block_is_heard_as_it_was_agreed(reader):
    wrong = []
    for name in PAGES:
        await reader.ask(f"show {name}")
        article = reader.page.locator("#talk article").last
        heard = await article.aria_snapshot() + "\n"
        file = GOLDEN / f"{name.replace(' ', '-')}.yaml"
        if os.environ.get("GOLDEN") == "write":
            file.write_text(heard)
        if heard != file.read_text():
            wrong.append((name, heard))
        await reader.page.keyboard.press("Escape")  # out of a form

    assert wrong == []


async def test_nothing_that_a_page_says_becomes_markup(reader, shown):
    await shown.post(SHOWN["show hostile"])
    await reader.ask("show hostile")
    await reader.ask(MARKUP)
    page = reader.page

    assert await page.title() in ("Communiqué", "(1) Communiqué")
    assert await page.locator("main :is(img, script, svg, iframe, style, b, u, i:not(.dots i))").count() == 0
    article = page.locator("#talk article").nth(1)
    assert await article.get_by_role("heading", level=2).inner_text() == MARKUP
    assert await article.locator("blockquote").inner_text() == MARKUP
    assert await article.get_by_role("button", name="<b>press</b>").count() == 1
    assert await page.locator(".asked").last.text_content() == f"You asked: {MARKUP}"


async def test_links_lead_away_without_telling_where_from(reader):
    await reader.ask("show text")

    link = reader.page.get_by_role("link", name="an essay")
    assert await link.get_attribute("rel") == "noopener noreferrer"
    assert await link.get_attribute("href") == "https://a.example/b"


async def test_times_are_on_the_readers_own_clock(reader):
    await reader.ask("show time")

    times = reader.page.locator("#talk time")
    assert await times.all_inner_texts() == ["22 November 2026", "22 Nov 2026, 13:00", "just now"]
    assert await times.nth(1).get_attribute("datetime") == "2026-11-22T12:00:00Z"
    assert "13:00:00" in await times.nth(1).get_attribute("title")
    await reader.page.clock.fast_forward("03:00:00")
    assert await times.nth(2).inner_text() == "3 hours ago"
    for later, said in (("2028-11-01", "23 months ago"), ("2028-11-29", "2 years ago")):
        await reader.page.clock.set_system_time(later)
        await reader.page.clock.run_for(60_000)
        assert await times.nth(2).inner_text() == said


async def _too_wide(page):
    return await page.evaluate(
        """() => [document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll("main *")]
            .filter((one) => !one.closest(".unseen, option") && one.getBoundingClientRect().right > innerWidth + 0.5)
            .map((one) => `${one.tagName}.${one.className}: ${one.textContent.slice(0, 40)}`)]"""
    )


async def test_nothing_is_wider_than_a_phone(phone, shown):
    for text in LONG.values():
        await shown.post(
            Page(text[:70], (Heading(text[:70]), Text(words(text[:2000])), Fields(((text[:50], (text[:200],)),))))
        )
        await shown.post(Page("Long", (Quotation(words(text[:1300])), Note(words(text[:1300])))))
    for name in PAGES:
        if name != "form":
            await phone.ask(f"show {name}")
    await phone.ask("x" * 10_000)
    await phone.ask("מה חדש " * 300)

    assert await _too_wide(phone.page) == [0]


async def test_fingers_find_every_control_on_a_phone(phone):
    for name in ("select", "buttons", "mistake"):
        await phone.ask(f"show {name}")

    small = await phone.page.evaluate(
        """() => [...document.querySelectorAll("button, select, input, summary, a:not(.skip)")]
            .map((one) => [one.textContent.slice(0, 20), one.getBoundingClientRect()])
            .filter(([, { width, height }]) => width && (width < 44 || height < 44)).map(([text]) => text)"""
    )
    assert small == []


async def test_every_control_has_a_name_and_every_part_a_role(reader):
    for name in ("select", "buttons"):
        await reader.ask(f"show {name}")
    page = reader.page

    for role in ("button", "combobox", "listbox", "option"):
        for control in await page.get_by_role(role).all():
            assert (await control.aria_snapshot()).strip() not in (f"- {role}", "")
    assert await page.get_by_role("navigation", name="Topics").count() == 1
    assert await page.get_by_role("main").count() == 1
    assert await page.get_by_role("banner").count() == 1
    assert await page.get_by_role("log", name="Questions and answers").count() == 1
    assert await page.get_by_role("heading", level=1).all_inner_texts() == ["Communiqué"]
    for article in await page.get_by_role("article").all():
        assert await article.get_attribute("aria-labelledby")
    ids = await page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))


CONTRAST = """() => {
  const channel = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const one of document.querySelectorAll("body *")) {
    const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!says || !one.checkVisibility() || one.closest(".unseen, noscript, option")) continue;
    const [a, b] = [light(parse(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push(`${one.tagName}.${one.className} ${one.textContent.slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return faint;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_the_paper(reader, shown, scheme):
    await reader.page.emulate_media(color_scheme=scheme)
    await shown.post(Page("State of the talks", (Note(words("Small print.")),)))
    for name in ("text", "fields", "note", "select", "buttons", "done", "mistake"):
        await reader.ask(f"show {name}")
    await reader.page.locator("#line").press_sequentially("s")
    await reader.page.locator("#completions").get_by_role("option", name="search WORDS").wait_for()
    await reader.page.keyboard.press("ArrowDown")

    assert await reader.page.evaluate(CONTRAST) == []
