"""Who may change what a channel receives, and review: the workspace's owners and admins, and the channel's creator.

Direct messages with us are somebody's own channel in the workspace: what comes there is theirs to choose, and what
the workspace's cards say is not.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.mentions import NO_GROUPS, silence
from bot.adapters.slack.refusals import INVITE, REINSTALL, TROUBLE, code_of, needed_scope
from bot.chat import Channel, Group, SendFailed, Standing
from bot.commands import grammar, timing
from bot.commands.errors import BadRequest

# What is about direct messages themselves, and not about the workspace.
_OWN = frozenset("digest dossier setup subscribe unsubscribe follow unfollow".split())
MOST_MEMBERS = 1000  # of a private channel, in one call

Json = dict[str, Any]
Objection = Callable[[Channel], Awaitable[str]]


async def no_objection(channel: Channel) -> str:
    """Where nobody asks whether a post would arrive."""
    return ""


class Rights(Standing):
    """Of somebody in the workspace. Each answer is asked of Slack anew: rights come and go."""

    def __init__(
        self,
        client: AsyncWebClient,
        team: str,
        user: str,
        place: str,
        asked: str,
        objection: Objection = no_objection,
    ) -> None:
        """`team`: the workspace that our token is for. `place`: where they asked, and `asked` what.

        `objection`: why a post would not arrive in a channel, as whoever posts knows it.
        """
        self._client = client
        self._team = team
        self._user = user
        self._place = place
        self._asked = asked
        self._objection = objection

    async def may_configure(self) -> bool:
        """Whether they may do here what they asked. Raises BadRequest where Slack does not tell."""
        if self._place.startswith("D"):
            return _is_their_own(self._asked) or await self._is_admin()
        return await self._manages(self._place)

    async def sees(self, channel: Channel) -> bool:
        """Whether they can read there: the place where they are, a public channel, or one that they are in.

        Guests see no others. A channel that we cannot see ourselves is none of which we know that.
        """
        if channel.direct:
            return channel.id == f"@{self._user}"
        if channel.id == self._place:
            return True
        if channel.id.startswith("D"):  # Slack: somebody's direct messages
            return False
        try:
            known = await self._conversation(channel.id)
            if known.get("is_im") or known.get("is_mpim"):
                return False
            open_to_them = not known.get("is_private") and not _is_outsider(await self._person(), self._team)
            return open_to_them or await self._is_member(channel.id)
        except TROUBLE as trouble:
            raise BadRequest(_why_unknown(trouble)) from trouble

    async def objection(self, channel: Channel) -> str:
        """Why a post of ours would not arrive; "" also where Slack does not tell just now."""
        try:
            return await self._objection(channel)
        except SendFailed:
            return ""

    async def manages(self, channel: Channel) -> bool:
        """Whether they are an owner or admin, or created that channel."""
        return channel.id == f"@{self._user}" if channel.direct else await self._manages(channel.id)

    async def appoints(self) -> bool:
        """Whether they are an owner or admin: everybody may create a channel."""
        return await self._is_admin()

    async def group(self, typed: str) -> Group | None:
        """The user group that is meant: "<!subteam^S7|@editors>", "S7" or "@editors"."""
        mention = re.fullmatch(r"<!subteam\^(\w+)(?:\|[^<>]*)?>", typed)
        wanted = mention[1] if mention else typed.removeprefix("@")
        meant = (one for one in await self.groups() if wanted in (one.id, one.title.removeprefix("@")))
        return next(meant, None)

    async def groups(self) -> list[Group]:
        """The workspace's user groups. Raises BadRequest where Slack does not tell."""
        try:
            told: list[Json] = (await self._client.usergroups_list())["usergroups"]
        except TROUBLE as trouble:
            if code_of(trouble) in NO_GROUPS:
                return []
            raise BadRequest(_why_unknown(trouble, "who is in a user group")) from trouble
        return [Group(one["id"], f"@{one['handle']}") for one in told]

    async def may_mention(self, group: str, channel: Channel) -> bool:
        """Whether they are one of the workspace's own people, who may mention any user group."""
        try:
            return not _is_outsider(await self._person(), self._team)
        except TROUBLE as trouble:
            raise BadRequest(_why_unknown(trouble)) from trouble

    async def silence(self, group: str, channel: Channel) -> str:
        """Why a mention of ours would ping nobody."""
        return await silence(self._client, group)

    async def belongs_to(self, group: str) -> bool:
        """Whether they are in a user group, and one of the workspace's own people."""
        try:
            members = (await self._client.usergroups_users_list(usergroup=group))["users"]
            return self._user in members and not _is_outsider(await self._person(), self._team)
        except TROUBLE as trouble:
            if code_of(trouble) in NO_GROUPS:  # it was there when it was chosen
                return False
            raise BadRequest(_why_unknown(trouble, "who is in a user group")) from trouble

    async def zone(self) -> str:
        """The zone in their profile."""
        try:
            return str((await self._person()).get("tz") or "")
        except TROUBLE:
            return ""  # it is only a guess

    async def is_stranger(self) -> bool:
        """Whether they are of another workspace; where Slack does not tell, they are."""
        try:
            return not _is_of(await self._person(), self._team)
        except TROUBLE:
            return True

    async def _manages(self, channel: str) -> bool:
        try:
            person = await self._person()
            if _is_outsider(person, self._team):
                return False
            return _is_chief(person) or (await self._conversation(channel)).get("creator") == self._user
        except TROUBLE as trouble:
            raise BadRequest(_why_unknown(trouble)) from trouble

    async def _is_admin(self) -> bool:
        try:
            person = await self._person()
        except TROUBLE as trouble:
            raise BadRequest(_why_unknown(trouble)) from trouble
        return not _is_outsider(person, self._team) and _is_chief(person)

    async def _person(self) -> Json:
        person: Json = (await self._client.users_info(user=self._user))["user"]
        return person

    async def _conversation(self, channel: str) -> Json:
        known: Json = (await self._client.conversations_info(channel=channel))["channel"]
        return known

    async def _is_member(self, channel: str) -> bool:
        cursor = ""
        while True:
            told = await self._client.conversations_members(channel=channel, limit=MOST_MEMBERS, cursor=cursor or None)
            if self._user in told["members"]:
                return True
            cursor = (told.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return False


def _is_their_own(asked: str) -> bool:
    read = grammar.read(asked)
    first, _, rest = read.rest.casefold().partition(" ")
    if read.verb == "settings":
        return first in (*timing.VERBS, "layout")
    return read.verb in _OWN and not (read.verb == "dossier" and first == "new" and rest)


def _is_chief(person: Json) -> bool:
    return bool(person.get("is_admin") or person.get("is_owner"))


def _is_outsider(person: Json, team: str) -> bool:
    """Guests, bots, closed accounts, and people of another workspace in a shared channel."""
    kinds = ("is_restricted", "is_ultra_restricted", "is_bot", "is_stranger", "deleted")
    return any(person.get(kind) for kind in kinds) or not _is_of(person, team)


def _is_of(person: Json, team: str) -> bool:
    """Whether somebody belongs to this workspace. Slack calls nobody a stranger with whom we share a channel."""
    of = {person.get("team_id") or team, *((person.get("enterprise_user") or {}).get("teams") or [])}
    return team in of and not person.get("is_stranger")


def _why_unknown(trouble: BaseException, what: str = "who manages this channel") -> str:
    match code_of(trouble):
        case "missing_scope":
            return (
                f"I cannot see {what}, because my Slack app lacks the scope "
                f"{needed_scope(trouble)}. For whoever set me up: {REINSTALL[0].lower()}{REINSTALL[1:]}."
            )
        case "channel_not_found" | "not_in_channel":
            return f"I cannot see this channel, so I do not know who manages it. {INVITE}, then try again."
    return f"Slack did not tell me {what}. Try again in a minute."
