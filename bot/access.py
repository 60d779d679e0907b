"""Access: who is an administrator, as NEWSDESK_ADMINS names them."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from corpus.errors import UsageError

_WORKSPACE_ADMINS = "slack-admins"
_USERS = {"slack": re.compile("[UW][A-Z0-9]+"), "discord": re.compile("[0-9]+")}
_GROUPS = {"slack-group": ("slack", re.compile("S[A-Z0-9]+")), "discord-role": ("discord", re.compile("[0-9]+"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrators:
    """Users and groups, each as its platform and id; a Discord role is a group.

    ``wants_workspace_admins`` tells that the admins and owners of the Slack workspace count too.
    """

    users: frozenset[tuple[str, str]] = frozenset()
    groups: frozenset[tuple[str, str]] = frozenset()
    wants_workspace_admins: bool = False

    @classmethod
    def of(cls, entries: Iterable[str]) -> "Administrators":
        """Read the entries of NEWSDESK_ADMINS.

        Raises:
            UsageError: one of them names nobody; the message shows it.
        """
        users, groups, wants_workspace_admins = set(), set(), False
        for entry in entries:
            kind, _, identity = entry.partition(":")
            if entry == _WORKSPACE_ADMINS:
                wants_workspace_admins = True
            elif kind in _USERS and _USERS[kind].fullmatch(identity):
                users.add((kind, identity))
            elif kind in _GROUPS and _GROUPS[kind][1].fullmatch(identity):
                groups.add((_GROUPS[kind][0], identity))
            else:
                raise UsageError(
                    f"NEWSDESK_ADMINS: {entry!r} names nobody: write slack:U…, slack-group:S…, {_WORKSPACE_ADMINS}, "
                    "discord:ID or discord-role:ID, with commas between them"
                )
        return cls(users=frozenset(users), groups=frozenset(groups), wants_workspace_admins=wants_workspace_admins)

    def groups_of(self, platform: str) -> frozenset[str]:
        """Return the groups whose members are to be looked up on a platform."""
        return frozenset(group for of, group in self.groups if of == platform)

    def allows(
        self, platform: str, user: str, *, groups: Collection[str] = (), is_workspace_admin: bool = False
    ) -> bool:
        """Tell whether a user is an administrator, given their groups and rank where these were looked up."""
        return (
            (platform, user) in self.users
            or not self.groups_of(platform).isdisjoint(groups)
            or (platform == "slack" and self.wants_workspace_admins and is_workspace_admin)
        )
