"""A page of this register as a PDF: the same words, in the same order, on A4. Pure; no database, no clock.

The page itself is what is set, so that a print can never say anything else than the screen. The same page gives the
same bytes.
"""

from controls.printing.reading import read_page
from controls.printing.setting import typeset

__all__ = ["pdf_of"]


def pdf_of(page: str, *, address: str) -> bytes:
    """The PDF of a page's HTML. `address` is its permanent address, which stands at the foot of every sheet."""
    return typeset(read_page(page), address=address)
