"""Posts in a forum or media channel: each is a thread, with a title, tags, and its first message in one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import discord
from discord.http import MultipartParameters

from bot.adapters.discord.limits import once
from bot.adapters.discord.refusal import UNTAGGED, USUAL_TAG
from bot.adapters.discord.render import Component
from bot.chat import Channel, Platform, Space
from bot.view import characters
from bot.view.page import Page

MAX_TITLE = 100  # Discord: a thread's name

Titles = Callable[[Space], Awaitable[Mapping[str, str]]]  # of a space's dossiers, by their slugs


class Forums:
    """Posts into forums, and finds what was posted: Discord takes no nonce there."""

    def __init__(self, client: discord.Client, titles: Titles) -> None:
        """Post through `client`."""
        self._client = client
        self._http = client.http
        self._titles = titles

    def get(self, channel: Channel) -> discord.ForumChannel | None:
        """The forum that a channel is; None where it is none."""
        found = None if channel.direct else self._client.get_channel(int(channel.id))
        return found if isinstance(found, discord.ForumChannel) else None

    async def post(self, forum: discord.ForumChannel, page: Page, message: Component) -> str:
        """A new post, once or not at all; answers with its id, which is its thread's and its first message's."""
        payload: Component = {"name": thread_name(page.title), "message": message}
        if forum.available_tags:
            titles = await self._titles(_space(forum))
            about = {card.partition(" ")[0] for card in page.cards} or (titles if len(titles) == 1 else ())
            tag = _tag(forum, {slug: titles.get(slug, slug) for slug in about})
            payload |= {"applied_tags": [str(tag.id)]} if tag else {}
        params = MultipartParameters(payload=payload, multipart=None, files=None)
        with once():
            return str((await self._http.start_thread_in_forum(forum.id, params=params))["id"])

    async def tag_objection(self, forum: discord.ForumChannel) -> str:
        """Why a forum that wants tags would not take our posts; "" where one of its tags may be right."""
        titles = await self._titles(_space(forum)) if forum.flags.require_tag else {}
        return UNTAGGED if forum.flags.require_tag and not _tag(forum, titles) else ""

    async def find(
        self, forum: discord.ForumChannel, since: datetime, is_it: Callable[[Mapping[str, Any]], bool]
    ) -> str | None:
        """The id of our post since then of whose first message `is_it` holds. It may be archived by now."""
        first, ours = discord.utils.time_snowflake(since), str(self._client.application_id)
        active: Any = await self._http.get_active_threads(forum.guild.id)
        try:
            archived: Any = await self._http.get_public_archived_threads(forum.id)
            for thread in [*active["threads"], *archived["threads"]]:
                is_ours = thread["parent_id"] == str(forum.id) and thread["owner_id"] == ours
                if is_ours and int(thread["id"]) >= first and await self._holds(int(thread["id"]), is_it):
                    return str(thread["id"])
        except discord.Forbidden:  # where its history is closed to us, a forum is posted in all the same
            pass
        return None

    async def _holds(self, id: int, is_it: Callable[[Mapping[str, Any]], bool]) -> bool:
        try:
            return is_it(await self._http.get_message(id, id))
        except discord.NotFound:  # somebody deleted what stood in it
            return False


def thread_name(title: str) -> str:
    """A page's title as the name of a thread."""
    return characters.shorten(" ".join(characters.clean(title).split()), MAX_TITLE)


def _tag(forum: discord.ForumChannel, about: Mapping[str, str]) -> discord.ForumTag | None:
    """The tag that is called as one of these dossiers (slugs and titles), or else “digest”, and that we may use."""
    me: discord.Member | None = forum.guild.me
    moderates = me is not None and forum.permissions_for(me).manage_threads
    usable = {_plain(tag.name): tag for tag in forum.available_tags if moderates or not tag.moderated}
    names = map(_plain, (*about.keys(), *about.values(), USUAL_TAG))
    return next((usable[name] for name in names if name in usable), None)


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _space(forum: discord.ForumChannel) -> Space:
    return Space(Platform.DISCORD, str(forum.guild.id))
