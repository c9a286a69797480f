"""What people write into single cells: what is refused, with its reason, and what is understood."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.make.people import identity_number

from .books import error, formula, serial
from .tables import DAY, ENTERPRISE, HEADCOUNT, MEMBER, Table, firm_code

BOOKS = ("xlsx", "xls")
EVERY = (*BOOKS, "csv")


@dataclass(frozen=True)
class Wrong:
    """`why` is told of the cell, or, where `label` of the fault is 整行, of its row."""

    table: Table
    label: str
    value: object
    why: str
    kinds: tuple[str, ...] = EVERY
    told_of: str = ""


@dataclass(frozen=True)
class Understood:
    """A column written in a way of its own that means the same."""

    table: Table
    label: str
    change: Callable
    kinds: tuple[str, ...] = EVERY


def wrong_check(number: str) -> str:
    return number[:17] + ("1" if number[17] != "1" else "2")


PERSON, CODE = identity_number(9050), firm_code(50)
DROP_DOWN = "应从下拉项中选择"
NOT_A_DAY = "不是有效的日期"
NOT_WHOLE = "应为整数，不带单位和“约”“余”等字"
ROUNDED = "证件号码被表格按数字保存，末几位已丢失"
BROKEN = "公式出错（#N/A）"
BARE = "公式没有计算结果"
NO_TOWN = "不是你管理范围内的镇街"
PARTS = "女职工数、农民工数不能大于职工数"
NO_REASON = "退出日期和退出原因应同时填写"

WRONG = [
    Wrong(MEMBER, "姓名", None, "未填写"),
    Wrong(MEMBER, "姓名", "张" * 51, "有51字，超过50字"),
    Wrong(MEMBER, "姓名", error("#N/A"), BROKEN, BOOKS),
    Wrong(MEMBER, "姓名", formula('A2&"x"'), BARE, ("xlsx",)),
    Wrong(MEMBER, "证件号码", None, "未填写"),
    Wrong(MEMBER, "证件号码", wrong_check(PERSON), "身份证号码校验位不正确，请核对"),
    Wrong(MEMBER, "证件号码", PERSON[:17], "身份证号码应为18位（末位可为X）"),
    Wrong(MEMBER, "证件号码", "O" + PERSON[1:], "身份证号码应为18位（末位可为X）"),
    Wrong(MEMBER, "证件号码", "00" + PERSON[2:], "身份证号码前两位00不是有效的地区代码"),
    Wrong(MEMBER, "证件号码", PERSON[:6] + "19850230" + PERSON[14:], "身份证号码中的出生日期无效"),
    Wrong(MEMBER, "证件号码", float(PERSON[:17] + "0"), ROUNDED, BOOKS),
    Wrong(MEMBER, "证件号码", "1.10115E+17", "证件号码被表格改写成科学计数"),
    Wrong(MEMBER, "证件号码", "110115850230123", "身份证号码中的出生日期无效"),
    Wrong(MEMBER, "证件号码", error("#REF!"), "公式出错（#REF!）", BOOKS),
    Wrong(MEMBER, "证件号码", formula("B3"), BARE, ("xlsx",)),
    Wrong(MEMBER, "性别", "未知", DROP_DOWN),
    Wrong(MEMBER, "出生日期", "1985-02-30", NOT_A_DAY),
    Wrong(MEMBER, "出生日期", "1985-06-02", "性别/出生日期与身份证号码不一致"),
    Wrong(MEMBER, "手机号码", "1380013", "手机号码应为11位有效号码"),
    Wrong(MEMBER, "手机号码", "13800130001、13900130001", "手机号码应为11位有效号码"),
    Wrong(MEMBER, "手机号码", 1.38e15, "数字超过15位，已被表格改写", BOOKS),
    Wrong(MEMBER, "所属镇街", "不存在镇", NO_TOWN),
    Wrong(MEMBER, "所属镇街", None, "未填写"),
    Wrong(MEMBER, "农民工", "也许", "应填是或否"),
    Wrong(MEMBER, "用工类型", "其他人员", DROP_DOWN),
    Wrong(MEMBER, "实名采集日期", "去年3月", NOT_A_DAY),
    Wrong(MEMBER, "实名采集日期", formula("TODAY()"), BARE, ("xlsx",)),
    Wrong(ENTERPRISE, "单位名称", None, "未填写"),
    Wrong(ENTERPRISE, "单位名称", "司" * 101, "有101字，超过100字"),
    Wrong(ENTERPRISE, "统一社会信用代码", CODE[:17], "统一社会信用代码应为18位，且不含I、O、S、V、Z"),
    Wrong(ENTERPRISE, "统一社会信用代码", "O" + CODE[1:], "统一社会信用代码应为18位，且不含I、O、S、V、Z"),
    Wrong(ENTERPRISE, "统一社会信用代码", wrong_check(CODE), "统一社会信用代码校验位不正确"),
    Wrong(
        ENTERPRISE, "统一社会信用代码", 9.1110115e17, "统一社会信用代码被表格按数字保存，末几位已丢失", BOOKS
    ),
    Wrong(ENTERPRISE, "统一社会信用代码", "9.11101E+17", "统一社会信用代码被表格改写成科学计数"),
    Wrong(ENTERPRISE, "所属镇街", "采育", NO_TOWN),
    Wrong(ENTERPRISE, "经济类型", "私企", DROP_DOWN),
    Wrong(ENTERPRISE, "经济类型", None, "未填写"),
    Wrong(ENTERPRISE, "行业门类", "Z", DROP_DOWN),
    Wrong(ENTERPRISE, "成立日期", "2015-13-01", NOT_A_DAY),
    Wrong(ENTERPRISE, "成立日期", error("#VALUE!"), "公式出错（#VALUE!）", BOOKS),
    Wrong(ENTERPRISE, "退出日期", "2015-06-01", NO_REASON, told_of="整行"),
    Wrong(ENTERPRISE, "退出原因", "注销", NO_REASON, told_of="整行"),
    Wrong(ENTERPRISE, "退出原因", "倒闭", DROP_DOWN),
    Wrong(ENTERPRISE, "经营地址", "路" * 201, "有201字，超过200字"),
    Wrong(HEADCOUNT, "单位", None, "未填写"),
    Wrong(HEADCOUNT, "单位", CODE, "没有找到这条企业"),
    Wrong(HEADCOUNT, "核实日期", None, "未填写"),
    Wrong(HEADCOUNT, "核实日期", "2015年2月29日", NOT_A_DAY),
    Wrong(HEADCOUNT, "核实日期", 30, NOT_A_DAY),
    Wrong(HEADCOUNT, "职工数", "约3万", NOT_WHOLE),
    Wrong(HEADCOUNT, "职工数", "30人", NOT_WHOLE),
    Wrong(HEADCOUNT, "职工数", "三十", NOT_WHOLE),
    Wrong(HEADCOUNT, "职工数", 30.5, NOT_WHOLE),
    Wrong(HEADCOUNT, "职工数", -5, "不能为负数"),
    Wrong(HEADCOUNT, "职工数", None, "未填写"),
    Wrong(HEADCOUNT, "职工数", error("#DIV/0!"), "公式出错（#DIV/0!）", BOOKS),
    Wrong(HEADCOUNT, "职工数", formula("SUM(D3:F3)"), BARE, ("xlsx",)),
    Wrong(HEADCOUNT, "职工数", "1e3", NOT_WHOLE),
    Wrong(HEADCOUNT, "女职工数", 99, PARTS, told_of="整行"),
    Wrong(HEADCOUNT, "农民工数", "若干", NOT_WHOLE),
    Wrong(HEADCOUNT, "来源", "年" * 41, "有41字，超过40字"),
]

FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X-"}


def full_width(cell) -> str:
    return str(cell).translate(FULL_WIDTH)


UNDERSTOOD = [
    Understood(MEMBER, "证件号码", full_width),
    Understood(MEMBER, "证件号码", lambda cell: f" {cell[:6]} {cell[6:14]} {cell[14:]}　"),
    Understood(MEMBER, "证件号码", lambda cell: cell.lower()),
    Understood(MEMBER, "证件号码", lambda cell: f"\x00{cell}", ("xlsx",)),
    Understood(MEMBER, "证件号码", lambda cell: f'="{cell}"', ("csv",)),
    Understood(MEMBER, "证件号码", lambda cell: f"\t{cell}", ("csv",)),
    Understood(MEMBER, "手机号码", full_width),
    Understood(MEMBER, "手机号码", lambda cell: float(cell), BOOKS),
    Understood(MEMBER, "手机号码", lambda cell: f"+86 {cell[:3]}-{cell[3:7]}-{cell[7:]}"),
    Understood(MEMBER, "姓名", lambda cell: f"{cell}  "),
    Understood(MEMBER, "姓名", lambda cell: cell.replace("测", "\x00测\x1f"), ("xlsx",)),
    Understood(MEMBER, "性别", lambda cell: "M" if cell == "男" else "F"),
    Understood(MEMBER, "出生日期", lambda cell: f"{cell:%Y%m%d}"),
    Understood(MEMBER, "出生日期", lambda cell: f"{cell:%Y.%m.%d}"),
    Understood(MEMBER, "出生日期", lambda cell: f"{cell:%Y/%m/%d}"),
    Understood(MEMBER, "出生日期", lambda cell: f"{cell.year}年{cell.month}月{cell.day}日"),
    Understood(MEMBER, "出生日期", serial, BOOKS),
    Understood(MEMBER, "出生日期", lambda cell: full_width(cell)),
    Understood(MEMBER, "农民工", lambda cell: "×"),
    Understood(MEMBER, "农民工", lambda cell: False, ("xlsx",)),
    Understood(ENTERPRISE, "统一社会信用代码", lambda cell: cell.lower()),
    Understood(ENTERPRISE, "统一社会信用代码", lambda cell: full_width(f"{cell[:9]}-{cell[9:]}")),
    Understood(ENTERPRISE, "经济类型", lambda cell: "21"),
    Understood(ENTERPRISE, "成立日期", lambda cell: serial(cell), BOOKS),
    Understood(HEADCOUNT, "职工数", lambda cell: f"{cell:,}.00 ", BOOKS),
    Understood(HEADCOUNT, "职工数", full_width),
    Understood(HEADCOUNT, "核实日期", lambda cell: f"{DAY.year}-{DAY.month}-{DAY.day}"),
    Understood(HEADCOUNT, "单位", lambda cell: f" {cell} "),
    Understood(HEADCOUNT, "单位", lambda cell: full_width(f"{cell[:9].lower()}-{cell[9:]}")),
]
