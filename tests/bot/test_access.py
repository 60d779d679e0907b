"""Access: whom NEWSDESK_ADMINS names, and who is let in."""

import pytest

from bot.access import Administrators
from corpus.errors import UsageError


def test_nobody_is_an_administrator_unless_named() -> None:
    """Without entries nobody is let in, whatever their groups and rank, and nothing needs to be looked up."""
    nobody = Administrators.of([])
    assert not nobody.allows("slack", "U1", groups=["S1"], is_workspace_admin=True)
    assert not nobody.groups_of("slack")
    assert not nobody.groups_of("discord")
    assert not nobody.wants_workspace_admins


def test_a_user_is_one_of_one_platform() -> None:
    """A user is let in on the platform of the entry alone; Slack Connect's W… ids are users too."""
    named = Administrators.of(["slack:U1", "slack:W2", "discord:3"])
    assert named.allows("slack", "U1")
    assert named.allows("slack", "W2")
    assert named.allows("discord", "3")
    assert not named.allows("slack", "3")
    assert not named.allows("discord", "U1")
    assert not named.allows("slack", "U")


def test_members_of_a_group_are_let_in() -> None:
    """An adapter learns which groups of its platform to look up, and a member of one of them is let in."""
    named = Administrators.of(["slack-group:S1", "slack-group:S2", "discord-role:3"])
    assert named.groups_of("slack") == {"S1", "S2"}
    assert named.groups_of("discord") == {"3"}
    assert named.allows("slack", "U1", groups=["S9", "S2"])
    assert named.allows("discord", "1", groups={"3"})
    assert not named.allows("slack", "U1", groups=["S9"])
    assert not named.allows("slack", "U1", groups=["3"])
    assert not named.allows("slack", "S1")


def test_admins_of_the_workspace_are_let_in_where_that_was_asked_for() -> None:
    """`slack-admins` lets in the admins and owners of the Slack workspace, and nobody on Discord."""
    named = Administrators.of(["slack-admins"])
    assert named.wants_workspace_admins
    assert named.allows("slack", "U1", is_workspace_admin=True)
    assert not named.allows("slack", "U1")
    assert not named.allows("discord", "1", is_workspace_admin=True)


@pytest.mark.parametrize(
    "entry",
    [
        "U1",
        "slack",
        "slack:",
        "slack:u1",
        "slack:S1",
        "slack:U1 ",
        "slack:U1\n",
        "slack-group:U1",
        "slack-admins:U1",
        "discord:U1",
        "discord:٣",
        "discord-role:",
        "teams:U1",
        "*",
    ],
)
def test_an_entry_that_names_nobody_is_refused(entry: str) -> None:
    """A slip lets nobody in unnoticed: the message shows the entry, and how to write one."""
    with pytest.raises(UsageError) as refused:
        Administrators.of(["slack:U1", entry])
    assert repr(entry) in str(refused.value)
    assert "NEWSDESK_ADMINS" in str(refused.value)
    assert "slack-group:S…" in str(refused.value)
