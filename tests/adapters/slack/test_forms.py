"""Forms: a modal opens at once, and brings back what was typed."""

from __future__ import annotations

import asyncio

import pytest

from tests.standins.slack import Fault


@pytest.fixture(params=["socket", "http"])
async def page(request, connect, slack, script):
    """A page with a button that opens a form."""
    await connect(request.param, script, answer_within=0.2)
    return await slack.command("card")


async def test_a_form_comes_back_filled_in_and_its_answer_replaces_the_page(page, slack, script):
    modal = await slack.click(page, "Edit")
    assert modal.questions["headline"]["element"]["initial_value"] == "Old"

    seen = await slack.submit(modal, headline="New <b>")

    assert seen is page
    assert "Saved" in seen.said
    assert "New <b>" in seen.said
    assert script.requests[-1].fields == {"headline": "New <b>"}
    assert script.requests[-1].channel.id == "C1"


async def test_a_mistake_stands_under_the_input_and_nothing_is_lost(page, slack):
    modal = await slack.click(page, "Edit")

    again = await slack.submit(modal, headline="")

    assert again is modal
    assert again.errors == {"headline": "A headline is needed."}
    assert page.edits == 0


async def test_a_long_mistake_stands_above_the_inputs_and_nothing_is_lost(page, slack):
    modal = await slack.click(page, "Edit")

    again = await slack.submit(modal, headline="long")

    assert again is modal
    assert again.said.count("a name that no quote carries.") == 20
    assert again.questions["headline"]["element"]["initial_value"] == "long"
    assert "“Neutrality is not for sale.”" in again.said
    assert "Saved" in (await slack.submit(again, headline="New")).said


async def test_a_mistake_that_is_found_late_loses_nothing_either(page, slack, script):
    modal = await slack.click(page, "Edit")
    script.wait = lambda request: asyncio.sleep(0.4)

    again = await slack.submit(modal, headline="long")

    assert again is modal
    assert again.questions["headline"]["element"]["initial_value"] == "long"
    assert "no quote carries" in again.said
    assert page.edits == 0


async def test_what_is_saved_late_is_said_in_the_modal_and_on_the_page(page, slack, script):
    modal = await slack.click(page, "Edit")
    script.wait = lambda request: asyncio.sleep(0.4)

    await slack.submit(modal, headline="New")
    await asyncio.sleep(0.1)

    assert "Saved" in modal.said
    assert "Saved" in page.said


async def test_the_quote_stands_beside_the_form(page, slack):
    modal = await slack.click(page, "Edit")

    assert "“Neutrality is not for sale.”" in modal.said


async def test_a_slow_form_holds_its_place(page, slack, script):
    async def slow(request):
        await asyncio.sleep(0.4)

    script.wait = slow

    modal = await slack.click(page, "Edit")
    assert "One moment" in modal.said
    await asyncio.sleep(0.5)

    assert modal.questions["headline"]
    assert "Saved" in (await slack.submit(modal, headline="New")).said


async def test_a_typed_command_opens_its_form_too(page, slack):
    modal = await slack.command("edit")

    assert modal.questions["headline"]


async def test_where_no_form_can_open_by_itself_the_page_has_a_button_for_it(page, slack):
    seen = await slack.mention("edit")

    assert "Type it." in seen.said
    assert (await slack.click(seen, "Edit a card")).questions["headline"]


async def test_a_form_that_slack_no_longer_opens_is_shown_as_a_page(page, slack):
    slack.fail("views.open", Fault(error="expired_trigger_id"))

    seen = await slack.click(page, "Edit")

    assert seen is page
    assert "Type it." in seen.said


async def test_a_trigger_is_dead_after_three_seconds(page, slack):
    slack.api.trigger_life = -1

    seen = await slack.click(page, "Edit")

    assert "Type it." in seen.said, "Slack opened a modal for a dead trigger"


async def test_every_kind_of_question_is_answered_as_slack_has_it(page, slack, script):
    slack.workspace.channel("C2", private=True).members.add("U1")
    modal = await slack.command("kinds")

    await slack.submit(modal, channel="C2", time="10:30", topics="leverage redlines")

    answers = {"time": "10:30", "zone": "Europe/Berlin", "days": "weekdays", "topics": "leverage redlines"}
    assert script.requests[-1].fields == {"channel": "C2", **answers}
    modal = await slack.command("kinds")
    await slack.submit(modal, channel="", time="", days="", topics="")
    assert script.requests[-1].fields == dict.fromkeys(("channel", "time", "days", "topics"), "") | {
        "zone": "Europe/Berlin"
    }


async def test_a_zone_is_completed_while_somebody_types(page, slack, script):
    modal = await slack.command("kinds")

    assert "Asia/Tokyo" in await slack.complete(modal, "zone", "tok")
    await slack.submit(modal, zone="Asia/Tokyo")

    assert script.requests[-1].fields["zone"] == "Asia/Tokyo"


async def test_a_choice_stays_in_a_form_that_comes_back(page, slack):
    modal = await slack.command("kinds")

    again = await slack.submit(modal, time="", topics="leverage")

    assert again.said.count("No time was given.") == 20
    assert [one["value"] for one in again.questions["topics"]["element"]["initial_options"]] == ["leverage"]
    assert "initial_time" not in again.questions["time"]["element"]
