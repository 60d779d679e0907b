"""Hearing: which of the lines in a chat are taken in as questions, and which get help or no word at all."""

import asyncio

from bot.commands import help_text
from bot.conversation import Request, is_plainly_a_question, is_thanks, wants_introduction
from bot.dispatch import Dispatcher
from bot.newsroom import Newsroom


async def hear(newsroom: Newsroom, dispatcher: Dispatcher, said: Request) -> None:
    """Take a line in, if it is a question to Newsdesk; once this returns, it may be acknowledged.

    Raises:
        StoreError: it cannot be kept.
    """
    if not (said.is_addressed or await _follows_up(newsroom, said)) or is_thanks(said.text):
        return
    if not wants_introduction(said.text):
        await dispatcher.take(said)
    elif await asyncio.to_thread(newsroom.store.take, said.key):
        dispatcher.tell(said, help_text())


async def _follows_up(newsroom: Newsroom, said: Request) -> bool:
    """Tell whether a line that does not address Newsdesk is a question to it all the same."""
    if newsroom.settings.followups != "threads":
        return False
    answered = await asyncio.to_thread(newsroom.store.answered_in, said.platform, said.channel, said.thread)
    return bool(answered) and is_plainly_a_question(said.text, by_who_was_answered=said.user in answered)
