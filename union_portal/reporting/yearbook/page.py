"""A sheet of the workbook: the few looks its cells have, and how it prints."""

from copy import copy
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

from union_portal.fields import half_up
from union_portal.sheets.cells import put

from ..catalogue import EXACT_UNITS
from ..figures import BLANK, FEW
from ..measures import Value

INK, RED, GREY = "1F2328", "A61B1B", "5B6470"
LINE = Side("thin", "B8BEC6")
BOX = Border(LINE, LINE, LINE, LINE)
TOTAL = Border(LINE, LINE, Side("medium", RED), LINE)
HEAD = PatternFill("solid", "F3E9E7")
BAND = PatternFill("solid", "F4F5F7")
SONG, HEI = "宋体", "黑体"


def look(
    font: str, size: int, at: str = "left", *, ink: str = INK, up: str = "center", wrap: bool = False, **rest
):
    """What a kind of cell is drawn with; `rest` may name a fill and a border."""
    return {"font": Font(font, size, color=ink), "alignment": Alignment(at, up, wrap_text=wrap), **rest}


LOOKS = {
    "unit": look(HEI, 20, "center", wrap=True),
    "cover": look(HEI, 26, "center", ink=RED, wrap=True),
    "title": look(HEI, 15),
    "sub": look(SONG, 10, ink=GREY),
    "centre": look(SONG, 12, "center", ink=GREY),
    "note": look(SONG, 9, ink=GREY, up="top", wrap=True),
    "head": look(HEI, 10, "center", wrap=True, fill=HEAD, border=BOX),
    "band": look(HEI, 10, ink=RED, fill=BAND, border=BOX),
    "label": look(HEI, 11, "center", fill=BAND, border=BOX),
    "box": look(SONG, 11, wrap=True, border=BOX),
    "text": look(SONG, 10, wrap=True, border=BOX),
    "mid": look(SONG, 10, "center", border=BOX),
    "number": look(SONG, 10, "right", border=BOX),
    "sum": look(HEI, 10, "right", border=TOTAL),
    "sumtext": look(HEI, 10, "center", border=TOTAL),
    "link": look(SONG, 11, ink="1F4E9E"),
}
FORMATS = {"%": '0.00"%"', "万元": "#,##0.00", "元": "#,##0.00"}
CHANGES = {"%": '+0.00"个百分点";-0.00"个百分点";"持平"', "万元": '+#,##0.00;-#,##0.00;"持平"'}
COUNT, COUNT_CHANGE = "#,##0", '+#,##0;-#,##0;"持平"'


def printed(value: Value, unit: str) -> Decimal | int | str:
    """As `rounded`, or <5 where the reader is not told."""
    return FEW if value.hidden else rounded(value.value, unit)


def rounded(value: Decimal | None, unit: str) -> Decimal | int | str:
    """The number as printed, no digit hidden behind it: whole counts, two decimals for money and rates."""
    if value is None:
        return BLANK
    return half_up(value, EXACT_UNITS[unit]) if unit in EXACT_UNITS else int(half_up(value, 0))


class Page:
    """Writes rows from the top; `row` is the next one."""

    def __init__(self, book: Workbook, name: str, widths: list[float]):
        self.sheet = book.create_sheet(name)
        self.row = 1
        self.width = len(widths)
        self._styles: dict[tuple[str, str], object] = {}
        for column, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def cell(self, column: int, value, look: str, number_format: str = "General") -> Cell:
        """One cell of the current row. A look is built once a sheet, then copied."""
        cell = self.sheet.cell(self.row, column)
        key = (look, number_format)
        if key not in self._styles:
            for name, part in LOOKS[look].items():
                setattr(cell, name, part)
            cell.number_format = number_format
            self._styles[key] = copy(cell._style)
        cell._style = copy(self._styles[key])
        return put(cell, value)

    def across(self, first: int, last: int, value, look: str) -> Cell:
        """One cell over several columns of the current row."""
        cell = self.cell(first, value, look)
        for column in range(first + 1, last + 1):
            self.cell(column, None, look)
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        return cell

    def next(self, height: float | None = None) -> None:
        if height:
            self.sheet.row_dimensions[self.row].height = height
        self.row += 1

    def printed(self, header="", *, landscape: bool, heading="", names="", wide=1, tall=0) -> None:
        """A4, shrunk to so many pages wide and tall (0: as many as it takes); headings on every page."""
        sheet, setup = self.sheet, self.sheet.page_setup
        setup.paperSize = sheet.PAPERSIZE_A4
        setup.orientation = "landscape" if landscape else "portrait"
        setup.fitToWidth, setup.fitToHeight = wide, tall
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = wide == 1
        sheet.page_margins = PageMargins(left=0.45, right=0.45, top=0.75, bottom=0.65, header=0.3, footer=0.3)
        if heading:
            sheet.print_title_rows = heading
        if names:
            sheet.print_title_cols = names
        if header:
            sheet.oddHeader.left.text, sheet.oddHeader.right.text = header.replace("&", "&&"), sheet.title
        sheet.oddFooter.center.text = "第 &P 页　共 &N 页"
        sheet.sheet_view.showGridLines = False
