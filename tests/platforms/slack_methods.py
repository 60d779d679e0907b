"""The methods of Slack's Web API that a bot like ours needs; importing their modules registers them."""

from tests.platforms import slack_chat, slack_conversations, slack_files, slack_surfaces
from tests.platforms.slack_registry import METHODS

MODULES = (slack_chat, slack_conversations, slack_files, slack_surfaces)

__all__ = ["METHODS", "MODULES"]
