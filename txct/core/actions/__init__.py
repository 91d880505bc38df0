"""Writes of the core: who is invited, who plays which role."""

from txct.core.actions.invitations import accept_invitation, invite, open_invitation, revoke_invitation
from txct.core.actions.joining import when_joining
from txct.core.actions.passwords import send_password_link
from txct.core.actions.role_changes import assign_role, end_role, end_sessions
from txct.core.actions.sending import send_again

__all__ = [
    "accept_invitation",
    "assign_role",
    "end_role",
    "end_sessions",
    "invite",
    "open_invitation",
    "revoke_invitation",
    "send_again",
    "send_password_link",
    "when_joining",
]
