"""A roster as a union office sends it, with faults planted in known cells, and the truth it was made from."""

import datetime as dt
import io
import random
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl import load_workbook

from tests.make.people import identity_number

from .books import book, error, formula
from .cells import BARE, BROKEN, DROP_DOWN, NO_TOWN, NOT_A_DAY, ROUNDED, wrong_check
from .spoiled import MISSING, ROW
from .tables import OTHER_TOWN

HEADS = (
    "序号",
    "姓名",
    "证件号码",
    "性别",
    "出生日期",
    "手机号码",
    "所属镇街",
    "农民工",
    "用工类型",
    "实名采集日期",
)
TOWNS, KINDS_OF_WORK = ("瀛海镇", "旧宫镇"), ("在岗职工", "劳务派遣工", "灵活就业")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈𠮷", "测试样例虚构假设"
SEED, UNTOUCHED = 20150301, 100
"""The first rows are never spoiled: other rows repeat them."""
FIRST_STRANGER = 9000
Line = dict[str, object]


@dataclass(frozen=True)
class Kind:
    """What goes wrong in the cell under `label`, and what shall be told of it."""

    label: str
    change: Callable[[Line, int], object]
    why: str
    told_of: str = ""


def day_after(line: Line, _: int) -> dt.date:
    born = line["出生日期"]
    assert isinstance(born, dt.date)
    return born + dt.timedelta(1)


def always(value) -> Callable[[Line, int], object]:
    return lambda line, number: value


def number(change: Callable[[str], object], why: str) -> Kind:
    return Kind("证件号码", lambda line, _: change(str(line["证件号码"])), why)


KINDS = {
    "no name": Kind("姓名", always(None), MISSING),
    "a name of an error": Kind("姓名", always(error("#N/A")), BROKEN),
    "a name not computed": Kind("姓名", always(formula('LEFT(B2,1)&"某"')), BARE),
    "a name without end": Kind("姓名", always("张" * 51), "有51字，超过50字"),
    "no number": number(lambda said: None, MISSING),
    "a wrong check digit": number(wrong_check, "身份证号码校验位不正确，请核对"),
    "a digit lost": number(lambda said: said[:9] + said[10:], "身份证号码应为18位（末位可为X）"),
    "a letter for a digit": number(lambda said: "O" + said[1:], "身份证号码应为18位（末位可为X）"),
    "an impossible birthday": number(
        lambda said: said[:10] + "0230" + said[14:], "身份证号码中的出生日期无效"
    ),
    "a rounded number": number(lambda said: float(said[:15] + "000"), ROUNDED),
    "a number in powers of ten": number(
        lambda said: f"{float(said[:17]):.5E}", "证件号码被表格改写成科学计数"
    ),
    "another row's number": Kind(
        "证件号码", lambda _, n: identity_number(n + 1), "与第{}行是同一条记录", ROW
    ),
    "a number registered elsewhere": Kind(
        "证件号码", lambda _, n: identity_number(FIRST_STRANGER + n), "此人或此单位已登记在别处", ROW
    ),
    "the other sex": Kind(
        "性别", lambda line, _: "男" if line["性别"] == "女" else "女", "性别/出生日期与身份证号码不一致"
    ),
    "another birthday": Kind("出生日期", day_after, "性别/出生日期与身份证号码不一致"),
    "no birthday at all": Kind("出生日期", always("1985-02-30"), NOT_A_DAY),
    "a short mobile": Kind("手机号码", always("1380013"), "手机号码应为11位有效号码"),
    "two mobiles": Kind("手机号码", always("13800138000/13900139000"), "手机号码应为11位有效号码"),
    "no town": Kind("所属镇街", always(None), MISSING),
    "an unknown town": Kind("所属镇街", always("瀛海开发区"), NO_TOWN),
    "another's town": Kind("所属镇街", always(OTHER_TOWN), NO_TOWN),
    "neither yes nor no": Kind("农民工", always("待核实"), "应填是或否"),
    "an unknown kind of work": Kind("用工类型", always("正式工"), DROP_DOWN),
    "no kind of day": Kind("实名采集日期", always("去年3月"), NOT_A_DAY),
    "a day of an error": Kind("实名采集日期", always(error("#REF!")), "公式出错（#REF!）"),
}


@dataclass(frozen=True)
class Roster:
    """`truth` is what every row should say; `told` the row, label, reason and kind of each planted fault."""

    truth: list[Line]
    sheet: list[list]
    told: list[tuple[int, str, str, str]]

    def workbook(self) -> bytes:
        return book(self.sheet)


def person(place: int, dice: random.Random) -> Line:
    """Everybody has a number and a mobile of their own; names repeat, as they do."""
    document = identity_number(place + 1, female=place >= UNTOUCHED and dice.random() < 0.5)
    values = (
        place + 1,
        dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, 2)),
        document,
        "男" if int(document[16]) % 2 else "女",
        dt.datetime.strptime(document[6:14], "%Y%m%d").date(),
        f"1380{place:07d}",
        dice.choice(TOWNS),
        dice.choice("是否"),
        dice.choice(KINDS_OF_WORK),
        dt.date(2015, 1, 1) + dt.timedelta(dice.randrange(90)),
    )
    return dict(zip(HEADS, values, strict=True))


def roster(rows: int, of_each: int) -> Roster:
    """So many people; of each kind of fault so many, each in a row of its own."""
    dice = random.Random(SEED)
    truth = [person(place, dice) for place in range(rows)]
    places = iter(dice.sample(range(UNTOUCHED, rows), of_each * len(KINDS)))
    lines, told = [{**line} for line in truth], []
    for name, kind in KINDS.items():
        for nth in range(of_each):
            place = next(places)
            lines[place] |= spoiled(truth[place], kind, nth)
            told.append((place + 2, kind.told_of or kind.label, kind.why.format(nth + 2), name))
    return Roster(truth, [[*HEADS], *([*line.values()] for line in lines)], sorted(told))


def spoiled(line: Line, kind: Kind, nth: int) -> Line:
    """A number of somebody else says nothing of sex and birth."""
    blank = {"性别": None, "出生日期": None} if kind.told_of else {}
    return blank | {kind.label: kind.change(line, nth)}


def corrected(content: bytes, truth: list[Line]) -> bytes:
    """The workbook of problem rows, mended only where its 原因 says so, from the papers: they are true."""
    file, opened = io.BytesIO(), load_workbook(io.BytesIO(content))
    sheet = opened.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        right = truth[int(sheet.cell(row, at["序号"]).value) - 1]
        named = {said.split("：")[0] for said in sheet.cell(row, at["原因"]).value.split("；")}
        for label in right if ROW in named else named:
            sheet.cell(row, at[label]).value = right[label]
    opened.save(file)
    return file.getvalue()
