"""Posts that arrive by themselves, in a browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.view.markup import Time, words
from bot.view.page import Button, Note, Page, Text
from tests.adapters.web.pages import NOON

pytestmark = pytest.mark.asyncio(loop_scope="session")


def digest(day):
    return Page(
        f"State of the talks, {day} November", (Text(words("Two new.")),), buttons=(Button("Topics", "topics"),)
    )


CORRECTED = Page(
    "State of the talks, as it is",
    (Text(words("Two new.")), Note(words("Corrected ", Time(NOON), ": “Two” is now “Three”."))),
    buttons=(Button("Topics", "topics"),),
)


BEGINS_ABOVE = "document.querySelector('#talk .post').getBoundingClientRect().top < innerHeight / 4"


async def test_a_digest_arrives_by_itself_and_says_when_it_was_posted(reader, shown):
    await expect(reader.page.locator("#connection")).to_be_empty()
    await shown.post(digest(22))

    post = reader.page.locator("#talk .post")
    await expect(post.get_by_role("heading", level=2)).to_have_text("State of the talks, 22 November")
    await expect(post.locator(".posted")).to_have_text("Posted today at 13:00New")


async def test_a_post_below_the_screen_is_announced_and_one_click_away(phone, shown):
    await phone.page.evaluate("scrollTo(0, 0)")
    await shown.post(digest(22))

    hint = phone.page.locator("#arrivals")
    await expect(hint).to_have_text("1 new post")
    assert await phone.page.title() == "(1) Communiqué"
    await hint.tap()

    await expect(phone.page.locator("#talk .post h2")).to_be_in_viewport()
    await expect(hint).to_be_hidden()
    assert await phone.page.title() == "Communiqué"


async def test_a_digest_that_one_asked_for_is_shown_when_it_comes_after_the_answer(reader, shown):
    await reader.ask("redlines")
    await reader.ask("digest now")

    await reader.page.evaluate("scrollTo(0, 0)")
    await shown.send_waiting()

    await reader.page.wait_for_function(BEGINS_ABOVE)


async def test_a_digest_that_one_asked_for_is_shown_when_it_comes_before_the_answer(reader, shown):

    async def post_first(route):
        answer = await route.fetch()
        await shown.send_waiting()
        await reader.page.locator("#talk .post").wait_for()
        await route.fulfill(response=answer)

    await reader.page.route("**/api/ask", post_first)
    await reader.ask("digest now")

    await reader.page.wait_for_function(BEGINS_ABOVE)


async def test_a_button_on_a_post_answers(reader, shown):
    await shown.post(digest(22))

    await reader.page.locator(".post").get_by_role("button", name="Topics").click()

    await expect(reader.page.locator("#talk article h2").last).to_have_text("Topics")


async def test_a_reload_shows_what_was_posted_meanwhile(reader, shown):
    await shown.post(digest(20))
    await reader.page.locator("#arrivals, .post").first.wait_for()
    await reader.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    await expect(reader.page.locator("#arrivals")).to_be_hidden()
    await reader.page.goto("about:blank")
    await shown.post(digest(21))
    await shown.post(digest(22))

    await reader.open()

    posts = reader.page.locator("#earlier details")
    await expect(posts.locator(".post-title")).to_have_text(
        [f"State of the talks, {day} November" for day in (20, 21, 22)]
    )
    await expect(posts.locator(".new")).to_have_count(2)
    await expect(reader.page.locator("#arrivals")).to_have_text("2 new posts")
    assert [await post.get_attribute("open") for post in await posts.all()] == [None, "", ""]


async def test_a_first_visit_is_not_flooded_with_news(reader, shown):
    await reader.page.goto("about:blank")
    for day in (20, 21, 22):
        await shown.post(digest(day))

    await reader.open()

    posts = reader.page.locator("#earlier details")
    await expect(posts).to_have_count(3)
    assert [await post.get_attribute("open") for post in await posts.all()] == [None, None, ""]
    await expect(reader.page.locator(".new")).to_have_count(0)


async def test_a_post_that_is_brought_up_to_date_changes_in_its_place(reader, shown):
    id = await shown.post(digest(22))
    await reader.page.locator("#talk .post").wait_for()

    await reader.page.locator("#talk .post").get_by_role("button", name="Topics").focus()

    await shown.correct(id, CORRECTED)

    post = reader.page.locator("#talk .post")
    await expect(post.locator("h2")).to_have_text("State of the talks, as it is")
    await expect(post.locator(".posted")).to_contain_text("Corrected")
    await expect(post.get_by_role("button", name="Topics")).to_be_focused()
    await expect(post).to_have_count(1)


async def test_a_reload_shows_a_post_as_it_was_corrected(reader, shown):
    id = await shown.post(digest(22))
    await shown.correct(id, CORRECTED)

    await reader.page.reload()

    post = reader.page.locator("#earlier .post")
    await expect(post).to_have_count(1)
    await expect(post.locator("summary")).to_contain_text("State of the talks, as it is")
    await expect(post.locator("summary .corrected")).to_have_text("Corrected")


async def test_what_was_corrected_while_the_bot_was_away_is_put_right(reader, shown):
    page = reader.page
    id = await shown.post(digest(22))
    await page.locator("#talk .post").wait_for()
    await shown.stop()
    await expect(page.locator("#connection")).to_have_text("Connection lost. Trying again …")
    await shown.correct(id, CORRECTED, send=False)
    await shown.come_back()

    await page.clock.run_for(4_000)

    await expect(page.locator("#talk .post h2")).to_have_text(["State of the talks, as it is"])
    reader.complaints[:] = [one for one in reader.complaints if "Failed to load resource" not in one]


async def test_a_correction_of_what_is_not_on_the_page_is_no_news(reader, shown):
    id = await shown.post(digest(22), send=False)
    await shown.correct(id, CORRECTED)
    await shown.post(digest(23))

    await expect(reader.page.locator("#talk .post h2")).to_have_text(["State of the talks, 23 November"])


async def test_a_lost_connection_is_said_and_nothing_posted_meanwhile_is_missed(reader, shown):
    page = reader.page
    await shown.post(digest(20))
    await page.locator("#talk .post").wait_for()
    await shown.stop()
    await expect(page.locator("#connection")).to_have_text("Connection lost. Trying again …")

    await page.locator("#line").fill("redlines")
    await page.keyboard.press("Enter")
    await expect(page.locator("#talk article h2").last).to_contain_text("No answer")
    await shown.come_back()
    await shown.post(digest(21), send=False)
    await page.clock.run_for(4_000)

    await expect(page.locator("#connection")).to_have_text("Connected again")
    await expect(page.locator("#talk .post h2")).to_have_text(
        ["State of the talks, 20 November", "State of the talks, 21 November"]
    )
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator("#talk article h2").last).to_have_text("Red lines")
    reader.complaints[:] = [one for one in reader.complaints if "Failed to load resource" not in one]
