"""Take the README's pictures from the real local page: `python -m tests.pictures`."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from bot.app import App, open_desk
from bot.chat import LOCAL, Person
from bot.commands.essays import take_in
from bot.settings import Settings
from bot.sources.files import read_essay

ESSAY = Path(__file__).parent.parent / "briefs" / "content" / "demonstration" / "essay.md"
PICTURES = Path(__file__).parent.parent / ".github" / "pictures"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


async def main() -> None:
    """Ask, have a digest posted, and take a picture of each."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database=Path(folder) / "pictures.db", web_port=0)
        async with open_desk(settings) as desk, async_playwright() as playwright:
            app = App(settings, desk)
            address = await app.start()
            try:
                path = os.environ.get("CHROMIUM") or shutil.which("chromium")
                browser = await playwright.chromium.launch(executable_path=path, args=QUIET)
                page = await browser.new_page(viewport={"width": 900, "height": 1000}, device_scale_factor=2)
                await page.goto(address)
                await _ask(page, "redlines")
                await page.screenshot(path=PICTURES / "answer.png")
                await _ask(page, "digest at 09:00 Europe/Berlin weekdays")
                await _ask(page, "digest now")
                await asyncio.sleep(3)
                await page.keyboard.press("Escape")
                await page.locator("article").last.evaluate("post => post.scrollIntoView()")
                await page.mouse.wheel(0, -60)  # from under the bar at the top
                await asyncio.sleep(0.5)
                await page.screenshot(path=PICTURES / "digest.png")
                await _ask(page, "dossier new river The river")
                await take_in(
                    app.desk, read_essay(ESSAY, published="2026-11-18"), LOCAL, Person("local", "you"), "river"
                )
                await _ask(page, "review")
                await page.screenshot(path=PICTURES / "review.png")
                await browser.close()
            finally:
                await app.stop()


async def _ask(page: Page, text: str) -> None:
    await page.locator("input[role=combobox], textarea[role=combobox]").fill(text)
    await page.keyboard.press("Enter")
    await asyncio.sleep(1.5)


if __name__ == "__main__":
    asyncio.run(main())
