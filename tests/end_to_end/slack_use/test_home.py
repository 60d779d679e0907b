"""The Home tab."""

import pytest

from tests.end_to_end.slack_use.conftest import ADMIN, MEMBER_OF_GROUP, WORKSPACE_ADMIN, settle
from tests.platforms.running import RunningBot, new_channel
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted

pytestmark = pytest.mark.usefixtures("bot")


def home(slack: SlackServer, user: str) -> str:
    """Open the Home tab of a person, and return what they see."""
    before = len(slack.homes[user].updates) if user in slack.homes else 0
    slack.open_home(user)
    slack.wait_for(lambda: user in slack.homes and len(slack.homes[user].updates) > before)
    return slack.visible_text(slack.homes[user])


def told(slack: SlackServer, user: str) -> list[Posted]:
    """Return what the bot wrote to a person directly."""
    return [message for message in slack.messages if message.channel == slack.dm(user)]


def test_everybody_sees_what_newsdesk_is_and_how_fresh(slack: SlackServer, user: str) -> None:
    """Nothing is there to administrate."""
    text = home(slack, user)
    assert "What does GPT-5.2 cost?" in text
    assert "My articles: 2 January 2026 to 19 March 2026." in text
    assert "Articles: " not in text
    assert slack.buttons(slack.homes[user]) == []


@pytest.mark.parametrize("admin", [ADMIN, MEMBER_OF_GROUP, WORKSPACE_ADMIN])
def test_administrators_see_counts_and_buttons(slack: SlackServer, admin: str) -> None:
    """By user id, user group or rank."""
    text = home(slack, admin)
    assert "Articles: 9 from 1 source" in text
    assert "Index: generation 1, 9 passages" in text
    assert "Last work: " in text
    assert [button["action_id"] for button in slack.buttons(slack.homes[admin])] == ["refresh", "reindex"]


def test_the_button_re_indexes(slack: SlackServer, admin: str) -> None:
    """It does what the command does, once however often Slack sends it; the tab tells of it then."""
    home(slack, admin)
    delivery = slack.click(slack.homes[admin], "reindex", user=admin)
    slack.wait_for(lambda: any("It took" in message.text for message in told(slack, admin)))
    slack.redeliver(delivery)
    settle(slack, slack.dm(admin))
    assert len([message for message in told(slack, admin) if message.edits]) == 1
    text = home(slack, admin)
    assert "Last work: none" not in text
    assert "Articles: 0 added" in text


def test_an_open_tab_tells_of_the_end(slack: SlackServer, admin: str) -> None:
    """Nobody has to open it again to see that a re-index is done."""

    def shown() -> str:
        return slack.visible_text(slack.homes[admin])

    home(slack, admin)
    slack.click(slack.homes[admin], "reindex", user=admin)
    slack.wait_for(lambda: any("It took" in message.text for message in told(slack, admin)))
    slack.wait_for(lambda: len(slack.homes[admin].updates) > 2 and "Re-indexing now" not in shown())
    assert "Articles: 0 added" in shown()


def test_the_button_is_refused_to_others(slack: SlackServer, bot: RunningBot, user: str) -> None:
    """Whoever is shown the button, or forges it, is asked for once more."""
    home(slack, ADMIN)
    forged = slack.homes[ADMIN]
    slack.state.homes[user] = type(forged)(id=forged.id, user=user, view=forged.view)
    slack.click(slack.state.homes[user], "reindex", user=user)
    slack.wait_for(lambda: any("Sorry, only administrators" in message.text for message in told(slack, user)))
    settle(slack, new_channel())
    assert [message for message in told(slack, user) if "Re-indexing" in message.text] == []
    assert f"slack user {user} asked to re-index and is no administrator" in bot.log
    assert "reindex" not in {button["action_id"] for button in slack.buttons(slack.homes[user])}
