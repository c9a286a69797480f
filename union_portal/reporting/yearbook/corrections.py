"""The sheet of a sealed year that says what was corrected since, and by whom."""

from django.utils import timezone
from openpyxl import Workbook

from ..annual.effects import effects
from ..catalogue import CATALOGUE
from ..restating import names_of
from .content import Book
from .page import FORMATS, Page, rounded
from .sheets import CORRECTIONS, tall

REASON, EFFECTS = 40, 60
HEADS = (
    "更正号",
    "单位",
    "指标代码",
    "指标",
    "原数",
    "更正后",
    "理由",
    "对已发布数据的影响",
    "随之更正的数",
    "提出、批准",
    "摘要",
)


def corrections(book: Workbook, content: Book) -> None:
    """In the order of their numbers; a year that was never corrected says so."""
    if content.record is None:
        return
    page = Page(book, CORRECTIONS, [7, 15, 9, 26, 12, 12, REASON, REASON, EFFECTS, 22, 66])
    page.across(1, 11, f"{content.title}　更正", "title")
    page.next(28)
    page.across(1, 11, content.seal if content.corrections else f"{content.seal}　没有更正", "sub")
    page.next(18)
    for column, name in enumerate(HEADS, 1):
        page.cell(column, name, "head")
    page.next(24)
    moved = effects(content.record)
    for one in content.corrections:
        unit = "" if one.part else CATALOGUE[one.code].unit
        page.cell(1, one.number, "mid")
        page.cell(2, one.unit.short_name, "text")
        page.cell(3, one.code, "mid")
        page.cell(4, names_of(one.code).get(one.part, CATALOGUE[one.code].name), "text")
        for column, value in ((5, one.before), (6, one.after)):
            page.cell(column, rounded(value, unit), "number", FORMATS.get(unit, "#,##0"))
        page.cell(7, one.reason, "text")
        page.cell(8, one.effect, "text")
        told = [*map(str, moved[one.number].figures), *moved[one.number].broken]
        page.cell(9, "\n".join(told), "text")
        day = timezone.localtime(one.approved_at)
        page.cell(10, f"{one.proposed_by}提出，{one.approved_by}{day:%Y-%m-%d}批准", "text")
        page.cell(11, one.digest, "text")
        page.next(
            max(
                tall(max(one.reason, one.effect, key=len), REASON),
                4 + sum(tall(each, EFFECTS) - 4 for each in told),
            )
        )
    page.printed(f"{content.unit.name}　{content.title}", landscape=True, heading="3:3")
