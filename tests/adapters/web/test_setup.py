"""Somebody sets the local page up in its form."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.chat import PAGE
from bot.store import subscriptions

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_newcomer_sets_the_page_up(reader, shown):
    page = reader.page
    await reader.ask("setup")
    dialog = page.get_by_role("dialog", name="Set a channel up")
    await expect(dialog.get_by_label("Time zone")).to_have_value("Europe/Berlin")  # the browser's

    await dialog.get_by_label("Time zone").fill("Berln")
    await dialog.get_by_role("button", name="Set it up").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Did you mean Europe/Berlin?")
    await expect(dialog.get_by_label("Time zone")).to_be_focused()
    await expect(dialog.get_by_label("Time zone")).to_have_attribute("aria-invalid", "true")
    await dialog.get_by_label("Time zone").fill("Berlin")
    await dialog.get_by_label("Leverage").check()
    await dialog.get_by_role("button", name="Set it up").click()

    await expect(page.locator("#talk article h2").last).to_have_text("Done: It is set up.")
    await shown.send_waiting()
    await expect(page.locator(".post h2").last).to_have_text("The state of the talks comes here")
    plan = await subscriptions.planned(shown.desk.database.reader, PAGE)
    assert str(plan.schedule) == "every weekday at 09:00 (Europe/Berlin)"


async def test_on_a_phone_every_question_is_within_reach(phone, shown):
    await phone.ask("setup")
    dialog = phone.page.get_by_role("dialog", name="Set a channel up")

    await dialog.get_by_role("group", name="Topics").get_by_label("Outlook").tap()
    await dialog.get_by_role("button", name="Set it up").tap()

    await expect(phone.page.locator("#talk article h2").last).to_have_text("Done: It is set up.")
