"""JSON lines: one that says what the file is, then each fact as {"fact": noun:key, "said": …}."""

from controls.exporting.register import Register, canonical


def written(register: Register) -> bytes:
    """The file in UTF-8. Whoever follows the changes has the same bytes, for it says what the log says and no more."""
    rows = [
        register.head(),
        *({"fact": f"{fact.noun}:{fact.key}", "said": fact.said} for fact in register.facts),
    ]
    return "".join(f"{canonical(row)}\n" for row in rows).encode()
