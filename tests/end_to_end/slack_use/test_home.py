"""The Home tab."""

import pytest

from tests.end_to_end.slack_use.conftest import ADMIN, settle
from tests.platforms.slack_server import SlackServer

pytestmark = pytest.mark.usefixtures("bot")


def home(slack: SlackServer, user: str) -> str:
    """Open the Home tab of a person, and return what they see."""
    slack.open_home(user)
    slack.wait_for(lambda: user in slack.homes)
    return slack.visible_text(slack.homes[user])


def test_everybody_sees_what_newsdesk_is_and_how_fresh(slack: SlackServer, user: str) -> None:
    """Nothing is there to administrate."""
    text = home(slack, user)
    assert "What does GPT-5.2 cost?" in text
    assert "My articles: 2 January 2026 to" in text
    assert slack.buttons(slack.homes[user]) == []


def test_administrators_see_counts_and_re_index(slack: SlackServer) -> None:
    """The button does what the command does; the tab tells of it then."""
    assert "Articles: 8 from 1 source" in home(slack, ADMIN)
    slack.click(slack.homes[ADMIN], "reindex", user=ADMIN)
    slack.wait_for(lambda: any("It took" in m.text for m in slack.messages if m.channel == slack.dm(ADMIN)))
    slack.open_home(ADMIN)
    slack.wait_for(lambda: "Last re-index: none" not in slack.visible_text(slack.homes[ADMIN]))
    assert "Articles: 0 added" in slack.visible_text(slack.homes[ADMIN])


def test_the_button_is_refused_to_others(slack: SlackServer, user: str) -> None:
    """Whoever is shown the button, or forges it, is asked for once more."""
    home(slack, ADMIN)
    forged = slack.homes[ADMIN]
    before = len(slack.messages)
    slack.state.homes[user] = type(forged)(id=forged.id, user=user, view=forged.view)
    slack.click(slack.state.homes[user], "reindex", user=user)
    slack.wait_for(lambda: any("Sorry, only administrators" in m.text for m in slack.messages[before:]))
    settle(slack)
    assert not any("Re-indexing begins" in m.text for m in slack.messages if m.channel == slack.dm(user))
