"""Who may do what: the ladder of roles, and the scopes of keys. Pure; no database.

A role may do all that the roles before it may do. Visitors are not signed in.
"""

LADDER = ("visitor", "reader", "screener", "approver", "editor", "admin")
# What a key may be used for. It never may more than its owner's role.
SCOPES = {"read": "reader", "alerts": "reader", "screen": "screener", "decide": "approver"}


def reaches(role: str, needed: str) -> bool:
    """Whether a role may do what needs another one. Both are words of the ladder; others raise ValueError."""
    return LADDER.index(role) >= LADDER.index(needed)
