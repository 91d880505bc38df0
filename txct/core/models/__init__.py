"""People, councils' data walls, trace, outgoing messages and the register of papers."""

from txct.core.models.outbox import Heartbeat, OutboxMessage
from txct.core.models.people import Invitation, RoleAssignment, Tenant, User
from txct.core.models.register import IssuedDocument, IssuedFile, NumberRegister, VoidedNumber
from txct.core.models.throttle import PublicUse
from txct.core.models.trace import AuditChain, AuditEntry, SubmittedForm

__all__ = [
    "AuditChain",
    "AuditEntry",
    "Heartbeat",
    "Invitation",
    "IssuedDocument",
    "IssuedFile",
    "NumberRegister",
    "OutboxMessage",
    "PublicUse",
    "RoleAssignment",
    "SubmittedForm",
    "Tenant",
    "User",
    "VoidedNumber",
]
