"""Talking with the page, as somebody with a keyboard, a mouse or a finger does."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWER = "#talk article"


async def test_the_first_screen_is_the_state_of_the_talks(reader):
    page = reader.page

    await expect(page.locator("#now").get_by_role("heading", name="Ukraine peace talks")).to_be_in_viewport()
    await expect(page.locator("#topics button")).to_have_text(
        ["Now", "Red lines", "Positions", "Leverage", "Obstacles", "Players", "History", "Facts", "Outlook", "Help"]
    )
    await expect(page.locator("#today")).to_have_text("Sunday, 22 November 2026")


async def test_everything_comes_from_the_page_itself(reader):
    await reader.ask("redlines")
    await reader.page.get_by_role("button", name="Next").click()
    await reader.ask("show hostile")

    assert {url.startswith(reader.address) for url in reader.requests} == {True}
    assert len(reader.requests) > 8


async def test_a_question_is_asked_with_the_keyboard_alone(reader):
    page = reader.page
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the question line")).to_be_focused()
    await page.keyboard.press("Enter")
    line = page.get_by_role("combobox", name="Ask about the talks")
    await expect(line).to_be_focused()

    await page.keyboard.type("redlines")
    await page.keyboard.press("Enter")

    await expect(page.locator(ANSWER).get_by_role("heading", name="Red lines", exact=True)).to_be_in_viewport()
    await expect(page.locator(".asked")).to_have_text("You asked: redlines")
    await expect(line).to_be_focused()
    await expect(line).to_have_value("")


async def test_the_line_completes_what_one_types(reader):
    page, line = reader.page, reader.page.locator("#line")
    await line.press_sequentially("redl")
    option = page.locator("#completions").get_by_role("option", name="Red lines")
    await expect(option).to_be_visible()
    await expect(line).to_have_attribute("aria-expanded", "true")

    await line.press("ArrowDown")
    await expect(option).to_have_attribute("aria-selected", "true")
    await expect(line).to_have_attribute("aria-activedescendant", await option.get_attribute("id"))
    await line.press("Enter")

    await expect(page.locator(f"{ANSWER} h2")).to_have_text("Red lines")
    await expect(line).to_have_attribute("aria-expanded", "false")


async def test_tab_completes_a_word_and_escape_lets_go(reader):
    page, line = reader.page, reader.page.locator("#line")
    await line.press_sequentially("subscr")
    await page.locator("#completions").get_by_role("option").first.wait_for()

    await line.press("Tab")
    await expect(line).to_have_value("subscribe ")
    await page.locator("#completions").get_by_role("option", name="positions").wait_for()
    await line.press("Escape")
    await expect(page.locator("#completions").get_by_role("option")).to_have_count(0)
    await expect(line).to_have_value("subscribe ")
    await line.press("Tab")
    await expect(page.get_by_role("button", name="Ask", exact=True)).to_be_focused()


async def test_a_completion_can_be_clicked(reader):
    await reader.page.locator("#line").press_sequentially("out")

    await reader.page.locator("#completions").get_by_role("option", name="Outlook").click()

    await expect(reader.page.locator(f"{ANSWER} h2")).to_have_text("Outlook")


async def test_arrow_up_brings_earlier_questions_back(reader):
    line = reader.page.locator("#line")
    for text in ("topics", "help"):
        await reader.ask(text)
    await line.press_sequentially("leve")
    await reader.page.locator("#completions").get_by_role("option").first.wait_for()
    await line.press("Escape")

    await line.press("ArrowUp")
    await line.press("ArrowUp")
    await expect(line).to_have_value("topics")
    for _ in range(2):
        await line.press("ArrowDown")
    await expect(line).to_have_value("leve")


async def test_a_pasted_text_keeps_its_words_apart(reader):
    await reader.page.locator("#line").focus()
    await reader.page.evaluate(
        """() => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "search red\\r\\n\\nlines");
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
        }"""
    )

    await expect(reader.page.locator("#line")).to_have_value("search red lines")


async def test_next_and_previous_turn_the_page_in_its_place(reader):
    page = reader.page
    await reader.ask("redlines")
    first = await page.locator(ANSWER).inner_text()

    await page.get_by_role("button", name="Next", exact=True).click()
    await expect(page.get_by_role("button", name="Previous", exact=True)).to_be_visible()
    await expect(page.locator(ANSWER)).to_have_count(1)
    await expect(page.locator(f"{ANSWER} h2")).to_be_focused()  # there is no further page
    await page.get_by_role("button", name="Previous", exact=True).press("Enter")

    await expect(page.get_by_role("button", name="Next", exact=True)).to_be_visible()
    assert await page.locator(ANSWER).inner_text() == first


async def test_a_page_that_cannot_be_turned_stays(reader):
    page = reader.page
    await reader.ask("redlines")
    await page.route("**/api/ask", lambda route: route.fulfill(status=502, body="<html>Bad gateway"))

    await page.get_by_role("button", name="Next", exact=True).click()

    await expect(page.locator(f"{ANSWER} h2").last).to_contain_text("No answer")
    await expect(page.locator(f"{ANSWER} h2").first).to_have_text("Red lines")
    reader.complaints[:] = [one for one in reader.complaints if "502" not in one]


async def test_other_buttons_ask_as_if_typed(reader):
    await reader.ask("redlines")

    await reader.page.get_by_role("button", name="Follow").click()

    await expect(reader.page.locator(ANSWER)).to_have_count(2)
    await expect(reader.page.locator(".asked").last).to_have_text("You asked: Follow")
    await expect(reader.page.locator(f"{ANSWER}.tone-done h2")).to_be_focused()


async def test_a_select_is_labelled_and_waits_for_open_when_used_by_keyboard(reader):
    await reader.ask("redlines")
    select = reader.page.get_by_label("Read one with its evidence")

    await select.select_option(index=1)
    await expect(reader.page.locator(ANSWER)).to_have_count(1)
    await reader.page.locator(ANSWER).get_by_role("button", name="Open").click()

    await expect(reader.page.locator(ANSWER)).to_have_count(2)
    await expect(reader.page.locator(ANSWER).last.get_by_role("heading", name="Evidence")).to_be_visible()


async def test_a_form_keeps_what_one_wrote_until_it_is_saved(reader):
    page = reader.page
    await reader.ask("card redlines/neutrality")
    await page.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit a card")
    headline = dialog.get_by_label("Headline")
    await expect(headline).to_be_focused()

    await headline.fill("")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).not_to_be_empty()
    await expect(dialog).to_be_visible()
    await headline.fill("Moscow asks for a neutral Ukraine")
    await headline.press("Enter")

    await expect(dialog).to_be_hidden()
    await expect(page.locator(f"{ANSWER}.tone-done h2")).to_be_focused()
    await page.get_by_role("button", name="Show it").click()
    await expect(page.locator(f"{ANSWER} h2").last).to_have_text("Moscow asks for a neutral Ukraine")


async def test_a_form_can_be_left_with_escape(reader):
    await reader.ask("card redlines/neutrality")
    edit = reader.page.get_by_role("button", name="Edit")
    await edit.click()
    await expect(reader.page.get_by_role("dialog")).to_be_visible()

    await reader.page.keyboard.press("Escape")

    await expect(reader.page.get_by_role("dialog")).to_be_hidden()
    await expect(edit).to_be_focused()
    await expect(reader.page.locator(ANSWER)).to_have_count(1)


async def test_every_kind_of_question_can_be_answered(reader):
    await reader.ask("show questions")
    dialog = reader.page.get_by_role("dialog", name="Set a channel up")

    await dialog.get_by_label("Time", exact=True).fill("10:30")
    await dialog.get_by_label("Time zone").fill("Asia/Tokyo")
    await dialog.get_by_label("Days").select_option("Every day")
    await dialog.get_by_role("group", name="Topics").get_by_label("Red lines").uncheck()
    await dialog.get_by_label("Leverage").check()
    async with reader.page.expect_request("**/api/ask") as sent:
        await dialog.get_by_role("button", name="Set it up").click()

    answers = {"time": "10:30", "zone": "Asia/Tokyo", "days": "daily", "topics": "leverage outlook", "channel": "42"}
    assert (await sent.value).post_data_json == {"text": "setup", "fields": answers, "zone": "Europe/Berlin"}


async def test_the_browser_completes_a_time_zone(reader):
    await reader.ask("show questions")

    zone = reader.page.get_by_label("Time zone")
    known = await zone.evaluate("input => [...input.list.options].map(option => option.value)")

    assert "Europe/Berlin" in known


async def test_a_form_that_was_typed_for_opens_and_can_be_opened_again(reader):
    await reader.ask("show form")
    dialog = reader.page.get_by_role("dialog", name="Edit a card")
    await expect(dialog).to_be_visible()

    await dialog.get_by_role("button", name="Cancel").click()
    await reader.page.get_by_role("button", name="Edit a card").click()

    await expect(dialog.get_by_label("Text")).to_have_value("As it was.")


async def test_the_topics_are_one_click_away(phone):
    await phone.page.get_by_role("navigation").get_by_role("button", name="Positions").tap()

    await expect(phone.page.locator(f"{ANSWER} h2")).to_have_text("Positions")
    await expect(phone.page.locator(f"{ANSWER} h2")).to_be_in_viewport()


async def test_long_work_shows_that_it_goes_on(reader):
    page = reader.page
    release = []
    await page.route("**/api/ask", lambda route: release.append(route))

    await page.locator("#line").fill("topics")
    await page.keyboard.press("Enter")

    await expect(page.locator(".working")).to_have_text("Looking it up")
    await page.clock.fast_forward(5_000)
    await expect(page.locator(".working")).to_have_text("Still looking")
    await release[0].continue_()
    await expect(page.locator(f"{ANSWER} h2")).to_have_text("Topics")
    await expect(page.locator(".working")).to_have_count(0)


async def test_typing_leaves_the_page_where_it_is(phone):
    await phone.page.evaluate("scrollTo(0, 120)")

    await phone.page.locator("#line").evaluate("(line) => line.focus()")
    await phone.page.keyboard.type("positions")

    assert await phone.page.evaluate("scrollY") == 120


async def test_what_has_the_focus_is_never_under_the_bars(reader):
    page = reader.page
    for name in ("front page", "select", "buttons"):
        await reader.ask(f"show {name}")
    await page.evaluate("scrollTo(0, 0)")
    await page.locator("#topics button").last.focus()

    for _ in range(15):
        await page.keyboard.press("Tab")
        covered = await page.evaluate(
            """() => {
              const { left, top, width, height } = document.activeElement.getBoundingClientRect();
              const seen = document.elementFromPoint(left + width / 2, top + height / 2);
              return !document.activeElement.contains(seen);
            }"""
        )
        assert not covered
