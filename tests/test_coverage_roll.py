"""A list of enterprises against the coverage of a regional contract: shown first, then confirmed."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bargaining.models import ContractCoverage
from tests import make
from tests.registers import page
from tests.rosters import workbook

SIGNED = dt.date(2024, 5, 6)
LISTED = "2025-05-06"
DAY = dt.date(2025, 5, 6)


@pytest.fixture
def regional(yinghai):
    return make.contract(org=yinghai, scope="regional", area="瀛海工业区", signed_on=SIGNED)


def upload(client, contract, rows, day=LISTED, heading="统一社会信用代码"):
    content = rows if isinstance(rows, bytes) else workbook([["瀛海工业区名单"], [heading], *rows])
    file = SimpleUploadedFile("名单.xlsx", content)
    return client.post(f"/bargaining/contracts/{contract.pk}/roll/", {"file": file, "day": day})


def confirm(client, contract, shown):
    token = shown.context["token"]
    return client.post(f"/bargaining/contracts/{contract.pk}/roll/keep/", {"token": token}, follow=True)


def codes(*firms):
    return [[firm.credit_code] for firm in firms]


def spells(contract):
    rows = ContractCoverage.objects.filter(contract=contract).order_by("enterprise", "since")
    return list(rows.values_list("enterprise", "since", "until"))


def test_the_differences_are_shown_and_nothing_is_written(enter, yinghai, regional):
    stays, goes, comes = (make.enterprise(yinghai) for _ in range(3))
    for firm in (stays, goes):
        make.coverage(regional, firm, since=SIGNED)

    shown = upload(enter("chair", yinghai), regional, codes(stays, comes, comes) + [["91110115MA00000000"]])

    page(shown)
    roll = shown.context["roll"]
    assert roll.fresh == [comes]
    assert [row.enterprise for row in roll.gone] == [goes]
    assert (roll.same, roll.repeated) == (1, 1)
    assert roll.unknown == [(6, "91110115MA00000000", "没有找到这条企业", "请填写统一社会信用代码")]
    assert len(spells(regional)) == 2


def test_confirmed_the_new_begin_and_the_missing_end_on_the_day_of_the_list(enter, yinghai, regional):
    stays, goes, comes = (make.enterprise(yinghai) for _ in range(3))
    for firm in (stays, goes):
        make.coverage(regional, firm, since=SIGNED)
    client = enter("chair", yinghai)

    answer = confirm(client, regional, upload(client, regional, codes(stays, comes)))

    assert "覆盖名单已核对：新增1家，截止1家" in page(answer)
    assert spells(regional) == [(stays.pk, SIGNED, None), (goes.pk, SIGNED, DAY), (comes.pk, DAY, None)]


def test_confirmed_twice_or_after_a_change_nothing_more_is_written(enter, yinghai, regional):
    comes, client = make.enterprise(yinghai), enter("chair", yinghai)
    shown = upload(client, regional, codes(comes))
    confirm(client, regional, shown)
    before = spells(regional)

    answer = confirm(client, regional, shown)

    assert "名单在核对以后有了变化，没有保存" in page(answer)
    assert spells(regional) == before == [(comes.pk, DAY, None)]


def test_a_token_of_another_contract_or_a_forged_one_writes_nothing(enter, yinghai, regional):
    other = make.contract(org=yinghai, scope="regional", signed_on=SIGNED)
    client = enter("chair", yinghai)
    shown = upload(client, other, codes(make.enterprise(yinghai)))

    page(confirm(client, regional, shown), 404)
    address = f"/bargaining/contracts/{other.pk}/roll/keep/"
    page(client.post(address, {"token": shown.context["token"] + "x"}, follow=True))

    assert spells(regional) == spells(other) == []


def test_names_are_known_too_and_a_line_of_totals_is_none(enter, yinghai, regional):
    firm = make.enterprise(yinghai, name="北京瀛海餐饮有限公司")

    shown = upload(
        enter("chair", yinghai), regional, [["北京瀛海餐饮有限公司"], [None], ["合计"]], heading="企业名称"
    )

    assert (shown.context["roll"].fresh, shown.context["roll"].unknown) == ([firm], [])


def test_enterprises_of_others_or_gone_are_not_taken_in(enter, yinghai, caiyu, regional):
    other, gone = make.enterprise(caiyu), make.enterprise(yinghai)
    gone.closed_on, gone.closure = dt.date(2025, 1, 6), "cancelled"
    gone.save()

    shown = upload(enter("chair", yinghai), regional, codes(gone, other))

    roll = shown.context["roll"]
    assert roll.fresh == []
    assert [(place, why) for place, _, why, _ in roll.unknown] == [
        (3, "已于2025-01-06退出（注销）"),
        (4, "没有找到这条企业"),
    ]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-05-05", "应在合同有效期内（2024-05-06至2027-05-05），现为2024-05-05"),
        ("2027-05-06", "应在合同有效期内（2024-05-06至2027-05-05），现为2027-05-06"),
        ("heute", "日期应写成 2015-12-31 的样子"),
        ("", "应填写，不能为空"),
    ],
)
def test_a_day_outside_the_contract_is_refused(enter, yinghai, regional, day, said):
    shown = upload(enter("chair", yinghai), regional, codes(make.enterprise(yinghai)), day)

    assert said in page(shown, 422)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a sheet \x00", ""),
        (workbook([["姓名"], ["张测试"]]), "表中没有“统一社会信用代码”或“单位名称”列，请加上列名后再上传"),
    ],
)
def test_a_file_without_a_list_is_refused(enter, yinghai, regional, content, said):
    shown = upload(enter("chair", yinghai), regional, content)

    assert said in page(shown, 422)
    assert shown.context["form"].errors.keys() == {"file"}


def test_an_enterprise_s_own_contract_has_no_list(enter, yinghai):
    own = make.contract(make.enterprise(yinghai))

    page(enter("chair", yinghai).get(f"/bargaining/contracts/{own.pk}/roll/"), 404)


def test_another_township_s_list_is_not_found_and_a_leader_may_not_check(enter, district, caiyu, regional):
    address = f"/bargaining/contracts/{regional.pk}/roll/"

    page(enter("chair", caiyu).get(address), 404)
    page(enter("leader", district).get(address), 403)


def test_a_renewal_takes_over_the_list_of_the_contract_it_renews(enter, yinghai, regional):
    stays, left, closed, own = (make.enterprise(yinghai) for _ in range(4))
    make.coverage(regional, stays, since=SIGNED)
    make.coverage(regional, left, since=SIGNED, until=DAY)
    make.coverage(regional, closed, since=SIGNED)
    make.coverage(regional, own, since=SIGNED)
    closed.closed_on, closed.closure = DAY, "moved"
    closed.save()
    first = dt.date(2027, 5, 6)
    renewed = make.contract(org=yinghai, scope="regional", signed_on=first, renews=regional)
    make.coverage(renewed, own, since=first)
    client = enter("chair", yinghai)

    for _ in range(2):
        client.post(f"/bargaining/contracts/{renewed.pk}/roll/carry/")

    assert spells(renewed) == [(stays.pk, first, None), (own.pk, first, None)]
    assert [until for _, _, until in spells(regional)] == [first, DAY, first, first]


def test_thirty_lines_take_the_queries_of_one(enter, yinghai, regional):
    client = enter("chair", yinghai)

    def queries(count):
        firms = [make.enterprise(yinghai) for _ in range(count)]
        with CaptureQueriesContext(connection) as asked:
            shown = upload(client, regional, codes(*firms))
        with CaptureQueriesContext(connection) as written:
            confirm(client, regional, shown)
        return len(shown.context["roll"].fresh), len(asked), len(written)

    queries(1)
    (few, *first), (many, *second) = queries(1), queries(30)

    assert (few, many, first) == (1, 30, second)
