"""What Slack does with the body of an acknowledgement."""

from tests.platforms.slack_messages import checked_view, open_view, post
from tests.platforms.slack_state import Workspace
from tests.platforms.slack_text import Json
from tests.platforms.slack_things import Delivery, RefusedError


def apply_ack(workspace: Workspace, delivery: Delivery) -> None:
    """Do what the acknowledgement of a command or a submission asks for."""
    ack = delivery.ack or {}
    try:
        if delivery.kind == "slash_commands" and (ack.get("text") or ack.get("blocks")):
            _answer_command(workspace, delivery.payload, ack)
        elif delivery.payload["type"] == "view_submission" if delivery.kind == "interactive" else False:
            _answer_submission(workspace, delivery.payload["view"]["id"], ack)
    except RefusedError as refusal:
        workspace.violations.append(f"acknowledgement refused: {refusal.error} {refusal.extra}")


def _answer_command(workspace: Workspace, command: Json, ack: Json) -> None:
    to_one = None if ack.get("response_type") == "in_channel" else command["user_id"]
    post(workspace, ack, via="ack", channel=command["channel_id"], ephemeral_to=to_one)


def _answer_submission(workspace: Workspace, view_id: str, ack: Json) -> None:
    view = workspace.views[view_id]
    match ack.get("response_action"):
        case "errors":
            pass
        case "update":
            view.show(checked_view(workspace, ack.get("view")))
        case "push":
            open_view(workspace, view.user, checked_view(workspace, ack.get("view")), view.id)
        case "clear":
            for shown in workspace.views.values():
                shown.closed = shown.closed or shown.user == view.user
        case _:
            view.closed = True
