"""Everything that writes in this room: plans, rounds, meetings, attendance, minutes, notices, calendar addresses."""
