"""Native charts, drawn by the spreadsheet program from the block sheets: one column a township."""

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.worksheet.worksheet import Worksheet

from .content import Book, Line
from .page import Page
from .sheets import CHARTS, FIRST

DRAWN = {"BAR15": "A61B1B", "MEM07": "2F5D8C", "DIS01": "6B7A3A"}
"""Coverage, growth and disputes: the three questions a federation is asked by township."""
HEIGHT, ROWS = 10.4, 21


def charts(book: Workbook, content: Book) -> None:
    """Only where there is more than one child to compare."""
    if len(content.places) < 2:
        return
    page = Page(book, CHARTS, [9] * 10)
    page.across(1, 10, f"{content.title}　{content.place_word}对比图", "title")
    page.next(28)
    for name, lines in content.blocks.items():
        for column, line in enumerate(lines, 3):
            if line.code in DRAWN:
                made = chart(book[name], column, line, len(content.places))
                page.sheet.add_chart(made, f"A{page.row + 1}")
                page.row += ROWS
    page.printed(f"{content.unit.name}　{content.title}", landscape=False, tall=1)


def chart(sheet: Worksheet, column: int, line: Line, places: int) -> BarChart:
    """Bars from the top in administrative order, no ranking; each says its own number, so no scale."""
    last = FIRST + places - 1
    drawn = BarChart()
    drawn.type, drawn.gapWidth, drawn.legend = "bar", 45, None
    title = f"{line.indicator.name}（{line.indicator.unit}）"
    drawn.title = Title(tx=Text(rich=words(title, 1100)), overlay=False)
    drawn.height, drawn.width = HEIGHT, 18.6
    drawn.add_data(Reference(sheet, min_col=column, min_row=FIRST, max_row=last))
    drawn.set_categories(Reference(sheet, min_col=2, min_row=FIRST, max_row=last))
    drawn.series[0].graphicalProperties = GraphicalProperties(solidFill=DRAWN[line.code])
    drawn.dataLabels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, txPr=words("", 800)
    )
    drawn.x_axis.delete, drawn.y_axis.delete = False, True
    drawn.x_axis.scaling.orientation, drawn.x_axis.txPr = "maxMin", words("", 700)
    drawn.x_axis.tickLblSkip = 1
    drawn.y_axis.scaling.min, drawn.y_axis.majorGridlines = 0, None
    return drawn


def words(text: str, size: int) -> RichText:
    """Text, or with none the style of labels, in hundredths of a point."""
    style = CharacterProperties(sz=size)
    runs = [RegularTextRun(rPr=style, t=text)] if text else None
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=style), r=runs, endParaRPr=None if text else style)
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])
