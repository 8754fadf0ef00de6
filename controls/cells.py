"""Cells of a file that no spreadsheet program runs as a formula, and that can be turned back into what they were."""

# A cell that begins with one of these is run as a formula by some spreadsheet program.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
APOSTROPHE = "'"
# Spreadsheet programs find the encoding of Chinese and Japanese names by this mark, and by nothing else.
BYTE_ORDER_MARK = "\ufeff"


def neutralised(value: object) -> str:
    """A cell that no spreadsheet program runs. One apostrophe in front is ours: `restored` takes it off again."""
    if isinstance(value, int):
        return str(value)  # -11 is a number, whoever reads it
    text = "" if value is None else str(value)
    return APOSTROPHE + text if text.startswith((*FORMULA_SIGNS, APOSTROPHE)) else text


def restored(cell: str) -> str:
    """The value that `neutralised` was given: one leading apostrophe is taken off."""
    return cell.removeprefix(APOSTROPHE)
