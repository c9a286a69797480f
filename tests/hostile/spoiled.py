"""Tables that lack something, or hold something twice: what is told of them."""

from collections.abc import Callable
from dataclasses import dataclass

from .books import book
from .tables import ENTERPRISE, HEADCOUNT, MEMBER, TABLES, WRITERS, Row, Table

FOOT = "像是表下的合计、签名或说明，不是一条记录"
AGAIN = "与第2行是同一条记录"
MISSING = "未填写"
ROW = "整行"
Told = list[tuple[int, str, str]]


@dataclass(frozen=True)
class Spoiled:
    """`told` is row, label and reason of every fault, in the order of rows; `good` rows are accepted."""

    table: Table
    make: Callable[[Table], bytes]
    told: Told
    good: int


def with_rows(of: Table, *more: Row, told: Told, good: int = 5, kind: str = "xlsx") -> Spoiled:
    return Spoiled(of, lambda t: WRITERS[kind]([*t.lines(), *more]), told, good)


def without(of: Table, label: str, *told: str) -> Spoiled:
    """Without a column that every new row needs."""
    at = of.heads.index(label)
    faults = [(row, said, MISSING) for row in range(2, 7) for said in told]
    return Spoiled(of, lambda t: book([row[:at] + row[at + 1 :] for row in t.lines()]), faults, 0)


def merged_down(of: Table, label: str) -> Spoiled:
    """One value merged over the five rows, as spreadsheets store it: in the first alone."""
    letter = "ABCDEFGHI"[of.heads.index(label)]
    return Spoiled(
        of,
        lambda t: book(t.planted(label, None, 3, 4, 5, 6), merged=[f"{letter}2:{letter}6"]),
        [(row, label, MISSING) for row in range(3, 7)],
        1,
    )


def fifteen(document: str) -> str:
    return document[:6] + document[8:17]


KEYS = {"member": "证件号码", "enterprise": "统一社会信用代码", "headcount": "单位"}
OLD_NUMBER = [*MEMBER.rows[0][:1], fifteen(MEMBER.rows[0][1]), *MEMBER.rows[0][2:]]


def respelled(of: Table) -> Row:
    """The first row again, its key in small letters behind a space."""
    at, row = of.heads.index(KEYS[of.ledger]), [*of.rows[0]]
    return [*row[:at], f" {row[at].lower()}", *row[at + 1 :]]


def in_any(of: Table) -> dict[str, Spoiled]:
    """What befalls every register's table."""
    total = ["合  计", *[None] * (len(of.heads) - 2), 5]
    signed = ["填表人：张三", None, "审核人：李四"]
    foot, second, again = (7, ROW, FOOT), (8, ROW, FOOT), (7, ROW, AGAIN)
    twice = [(row + 5, ROW, f"与第{row}行是同一条记录") for row in range(2, 7)]
    return {
        "total below": with_rows(of, total, told=[foot]),
        "total in text": with_rows(of, total, told=[foot], kind="csv"),
        "total and signature": with_rows(of, total, signed, told=[foot, second], kind="xls"),
        "subtotals": with_rows(of, ["小计：", 5], [], ["总计：", 5], told=[foot, (9, ROW, FOOT)]),
        "note below": with_rows(of, ["备注：以上均为在岗"], told=[foot]),
        "a row twice": with_rows(of, [*of.rows[0]], told=[again]),
        "a row in another spelling": with_rows(of, respelled(of), told=[again], kind="csv"),
        "every row twice": with_rows(of, *map(list, of.rows), told=twice),
    }


SPOILED = {f"{of.ledger}: {name}": spoiled for of in TABLES for name, spoiled in in_any(of).items()}
SPOILED |= {
    "member: the old number of fifteen digits": with_rows(MEMBER, OLD_NUMBER, told=[(7, ROW, AGAIN)]),
    "member: without numbers": without(MEMBER, "证件号码", "证件号码"),
    "member: without names": without(MEMBER, "姓名", "姓名"),
    "enterprise: without types": without(ENTERPRISE, "经济类型", "经济类型"),
    "headcount: without days": without(HEADCOUNT, "核实日期", "核实日期"),
    "headcount: without counts": without(HEADCOUNT, "职工数", "职工数"),
    "member: town merged over the rows": merged_down(MEMBER, "所属镇街"),
    "enterprise: industry merged over the rows": merged_down(ENTERPRISE, "行业门类"),
    "headcount: day merged over the rows": merged_down(HEADCOUNT, "核实日期"),
}
