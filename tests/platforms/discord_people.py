"""The people of the local Discord and the places they meet: what there is, and what is written."""

import time
from collections.abc import Iterable

from tests.platforms.discord_events import (
    tell_changed,
    tell_channel,
    tell_created,
    tell_deleted,
    tell_guild,
    tell_thread,
)
from tests.platforms.discord_host import DiscordHost
from tests.platforms.discord_permissions import bits
from tests.platforms.discord_posting import begin_thread, mentioned
from tests.platforms.discord_things import Channel, Posted, Role, User


class People(DiscordHost):
    """Makes people and places, and writes messages; each method returns once Discord has taken it."""

    def add_guild(self, *, member: bool = True) -> str:
        """Make a guild, and return its id; guilds fall to the shards in turn.

        Args:
            member: Whether the bot is in it.
        """

        def work() -> str:
            guild = self._make_guild(member=member)
            if member:
                tell_guild(self.state, guild)
            return guild.id

        return self._do(work)

    def add_channel(
        self, *, guild: str | None = None, kind: str = "text", denied: Iterable[str] = (), member: bool = True
    ) -> str:
        """Make a channel, and return its id.

        Args:
            guild: Where; None for the guild that is there from the start.
            kind: ``text``, ``news``, ``voice``, ``forum``, or ``group`` for a group's direct messages.
            denied: The names of permissions that the bot lacks there.
            member: Whether the bot is let in.
        """

        def work() -> str:
            is_group = kind == "group"
            channel = Channel(
                id=self.state.new_id(),
                kind=kind,
                guild=None if is_group else guild or self.guild,
                name=f"channel-{len(self.state.channels)}",
                denied=bits(*denied),
                member=member and not is_group,
            )
            self.state.channels[channel.id] = channel
            tell_channel(self.state, channel)
            return channel.id

        return self._do(work)

    def add_thread(self, channel: str, *, user: str | None = None) -> str:
        """Begin a thread from a message, neither of which is the bot's, and return the id of both.

        Args:
            channel: Where; in a forum it is a post.
            user: Who begins it; None for somebody new.
        """

        def work() -> str:
            author = user or self._make_user().id
            parent = self.state.channels[channel]
            if parent.kind == "forum":
                made = self.state.new_id()
                post = Channel(id=made, kind="thread", guild=parent.guild, name="talk", parent=channel, owner=author)
                self.state.channels[made] = post
                tell_thread(self.state, post)
                return self._tell(self._put("let us talk", user=author, channel=made, message_id=made)).id
            message = self._put("let us talk", user=author, channel=channel)
            begin_thread(self.state, message, "talk", owner=author)
            return message.id

        return self._do(work)

    def add_role(self, *, guild: str | None = None, permissions: Iterable[str] = ()) -> str:
        """Make a role, and return its id."""

        def work() -> str:
            role = Role(id=self.state.new_id(), guild=guild or self.guild, name="role", permissions=bits(*permissions))
            self.state.roles[role.id] = role
            return role.id

        return self._do(work)

    def add_user(  # noqa: PLR0913 - the fields of a user
        self,
        *,
        name: str | None = None,
        roles: Iterable[str] = (),
        can_be_messaged: bool = True,
        admin: bool = False,
        bot: bool = False,
        denied: Iterable[str] = (),
    ) -> str:
        """Make a user who is in all guilds, with ``denied`` the permissions that they lack, and return the id."""
        fields = {"can_be_messaged": can_be_messaged, "admin": admin, "bot": bot, "denied": bits(*denied)}
        return self._do(lambda: self._make_user(name, roles=list(roles), **fields).id)

    def close_dms(self, user: str) -> None:
        """Let a user take no direct messages any more."""
        self._do(lambda: setattr(self.state.users[user], "can_be_messaged", False))

    def dm(self, user: str) -> str:
        """Return the id of the direct messages between a user and the bot."""
        with self.state.changed:
            return self.state.dm(user).id

    def mention(self, text: str, *, user: str, channel: str, reply_to: Posted | None = None) -> Posted:
        """Mention the bot."""
        return self.say(text, user=user, channel=channel, reply_to=reply_to, mentions=[self.bot_user])

    def say(  # noqa: PLR0913 - the fields of a message
        self,
        text: str,
        *,
        user: str,
        channel: str,
        reply_to: Posted | None = None,
        pings: bool = True,
        mentions: Iterable[str] = (),
    ) -> Posted:
        """Write into a channel.

        Args:
            text: What is written.
            user: Who writes.
            channel: Where.
            reply_to: What it replies to.
            pings: Whether a reply mentions the author of what it replies to.
            mentions: The users mentioned before the text.
        """

        def work() -> Posted:
            written = " ".join([*(f"<@{one}>" for one in mentions), text])
            return self._tell(self._put(written, user=user, channel=channel, reply_to=reply_to, pings=pings))

        return self._do(work)

    def mention_role(self, text: str, role: str, *, user: str, channel: str) -> Posted:
        """Mention a role, such as the bot's own, which does not mention the bot."""
        return self.say(f"<@&{role}> {text}", user=user, channel=channel)

    def direct(self, text: str, *, user: str, reply_to: Posted | None = None) -> Posted:
        """Write to the bot directly."""
        return self.say(text, user=user, channel=self.dm(user), reply_to=reply_to)

    def edit(self, message: Posted, text: str) -> None:
        """Edit a user's message; whom it mentions follows from the text alone."""

        def work() -> None:
            message.edits.append(message.fields() | {"at": time.monotonic()})
            message.content = text
            message.mentions, message.mention_roles = mentioned(self.state, text)
            message.edited_at, message.edited_wall = time.monotonic(), time.time()
            tell_changed(self.state, message)

        self._do(work)

    def redeliver(self, message: Posted) -> None:
        """Tell the bot of a new message once more."""
        self._do(lambda: tell_created(self.state, message))

    def unfurl(self, message: Posted) -> None:
        """Add the preview of a link to a message, which the bot is told of as of an edit."""

        def work() -> None:
            message.embeds = [{"type": "link", "title": "A preview", "url": "https://news.example/"}]
            tell_changed(self.state, message)

        self._do(work)

    def delete(self, message: Posted) -> None:
        """Delete a message, of a user or of the bot."""

        def work() -> None:
            message.deleted = True
            tell_deleted(self.state, message)

        self._do(work)

    def _make_user(self, name: str | None = None, **fields: int | list[str]) -> User:
        user_id = self.state.new_id()
        user = User(id=user_id, name=name or f"Reader{len(self.state.users)}", **fields)  # type: ignore[arg-type]
        self.state.users[user.id] = user
        return user

    def _put(  # noqa: PLR0913 - the fields of a message
        self,
        text: str,
        *,
        user: str,
        channel: str,
        reply_to: Posted | None = None,
        pings: bool = True,
        message_id: str | None = None,
    ) -> Posted:
        place = self.state.channels[channel]
        users, roles = mentioned(self.state, text)
        if reply_to is not None and pings and reply_to.user not in (user, *users):
            users.append(reply_to.user)
        return self.state.put(
            Posted(
                id=message_id or self.state.new_id(),
                channel=channel,
                guild=place.guild,
                user=self.state.users[user].id,
                kind=19 if reply_to else 0,
                content=text,
                reference=reply_to.id if reply_to else None,
                mentions=users,
                mention_roles=roles,
                pings=(*users, *roles),
            )
        )

    def _tell(self, message: Posted) -> Posted:
        tell_created(self.state, message)
        return message
