"""What voters said, and what became of it."""

from petitions.models.answers import Answer, Feedback, Verdict
from petitions.models.catalogues import Agency, AgencyOfficer, Sector
from petitions.models.petitions import Petition, PetitionEvent, PetitionSource
from petitions.models.submissions import Petitioner, RestrictedCase, Submission
from petitions.models.transfers import Reminder, Transfer, TransferLetter

__all__ = [
    "Agency",
    "AgencyOfficer",
    "Answer",
    "Feedback",
    "Petition",
    "PetitionEvent",
    "PetitionSource",
    "Petitioner",
    "Reminder",
    "RestrictedCase",
    "Sector",
    "Submission",
    "Transfer",
    "TransferLetter",
    "Verdict",
]
