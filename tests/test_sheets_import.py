"""A roster in: matched, judged, saved whole or not at all, and taken back."""

import datetime as dt

import pytest

from enterprises.models import Enterprise, Headcount
from members.models import Member
from tests import make
from tests.rosters import HEADINGS, checked, faults, imported, told, workbook
from union_portal.audit.context import acting
from union_portal.sheets.importing import saving, uploads

pytestmark = pytest.mark.django_db
COUNTED = ["单位", "核实日期", "职工数"]


@pytest.fixture
def place():
    return make.township(make.district(), "001", "瀛海镇")


@pytest.fixture
def clerk(place):
    return make.user("organisation", place.parent)


def people(count, start=1, **changes):
    line = {"phone": "1380013{:04d}", "town": "瀛海镇", "day": dt.date(2015, 3, 1)} | changes
    return [
        [f"张测试{n}", make.identity_number(n), line["phone"].format(n), line["town"], line["day"]]
        for n in range(start, start + count)
    ]


def image():
    return list(
        Member.objects.order_by("id").values_list("id", "version", "name", "document_index", "born_on")
    )


def test_a_roster_creates_its_people_with_what_their_numbers_state(clerk, place, tmp_path):
    batch = imported(workbook([HEADINGS, *people(3)]), "member", clerk, tmp_path)
    assert told(batch) == {"read": 3, "created": 3, "updated": 0, "unchanged": 0, "rejected": 0}
    first = Member.objects.get(name="张测试1")
    number = make.identity_number(1)
    assert (first.document.reveal(), first.sex, f"{first.born_on:%Y%m%d}") == (number, "M", number[6:14])
    assert (first.org, first.initials, first.number) == (place, "zcs1", f"110115{first.pk:08d}")


def test_the_same_file_ten_times_changes_nothing(clerk, place, tmp_path):
    file = workbook([HEADINGS, *people(5)])
    imported(file, "member", clerk, tmp_path)
    before = image()
    for _ in range(9):
        again = imported(file, "member", clerk, tmp_path)
        assert told(again) == {"read": 5, "created": 0, "updated": 0, "unchanged": 5, "rejected": 0}
    assert image() == before


def test_a_correction_changes_only_its_rows_and_an_older_file_asks_first(clerk, place, tmp_path):
    old = workbook([HEADINGS, *people(5)])
    imported(old, "member", clerk, tmp_path)
    rows = people(5)
    rows[2][0] = "李测试"
    assert told(imported(workbook([HEADINGS, *rows]), "member", clerk, tmp_path))["updated"] == 1
    late = checked(old, "member", clerk, tmp_path)
    assert (late.updated, late.late) == (1, 1)
    with pytest.raises(uploads.Stopped, match="其中1条在这份文件保存之后改过"):
        saving.confirm(late)
    assert told(imported(old, "member", clerk, tmp_path, overwrite=False))["updated"] == 0
    assert Member.objects.filter(name="李测试").count() == 1
    assert told(imported(old, "member", clerk, tmp_path, overwrite=True))["updated"] == 1
    assert Member.objects.filter(name="李测试").count() == 0


def test_a_file_saved_before_a_change_by_hand_asks_first(clerk, place, tmp_path):
    saved = dt.date(2015, 3, 1)
    imported(workbook([HEADINGS, *people(2)], saved=saved), "member", clerk, tmp_path)
    with acting(clerk, route="test"):
        Member.objects.filter(name="张测试2").update(name="王测试")
    rows = people(2)
    late = checked(workbook([HEADINGS, *rows], saved=saved), "member", clerk, tmp_path)
    assert (late.updated, late.late) == (1, 1)
    fresh = checked(workbook([HEADINGS, *rows]), "member", clerk, tmp_path)
    assert (fresh.updated, fresh.late) == (1, 0)


def test_one_wrong_cell_saves_nothing_unless_the_clerk_leaves_it_out(clerk, place, tmp_path):
    rows = people(3)
    rows[1][1] = rows[1][1][:17] + ("0" if rows[1][1][17] != "0" else "1")
    batch = checked(workbook([HEADINGS, *rows]), "member", clerk, tmp_path)
    assert faults(batch) == [("B3", "身份证号码校验位不正确，请核对")]
    with pytest.raises(uploads.Stopped, match="还有1行有问题"):
        saving.confirm(batch)
    assert Member.objects.count() == 0
    batch.partial = True
    batch.save()
    saving.confirm(batch)
    assert Member.objects.count() == 2


FAULTS = [
    ("姓名", None, "未填写"),
    ("证件号码", 1.1e17, "证件号码被表格按数字保存，末几位已丢失"),
    ("证件号码", "1.10115E+17", "证件号码被表格改写成科学计数"),
    ("证件号码", None, "未填写"),
    ("证件号码", "110***********1234", "内容带星号，是遮蔽后的内容"),
    ("手机号码", "12345", "手机号码应为11位有效号码"),
    ("所属镇街", "天宫院", "不是你管理范围内的镇街"),
    ("实名采集日期", "2015-02-30", "不是有效的日期"),
    ("姓名", "#N/A", "公式出错（#N/A）"),
]


@pytest.mark.parametrize(("heading", "value", "why"), FAULTS)
def test_a_wrong_cell_is_named_with_its_reason(clerk, place, tmp_path, heading, value, why):
    rows = people(2)
    rows[1][HEADINGS.index(heading)] = value
    batch = checked(workbook([HEADINGS, *rows]), "member", clerk, tmp_path)
    cell = f"{'ABCDE'[HEADINGS.index(heading)]}3"
    assert faults(batch) == [(cell, why)]
    assert told(batch) == {"read": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1}


def test_rows_that_repeat_a_person_are_named_with_the_first(clerk, place, tmp_path):
    rows = people(3)
    rows[2][1] = rows[0][1]
    batch = checked(workbook([HEADINGS, *rows]), "member", clerk, tmp_path)
    assert faults(batch) == [("4", "与第2行是同一条记录")]


def test_someone_registered_elsewhere_is_offered_as_a_transfer_without_saying_where(place, tmp_path):
    there = make.township(place.parent, "002", "黄村镇")
    chair = make.user("chair", place)
    make.member(there, document=make.identity_number(2))
    batch = checked(workbook([HEADINGS[:3], *(row[:3] for row in people(2))]), "member", chair, tmp_path)
    (fault,) = batch.faults.all()
    assert (fault.row, fault.kind, fault.found) == (3, "elsewhere", "")
    assert "黄村" not in fault.why + fault.repair
    assert batch.created == 1


def test_updates_may_fill_blanks_only_or_leave_a_column_alone(clerk, place, tmp_path):
    imported(
        workbook([HEADINGS[:2] + HEADINGS[3:4], *(r[:2] + r[3:4] for r in people(2))]),
        "member",
        clerk,
        tmp_path,
    )
    Member.objects.filter(name="张测试1").update(collected_on=dt.date(2014, 1, 1))
    rows = people(2)
    rows[0][0] = "改名"
    answers = {"modes": {"collected_on": "blank", "name": "add", "mobile": "blank"}, "overwrite": True}
    assert told(imported(workbook([HEADINGS, *rows]), "member", clerk, tmp_path, **answers))["updated"] == 2
    found = Member.objects.order_by("id")
    assert [(m.name, m.collected_on, m.mobile.reveal()) for m in found] == [
        ("张测试1", dt.date(2014, 1, 1), "13800130001"),
        ("张测试2", dt.date(2015, 3, 1), "13800130002"),
    ]


def test_an_import_is_taken_back_while_untouched(clerk, place, tmp_path):
    imported(workbook([HEADINGS, *people(2)]), "member", clerk, tmp_path)
    before = [(m.name, m.mobile.reveal()) for m in Member.objects.order_by("id")]
    rows = people(3)
    rows[0][0], rows[1][2] = "改名", "13900139000"
    batch = imported(workbook([HEADINGS, *rows]), "member", clerk, tmp_path)
    assert told(batch) == {"read": 3, "created": 1, "updated": 2, "unchanged": 0, "rejected": 0}
    saving.undo(batch)
    assert [(m.name, m.mobile.reveal()) for m in Member.objects.order_by("id")] == before
    assert Member.objects.filter(mobile_index="13800130002").count() == 1


def test_an_import_whose_rows_were_touched_stays(clerk, place, tmp_path):
    batch = imported(workbook([HEADINGS, *people(2)]), "member", clerk, tmp_path)
    Member.objects.filter(name="张测试1").update(name="改名")
    with pytest.raises(uploads.Stopped, match="其中1条导入后又被修改"):
        saving.undo(batch)
    assert Member.objects.count() == 2


def test_a_firm_is_known_by_its_code_or_else_by_its_name_in_any_spelling(clerk, place, tmp_path):
    known = make.enterprise(place, name="北京瑞康食品有限公司（大兴分公司）")
    bare = make.enterprise(place, name="大兴 机械厂", credit_code=None, no_code_reason="历史数据")
    head = ["单位名称", "统一社会信用代码", "所属镇街", "经济类型", "行业门类"]
    rows = [
        ["瑞康食品", known.credit_code, "瀛海镇", "私有", "制造"],
        ["大兴机械厂", None, "瀛海镇", "国有", "制造"],
    ]
    batch = imported(workbook([head, *rows]), "enterprise", clerk, tmp_path)
    assert told(batch)["created"] == 0
    known.refresh_from_db()
    bare.refresh_from_db()
    assert (known.name, bare.ownership, Enterprise.objects.count()) == ("瑞康食品", "11", 2)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("北京瑞康食品有限责任公司(大兴)", []),
        ("北京 瑞康食品有限公司（大兴）", []),
        ("北京瑞康食品有限公司", [("A2", "没有找到这条企业")]),
        ("同名 机械厂", [("A2", "企业中有多条同名")]),
    ],
)
def test_a_row_of_another_register_is_named_in_any_spelling_but_never_guessed(
    clerk, place, tmp_path, said, why
):
    for name in ("北京瑞康食品有限公司（大兴）", "同名机械厂", "同名机械厂"):
        make.enterprise(place, name=name)

    batch = checked(workbook([COUNTED, [said, "2015-03-01", 30]]), "headcount", clerk, tmp_path)

    assert faults(batch) == why


def test_a_row_without_a_name_is_known_by_its_number_whatever_else_is_typed_there(clerk, place, tmp_path):
    form = make.democratic_form(make.enterprise(place))
    typed = [form.pk, f"{form.pk}-1", "职代会", "0", "9" * 30, -1, 1.5, str(form.pk + 1)]
    rows = [[cell, f"2015-03-{day}"] for day, cell in enumerate(typed, 10)]

    batch = checked(
        workbook([["民主管理制度", "召开（公开）日期"], *rows]), "congressmeeting", clerk, tmp_path
    )

    unknown = "没有找到这条民主管理制度"
    assert faults(batch) == [(f"A{row}", unknown) for row in range(4, 10)]


def test_rules_of_the_table_are_told_before_anything_is_written(clerk, place, tmp_path):
    firm = make.enterprise(place)
    make.headcount(firm, 30, since=dt.date(2015, 1, 1))
    head = ["用人单位", "所属镇街", "起始日期", "职工数", "女职工数"]
    labels = {f.name: str(f.verbose_name) for f in Headcount._meta.fields}
    head = [labels["enterprise"], "所属镇街", labels["since"], labels["employees"], labels["women"]]
    rows = [[firm.credit_code, "瀛海镇", dt.date(2016, 1, 1), 10, 11]]
    batch = checked(workbook([head, *rows]), "headcount", clerk, tmp_path)
    assert [(f.row, f.kind) for f in batch.faults.all()] == [(2, "rule")]
