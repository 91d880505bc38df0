"""The statutory calendar, pure Python: working days, rules with their legal source, due dates explained.

``calendar`` knows working days, ``rules`` the duties and their terms, ``timetable`` brings both together,
``counting`` states how terms are read, ``sanity`` looks twice at the date of a meeting.
"""
