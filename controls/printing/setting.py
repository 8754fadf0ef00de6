"""Set what was read on sheets of A4."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from controls.printing import fonts
from controls.printing.reading import Block, Document, Run, Sheet

MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
_SIZES = {"h1": 16.0, "h2": 12.0, "h3": 10.5, "p": 9.5, "li": 9.5, "dt": 8.5, "dd": 9.5, "note": 8.0, "cell": 8.0}
_FOOT = 7.0
_MARKS = {"ins": "u", "del": "strike"}  # told apart in black and white
_LEAST, _MOST = 6, 60  # letters that a column is reckoned to want
_NARROWEST = 8 * mm
_WIDE = 0x2E80  # from here on signs are as wide as they are high


def typeset(document: Document, *, address: str) -> bytes:
    """The bytes of the PDF. Nothing in them comes from the clock: the same document gives the same bytes."""
    fonts.ready()
    file = BytesIO()
    sheets = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=document.title, lang=document.language, invariant=1,
    )  # fmt: skip
    flow: list[Flowable] = []
    for part in document.parts:
        flow += _sheet(part) if isinstance(part, Sheet) else [_block(part)]

    def foot(canvas: Any, sheet: Any) -> None:
        line = Paragraph(_markup([Run(address)], _FOOT), _style("note"))
        line.wrapOn(canvas, WIDTH - 20 * mm, MARGIN)
        line.drawOn(canvas, MARGIN, 9 * mm)
        canvas.setFont(fonts.LATIN, _FOOT)
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, str(sheet.page))

    sheets.build(flow or [Spacer(1, 1)], onFirstPage=foot, onLaterPages=foot)
    return file.getvalue()


def _style(kind: str, runs: Sequence[Run] = ()) -> ParagraphStyle:
    """Chinese and Japanese lines end after any sign, others between words."""
    size = _SIZES[kind]
    anywhere = any(ord(sign) >= _WIDE for run in runs for sign in run.text)
    heading = kind in ("h1", "h2", "h3")
    return ParagraphStyle(
        kind, fontName=fonts.LATIN, fontSize=size, leading=size * 1.4,
        wordWrap="CJK" if anywhere else None,
        spaceBefore=size * 0.7 if heading else 1.5, spaceAfter=3.0 if heading else 1.5, keepWithNext=heading,
        leftIndent={"li": 10.0, "dd": 10.0}.get(kind, 0.0), bulletIndent=2.0,
    )  # fmt: skip


def _block(block: Block) -> Flowable:
    bold = block.kind in ("h1", "h2", "h3")
    markup = _markup(block.runs, _SIZES[block.kind], bold=bold)
    return Paragraph(markup, _style(block.kind, block.runs), bulletText="•" if block.kind == "li" else None)


def _markup(runs: list[Run], size: float, *, bold: bool = False) -> str:
    """Runs as the library's own markup, each piece with its font."""
    pieces = []
    for run in runs:
        text = "".join(
            f'<font name="{name}" size="{size}">{escape(words)}</font>'
            for name, words in fonts.runs(run.text.replace("\n", " "), language=run.language, bold=run.bold or bold)
        )
        text = f"<{_MARKS[run.mark]}>{text}</{_MARKS[run.mark]}>" if run.mark else text
        pieces.append(f"<a href={quoteattr(run.target)}>{text}</a>" if run.target else text)
    return "".join(pieces)


def _sheet(sheet: Sheet) -> list[Flowable]:
    columns = max(len(row) for row in sheet.rows)
    if not columns:
        return []
    cells = [
        [Paragraph(_markup(cell, _SIZES["cell"], bold=number < sheet.heads), _style("cell", cell)) for cell in row]
        + [""] * (columns - len(row))
        for number, row in enumerate(sheet.rows)
    ]
    table = Table(cells, colWidths=_widths(sheet, columns), repeatRows=sheet.heads, splitInRow=1)
    rule = ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.grey)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), rule, ("LEFTPADDING", (0, 0), (-1, -1), 2)]))
    return [table, Spacer(1, 4)]


def _widths(sheet: Sheet, columns: int) -> list[float]:
    """Each column as wide as its longest word and its longest cell want, so that the table fills the sheet."""
    wanted = [_LEAST] * columns
    for row in sheet.rows:
        for place, cell in enumerate(row):
            text = "".join(run.text for run in cell)
            word = max((len(each) for each in text.split()), default=0) + 2
            letters = sum(1 if ord(sign) < _WIDE else 2 for sign in text)
            wanted[place] = max(wanted[place], min(max(word, letters), _MOST))
    spare = WIDTH - _NARROWEST * columns
    return [_NARROWEST + spare * each / sum(wanted) for each in wanted]
