"""Good tables of three registers, and the kinds of file they may come in."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.make.firms import code_of_enterprise
from tests.make.people import identity_number

from .books import book
from .oldbooks import old_book

TOWN, OTHER_TOWN = "瀛海镇", "采育镇"
DAY = dt.date(2015, 3, 1)
ROWS = 5
Row = list


@dataclass(frozen=True)
class Table:
    """A heading and five good rows: row 1 of the sheet and rows 2 to 6."""

    ledger: str
    heads: tuple[str, ...]
    rows: tuple[tuple, ...]

    def planted(self, label: str, value, *rows: int) -> list[Row]:
        """With this value in these rows of the sheet."""
        lines = self.lines()
        for row in rows:
            lines[row - 1][self.heads.index(label)] = value
        return lines

    def changed(self, label: str, change: Callable) -> list[Row]:
        """With every cell of a column as `change` makes it."""
        at, lines = self.heads.index(label), self.lines()
        return [lines[0], *([*row[:at], change(row[at]), *row[at + 1 :]] for row in lines[1:])]

    def lines(self) -> list[Row]:
        return [[*self.heads], *([*row] for row in self.rows)]


def person(number: int) -> tuple:
    document = identity_number(9000 + number)
    born = dt.datetime.strptime(document[6:14], "%Y%m%d").date()
    sex = "男" if int(document[16]) % 2 else "女"
    return (f"张测试{number}", document, sex, born, f"138001300{number:02d}", TOWN, "否", "在岗职工", DAY)


def firm(number: int) -> tuple:
    return (f"第{number}食品有限公司", firm_code(number), TOWN, "私有", "制造", DAY, None, None, "工业路1号")


def firm_code(number: int) -> str:
    return code_of_enterprise(9000 + number)


def count(number: int) -> tuple:
    return (firm_code(number), DAY, 30 + number, 10, 5, 2, "年报")


def table(ledger: str, heads: str, row: Callable[[int], tuple]) -> Table:
    return Table(ledger, tuple(heads.split()), tuple(row(n) for n in range(1, ROWS + 1)))


MEMBER = table("member", "姓名 证件号码 性别 出生日期 手机号码 所属镇街 农民工 用工类型 实名采集日期", person)
ENTERPRISE = table(
    "enterprise",
    "单位名称 统一社会信用代码 所属镇街 经济类型 行业门类 成立日期 退出日期 退出原因 经营地址",
    firm,
)
HEADCOUNT = table("headcount", "单位 核实日期 职工数 女职工数 农民工数 派遣职工数 来源", count)
TABLES = (MEMBER, ENTERPRISE, HEADCOUNT)


# --- kinds of file


def separated(rows: Sequence[Sequence], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    lines = (delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def gb18030(rows: Sequence[Sequence]) -> bytes:
    return separated(rows, "gb18030")


def utf_16(rows: Sequence[Sequence]) -> bytes:
    return separated(rows, "utf-16", "\t")


def semicolons(rows: Sequence[Sequence]) -> bytes:
    return separated(rows, "utf-8", ";")


WRITERS: dict[str, Callable[[Sequence[Sequence]], bytes]] = {
    "xlsx": book,
    "xls": old_book,
    "csv": separated,
    "gb18030": gb18030,
    "utf-16": utf_16,
    "semicolons": semicolons,
}
