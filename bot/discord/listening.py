"""Listening in Discord: messages become questions, each in its conversation."""

import asyncio
import logging

import discord

from bot.discord.embeds import FOLLOW_UP, Button, Message
from bot.discord.events import is_named, question_key, replied_to, said
from bot.discord.posting import Poster
from bot.discord.text import escaped
from bot.dispatch import FAILED, Dispatcher
from bot.hearing import hear
from bot.newsroom import Newsroom
from corpus.errors import StoreError

_UNREADABLE = f"Discord shows me only lines that mention me by name: @ me, or press “{FOLLOW_UP}”."
_log = logging.getLogger(__name__)


class Listening:
    """Takes messages in."""

    def __init__(self, newsroom: Newsroom, dispatcher: Dispatcher, poster: Poster) -> None:
        self._newsroom = newsroom
        self._dispatcher = dispatcher
        self._poster = poster

    async def on_message(self, message: discord.Message, bot_user: int) -> None:
        """Take a message in, if it is a question to Newsdesk."""
        if message.author.id == bot_user:
            return
        answer = replied_to(message, bot_user)
        request = said(message, bot_user, await self._root(answer) if answer else None)
        if request is None:
            return
        try:
            if message.content or request.is_direct or is_named(message, bot_user):
                await hear(self._newsroom, self._dispatcher, request)
            elif await asyncio.to_thread(self._newsroom.store.take, request.key):
                key = question_key(answer) if answer else None
                button = Button(label=FOLLOW_UP, asks="follow_up", key=key or request.key)
                unreadable = Message(text=escaped(_UNREADABLE), buttons=(button,))
                await self._poster.post(str(message.channel.id), unreadable, key=request.key, reply_to=str(message.id))
        except StoreError as error:  # Discord does not send it again
            _log.error("%s: not kept: %s", request.key, error)
            self._dispatcher.tell(request, FAILED)

    async def _root(self, answer: discord.Message) -> str:
        """Return the conversation that an answer belongs to; one that is not known begins with it."""
        key = question_key(answer)
        asked = await asyncio.to_thread(self._newsroom.store.request, key) if key else None
        return asked.thread if asked else str(answer.id)
