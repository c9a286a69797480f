"""Rows into a file, one after another: memory stays flat however many they are.

In a workbook whatever is text is a text cell with a quote prefix, never a formula (D34); in CSV what a
spreadsheet might take for a formula is guarded by an apostrophe, which an import takes off again.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import xlsxwriter

from ..cells import TEXT, guard

try:
    import rustpy_xlsxwriter as rust
except ImportError:  # there is no wheel for this processor
    rust = None  # type: ignore[assignment]

A4 = 9
HEAD_COLOUR = "#F3E9E7"
DATE, MONEY, GENERAL = "yyyy-mm-dd", "#,##0.00", "General"


@dataclass(frozen=True)
class Heading:
    """One column: its title, the number format of its cells (TEXT for words), its width in characters."""

    title: str
    format: str
    width: float


@dataclass(frozen=True)
class Page:
    """The sheet's name, and what its printed foot says at the left, such as who printed it when."""

    title: str
    foot: str = ""

    @property
    def footer(self) -> str:
        return f"&L{self.foot.replace('&', '&&')}&R第 &P 页　共 &N 页"


def write_xlsx(path: Path, page: Page, headings: list[Heading], lines: Iterable[tuple]) -> None:
    """The workbook: headings frozen, filtered and repeated on paper, A4 across, as wide as the page."""
    rest = iter(lines)
    first = next(rest, None)
    if rust is None or first is None:  # a sheet without rows is beyond the rust writer
        by_python(path, page, headings, () if first is None else chain([first], rest))
    else:
        by_rust(path, page, headings, chain([first], rest))


def by_rust(path: Path, page: Page, headings: list[Heading], lines: Iterator[tuple]) -> None:
    titles = [heading.title for heading in headings]
    rust.write_worksheet(
        (dict(zip(titles, line, strict=True)) for line in lines),
        str(path),
        sheet_name=page.title,
        freeze_row=1,
        freeze_col=1,
        autofilter=True,
        header_format=rust.Format().set_bold().set_background_color(HEAD_COLOUR).set_align("center"),
        column_formats=[_format(heading) for heading in headings],
        column_widths=[heading.width for heading in headings],
        ignore_errors=[heading.title for heading in headings if heading.format == TEXT],
        page_setup={
            "landscape": True,
            "paper_size": A4,
            "fit_to_pages": (1, 0),
            "repeat_rows": 0,
            "footer": page.footer,
        },
    )


def _format(heading: Heading):
    made = rust.Format().set_num_format(heading.format)
    return made.set_quote_prefix() if heading.format == TEXT else made


def by_python(path: Path, page: Page, headings: list[Heading], lines: Iterable[tuple]) -> None:
    """The same workbook where the rust writer has no wheel, some five times slower."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        sheet = book.add_worksheet(page.title)
        head = book.add_format({"bold": True, "bg_color": HEAD_COLOUR, "align": "center"})
        formats = [
            book.add_format({"num_format": h.format, "quote_prefix": h.format == TEXT}) for h in headings
        ]
        for number, heading in enumerate(headings):
            sheet.set_column(number, number, heading.width, formats[number])
            sheet.write_string(0, number, heading.title, head)
        last = 0
        for last, line in enumerate(lines, 1):  # noqa: B007 (the last row's number)
            for number, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(last, number, value, formats[number])
                elif value is not None:
                    sheet.write(last, number, value, formats[number])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, len(headings) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(page.footer)


def write_csv(path: Path, headings: list[Heading], lines: Iterable[tuple]) -> None:
    """UTF-8 with a mark at the beginning, by which Excel and WPS know that it is."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([heading.title for heading in headings])
        for line in lines:
            writer.writerow([guard(value) if type(value) is str else value for value in line])
