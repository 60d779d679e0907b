"""People, as Slack knows them: who may administrate, and in which time zone they ask."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.access import Administrators
from bot.slack.events import PLATFORM
from bot.slack.posting import slack_errors
from corpus.errors import NewsdeskError

_ZONE_KEPT_S, _FAILURE_KEPT_S = 3_600.0, 60.0
_ZONE_WAIT_S = 1.0  # an answer does not wait longer for it
_MOST_ZONES = 10_000
_log = logging.getLogger(__name__)


class People:
    """Looks people up in Slack."""

    def __init__(self, administrators: Administrators, client: AsyncWebClient) -> None:
        self._administrators = administrators
        self._client = client
        self._zones: dict[str, tuple[float, tzinfo]] = {}

    async def is_administrator(self, user: str) -> bool:
        """Tell whether a user is an administrator; what Slack cannot be asked makes nobody one."""
        named = self._administrators
        if named.allows(PLATFORM, user):
            return True
        groups = [group for group in named.groups_of(PLATFORM) if await self._looked_up(self._is_in(group, user))]
        rank = named.wants_workspace_admins and await self._looked_up(self._is_workspace_admin(user))
        return named.allows(PLATFORM, user, groups=groups, is_workspace_admin=rank)

    async def _looked_up(self, question: Coroutine[None, None, bool]) -> bool:
        try:
            with slack_errors():
                return await question
        except NewsdeskError as error:
            _log.warning("Slack: whether somebody is an administrator cannot be told: %s", error)
            return False

    async def time_zone(self, user: str) -> tzinfo:
        """Return the time zone of a user, UTC where Slack does not tell it at once."""
        kept_until, zone = self._zones.get(user, (0.0, UTC))
        if kept_until > time.monotonic():
            return zone
        kept_s = _ZONE_KEPT_S
        try:
            async with asyncio.timeout(_ZONE_WAIT_S):
                with slack_errors():
                    profile = (await self._client.users_info(user=user))["user"]
            zone = ZoneInfo(profile["tz"])
        except (NewsdeskError, TimeoutError, KeyError, ValueError, OSError) as error:
            _log.warning("Slack: the time zone of %s is not known: %s", user, error)
            kept_s = _FAILURE_KEPT_S
        if len(self._zones) >= _MOST_ZONES:
            self._zones.clear()
        self._zones[user] = time.monotonic() + kept_s, zone
        return zone

    async def _is_in(self, group: str, user: str) -> bool:
        return user in (await self._client.usergroups_users_list(usergroup=group))["users"]

    async def _is_workspace_admin(self, user: str) -> bool:
        profile = (await self._client.users_info(user=user))["user"]
        return bool(profile.get("is_admin") or profile.get("is_owner"))
