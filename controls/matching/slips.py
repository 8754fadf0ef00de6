"""How far a word is from another: slips of the pen, counted."""


def slips(one: str, other: str) -> int:
    """How many letters were left out, added, replaced or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [place]
        for column, wanted in enumerate(other, start=1):
            steps = min(before[column] + 1, row[column - 1] + 1, before[column - 1] + (letter != wanted))
            swapped = place > 1 and column > 1 and letter == other[column - 2] and one[place - 2] == wanted
            row.append(min(steps, earlier[column - 2] + 1) if swapped else steps)
    return row[-1]


def may_mean(typed: str, known: str) -> bool:
    """Whether a word on record may be what was typed: one slip in a short word, two in one of six letters or more."""
    return slips(typed, known) <= (2 if len(typed) >= 6 else 1)
