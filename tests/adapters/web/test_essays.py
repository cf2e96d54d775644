"""Essays on their way in, and drafts on their way out, as an editor at the page does it."""

from __future__ import annotations

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.chat import LOCAL, YOU
from bot.commands.essays import take_in
from bot.sources.files import read_essay
from bot.store import cards, dossiers, review
from tests.test_app import ESSAY

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWER = "#talk article"
TEXT = ESSAY.read_text()


@pytest_asyncio.fixture(loop_scope="session")
async def drafts(shown):
    """The demonstration essay's, in a dossier of their own."""
    return await take_in(shown.desk, read_essay(ESSAY), LOCAL, YOU, "river")


def dialog(reader):
    return reader.page.get_by_role("dialog", name="Add an essay")


async def open_dialog(reader):
    await reader.page.get_by_role("button", name="Add an essay").click()
    await expect(dialog(reader)).to_be_visible()
    return dialog(reader)


async def paste(reader, text):
    await reader.page.locator("#line").focus()
    await reader.page.evaluate(
        """(text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
        }""",
        text,
    )


DRAG = """([name, body, kinds]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([body], name));
  for (const kind of kinds) {
    const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector("main").dispatchEvent(event);
  }
}"""


async def drop(reader, name, body):
    """Drag a file over the page, and let it go."""
    await reader.page.evaluate(DRAG, [name, body, ["dragenter", "dragover"]])
    await expect(reader.page.locator("#drop")).to_be_visible()
    await reader.page.evaluate(DRAG, [name, body, ["drop"]])
    await expect(reader.page.locator("#drop")).to_be_hidden()


async def test_a_file_is_chosen_and_becomes_drafts(reader):
    essay = await open_dialog(reader)
    await essay.get_by_label("Or a file").set_input_files(ESSAY)
    await expect(essay.get_by_role("status")).to_contain_text("essay.md, ")

    await essay.get_by_role("button", name="Add it").click()

    await expect(reader.page.locator(".asked")).to_have_text("You asked: Add essay.md")
    await expect(reader.page.locator(f"{ANSWER}.tone-done h2")).to_contain_text(
        "drafts from “The River Keeps No Minutes”"
    )
    await expect(reader.page.locator(f"{ANSWER}.tone-done h2")).to_be_focused()
    await open_dialog(reader)
    await expect(dialog(reader).get_by_role("status")).to_be_empty()


async def test_a_file_is_dropped_anywhere_on_the_page(reader):
    await drop(reader, "river.md", TEXT)

    await expect(reader.page.locator(f"{ANSWER}.tone-done h2")).to_contain_text("drafts from")


async def test_a_name_that_would_be_markup_is_a_name(reader):
    await drop(reader, "<img src=x onerror=alert(1)>.md", TEXT)

    await expect(reader.page.locator(".asked")).to_contain_text("<img src=x onerror=alert(1)>.md")
    await expect(reader.page.locator(f"{ANSWER}.tone-done h2")).to_be_visible()
    assert await reader.page.locator("main img").count() == 0


async def test_a_file_that_is_too_big_is_not_even_sent(reader):
    essay = await open_dialog(reader)
    await essay.get_by_label("Or a file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b""})
    await expect(essay.get_by_role("alert")).to_have_text("“a.txt” is empty. Choose another one.")
    await reader.page.evaluate(
        """() => {
          const files = new DataTransfer();
          files.items.add(new File([new Uint8Array(10_000_001)], "big.pdf"));
          const input = document.getElementById("essay-file");
          input.files = files.files;
          input.dispatchEvent(new Event("change"));
        }"""
    )

    await essay.get_by_role("button", name="Add it").click()

    await expect(essay.get_by_role("alert")).to_contain_text("“big.pdf” has more than 10.0 MB")
    await essay.get_by_role("button", name="Take it away").click()
    await expect(essay.locator(".wrong")).to_be_empty()
    assert not [url for url in reader.requests if "upload" in url]


async def test_a_pasted_essay_is_offered_to_be_added_and_keeps_its_lines(reader, shown):
    await paste(reader, TEXT)
    essay = dialog(reader)
    await expect(essay.get_by_label("Its text, or its address")).to_have_value(TEXT)
    await expect(reader.page.locator("#line")).to_have_value("")

    await essay.get_by_role("button", name="Add it").click()

    await expect(reader.page.locator(f"{ANSWER}.tone-done h2")).to_contain_text("drafts from")
    await expect(reader.page.locator(".asked")).to_have_text(re.compile(r"Add a text of \d+ words$"))
    assert await review.drafts(shown.desk.database.reader, LOCAL)


async def test_what_is_known_of_an_essay_is_said_beside_it(reader, shown):
    essay = await open_dialog(reader)
    await essay.get_by_label("Its text, or its address").fill(TEXT)
    await essay.get_by_text("Who wrote it, and when").click()
    for label, value in {"Title": "Ours", "Author": "Ada", "Publisher": "The Letter", "Date": "2026-11"}.items():
        await essay.get_by_label(label, exact=True).fill(value)

    await essay.get_by_role("button", name="Add it").click()

    await expect(reader.page.locator(f"{ANSWER}.tone-done h2")).to_contain_text("drafts from “Ours”")
    held = await dossiers.essays(shown.desk.database.reader, LOCAL, "ukraine-talks")
    assert ("Ada", "The Letter", "2026-11") in [(one.author, one.publisher, one.published) for one in held]
    await open_dialog(reader)
    await expect(essay.get_by_label("Author")).to_have_value("")


async def test_what_is_too_long_for_a_form_is_kept_and_said(reader, shown, drafts):
    await reader.ask("review")
    await reader.page.get_by_role("button", name="Edit", exact=True).click()
    form = reader.page.get_by_role("dialog", name="Edit a card")
    await expect(form).to_contain_text("At most 120 characters.")
    long = "a" * 121

    await form.get_by_label("Headline").fill(long)
    await expect(form).to_contain_text("1 character too many: 120 fit.")
    await form.get_by_role("button", name="Save").click()

    await expect(form.get_by_role("alert")).to_have_text("Headline: 1 character too many: 120 fit.")
    await expect(form.get_by_label("Headline")).to_have_value(long)
    await form.get_by_label("Headline").fill("Short enough")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_be_hidden()


async def test_a_pasted_text_may_be_a_question_all_the_same(reader):
    await paste(reader, "search\nred\nlines")

    await dialog(reader).get_by_role("button", name="Ask it as a question").click()

    await expect(reader.page.locator("#line")).to_have_value("search red lines")
    await expect(reader.page.locator("#line")).to_be_focused()
    await expect(dialog(reader)).to_be_hidden()


async def test_what_was_pasted_is_there_until_it_is_taken_in(reader):
    essay = await open_dialog(reader)
    await essay.get_by_label("Its text, or its address").fill("Two spoons of sugar.")
    await essay.get_by_role("button", name="Add it").click()
    await expect(reader.page.locator(f"{ANSWER}.tone-mistake h2")).to_be_focused()

    await reader.page.get_by_role("button", name="Change it and try again").click()

    await expect(essay.get_by_label("Its text, or its address")).to_have_value("Two spoons of sugar.")
    await reader.page.keyboard.press("Escape")
    await open_dialog(reader)
    await expect(essay.get_by_label("Its text, or its address")).to_have_value("Two spoons of sugar.")


async def test_an_address_is_asked_for_as_if_typed(reader):
    await reader.ask("add")  # leads to the same place
    essay = dialog(reader)
    await essay.get_by_label("Its text, or its address").fill("http://127.0.0.1:1/essay")

    await essay.get_by_role("button", name="Add it").click()

    await expect(reader.page.locator(".asked")).to_have_text("You asked: Add http://127.0.0.1:1/essay")
    await expect(reader.page.locator(f"{ANSWER}.tone-mistake")).to_contain_text("No card came of it")


async def test_an_essay_goes_where_it_belongs(reader, shown, drafts):
    essay = await open_dialog(reader)
    await essay.get_by_label("Its text, or its address").fill(TEXT)
    await essay.get_by_label("Which negotiation is it about?").select_option(value="ukraine-talks")

    await essay.get_by_role("button", name="Add it").click()

    await expect(reader.page.locator(f"{ANSWER}.tone-done")).to_contain_text("In Ukraine peace talks")


async def test_an_essay_is_published_with_two_clicks_and_put_right_where_it_was_posted(reader, shown, drafts):
    page = reader.page
    await reader.ask("dossier river")
    await reader.ask("review")
    headline = await page.locator(f"{ANSWER} .lead").last.inner_text()
    quote = await page.locator(f"{ANSWER} blockquote").last.inner_text()
    await page.get_by_role("button", name="Publish").click()
    await expect(page.locator(ANSWER).last).to_contain_text(f"Published: {headline}")

    [entry] = await cards.published(shown.desk.database.reader, LOCAL, "river")
    await reader.ask(entry.card.topic)
    await expect(page.locator(ANSWER).last).to_contain_text(headline)
    await reader.ask(f"card {entry.card.id}")
    card = page.locator(ANSWER).nth(await page.locator(ANSWER).count() - 1)
    await expect(card.locator("blockquote")).to_have_text(quote)
    await expect(card).to_contain_text("Ines Calloway")

    await card.get_by_role("button", name="Share").click()
    await page.locator(".working").wait_for(state="detached")
    await shown.send_waiting()
    post = page.locator("#talk .post")
    await expect(post.locator("h2")).to_have_text(headline)
    await expect(post.locator(".corrected")).to_have_count(0)
    await card.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit a card")
    words = quote.split(",")[0].split(":")[0][:60].rsplit(" ", 1)[0]
    await dialog.get_by_label("Headline").fill(words)
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    await shown.send_waiting()

    await expect(post.locator("h2")).to_have_text(words)
    await expect(post.locator(".posted")).to_contain_text("Corrected")
    await expect(post).to_have_count(1)
    await page.reload()
    await expect(page.locator("#earlier .post-title")).to_have_text(words)
    await expect(page.locator("#earlier summary")).to_contain_text("Corrected")
    await expect(page.locator("#earlier .note").last).to_contain_text(f"is now “{words}”.")


async def test_drafts_are_decided_on_one_sheet(reader, shown, drafts):
    page = reader.page
    await reader.ask("review")
    many = len(drafts.drafts)
    title = page.locator(f"{ANSWER} h2")
    await expect(title).to_have_text(f"Draft 1 of {many}")

    await page.get_by_role("button", name="Next", exact=True).click()
    await expect(title).to_have_text(f"Draft 2 of {many}")
    await page.get_by_role("button", name="Reject", exact=True).click()
    await expect(page.locator(ANSWER)).to_contain_text("Rejected: ")
    await expect(title).to_be_focused()
    await page.get_by_label("More").select_option(label="Previous draft")
    await page.locator(ANSWER).get_by_role("button", name="Open").click()
    await expect(title).to_have_text(f"Draft 1 of {many - 1}")

    await expect(page.locator(ANSWER)).to_have_count(1)


async def test_all_drafts_of_an_essay_are_rejected_on_that_sheet_after_a_question(reader, shown, drafts):
    page = reader.page
    await reader.ask("review")
    many = len(drafts.drafts)
    await page.get_by_label("More").select_option(label=f"Reject all {many} drafts of this essay")
    await page.locator(ANSWER).get_by_role("button", name="Open").click()
    await expect(page.locator(f"{ANSWER} h2")).to_have_text(f"Reject {many} drafts?")
    assert len(await review.drafts(shown.desk.database.reader, LOCAL)) == many

    await page.get_by_role("button", name=f"Reject all {many}").click()

    await expect(page.locator(ANSWER)).to_contain_text(f"Rejected: {many} drafts from")
    await expect(page.locator(ANSWER)).to_have_count(1)
    assert await review.drafts(shown.desk.database.reader, LOCAL) == []


async def test_who_was_slower_is_told_and_can_go_on(reader, shown, drafts):
    page = reader.page
    await reader.ask("review")
    await reader.ask("review")
    await page.get_by_role("button", name="Reject", exact=True).first.click()
    await expect(page.locator(f"{ANSWER}.tone-done")).to_contain_text("Rejected: ")

    await page.get_by_role("button", name="Reject", exact=True).last.click()
    mistake = page.locator(f"{ANSWER}.tone-mistake")
    await expect(mistake).to_contain_text("was faster")
    await mistake.get_by_role("button", name="Review").click()

    await expect(mistake).to_have_count(0)
    await expect(page.locator(ANSWER)).to_have_count(2)


async def test_a_form_shows_what_a_card_rests_on(reader, shown, drafts):
    await reader.ask("review")
    quote = await reader.page.locator(f"{ANSWER} blockquote").first.inner_text()

    await reader.page.get_by_role("button", name="Edit", exact=True).click()

    form = reader.page.get_by_role("dialog", name="Edit a card")
    beside = form.get_by_role("region", name="To keep in view")
    await expect(beside).to_contain_text(quote)
    left, right = await beside.bounding_box(), await form.get_by_label("Headline").bounding_box()
    assert left["x"] + left["width"] <= right["x"]


async def test_on_a_phone_it_stands_above(phone, shown, drafts):
    await phone.ask("review")
    await phone.page.get_by_role("button", name="Edit", exact=True).tap()

    form = phone.page.get_by_role("dialog", name="Edit a card")
    beside = await form.get_by_role("region", name="To keep in view").bounding_box()
    headline = await form.get_by_label("Headline").bounding_box()
    assert beside["y"] + beside["height"] <= headline["y"]
    assert beside["x"] + beside["width"] <= 390
