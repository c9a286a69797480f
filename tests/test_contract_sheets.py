"""Contracts in bulk by Excel: a line whose term or pay no reason excuses is told."""

import datetime as dt

from bargaining.models import Contract
from tests import make
from tests.rosters import checked, faults, imported, told, workbook

HEADINGS = [
    "所属镇街",
    "合同编号",
    "合同类型",
    "范围",
    "签约单位",
    "签字日期",
    "到期日期",
    "约定最低工资（元/月）",
]


def day(text):
    return dt.date.fromisoformat(text)


def line(firm, number, signed, expires, pay=3000):
    words = [firm.org.name, number, "工资专项集体合同", "企业", firm.credit_code]
    return [*words, day(signed), day(expires), pay]


def test_a_line_outside_the_law_is_told(yinghai, tmp_path):
    firm, clerk = make.enterprise(yinghai), make.user("clerk", yinghai)
    sheet = workbook(
        [
            HEADINGS,
            line(firm, "工资〔2024〕1号", "2024-05-06", "2025-05-05"),
            line(firm, "工资〔2024〕2号", "2024-05-06", "2025-05-04"),
            line(firm, "工资〔2024〕3号", "2024-05-06", "2025-05-05", 2000),
        ]
    )

    batch = checked(sheet, "contract", clerk, tmp_path)

    assert sorted(faults(batch)) == [
        ("G3", "集体合同期限应为12至36个月，现为2024-05-06至2025-05-04"),
        ("H4", "约定最低工资低于本市最低工资标准2420元：现为2000.00元"),
    ]


def test_the_same_sheet_again_changes_nothing_also_once_the_contract_is_in_effect(yinghai, tmp_path):
    firm, clerk = make.enterprise(yinghai), make.user("clerk", yinghai)
    sheet = workbook([HEADINGS, line(firm, "工资〔2024〕1号", "2024-05-06", "2027-05-30")])
    first = told(imported(sheet, "contract", clerk, tmp_path))
    Contract.objects.update(filed_on=day("2024-05-08"), effective_on=day("2024-05-24"))

    again = told(imported(sheet, "contract", clerk, tmp_path))

    assert first == {"read": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0}
    assert again == {"read": 1, "created": 0, "updated": 0, "unchanged": 1, "rejected": 0}
