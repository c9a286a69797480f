"""The mean rise weighs every contract by those it binds; the five steps are told one by one."""

import datetime as dt
from decimal import Decimal

from bargaining.models import Talks
from tests import make
from tests.make import bargaining
from union_portal import periods
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY

YEAR = periods.year(2015)
SPRING = dt.date(2015, 3, 2)


def value(code, unit):
    return compute(YEAR, [code])[unit.path][code].value


def agreed(org, employees, rise):
    return make.contract(make.enterprise(org, employees=employees), signed_on=SPRING, raise_percent=rise)


def test_a_rise_weighs_by_the_employees_it_reaches(district, yinghai, caiyu):
    agreed(yinghai, 100, "6.00")
    agreed(yinghai, 50, "9.00")
    regional = make.contract(org=caiyu, scope="regional", signed_on=SPRING, raise_percent="4.00")
    for employees in (20, 30):
        make.coverage(regional, make.enterprise(caiyu, employees=employees))

    found = {unit: value("BAR30", unit) for unit in (yinghai, caiyu, district)}

    assert found == {yinghai: Decimal("7.00"), caiyu: Decimal("4.00"), district: Decimal("6.25")}
    indicator = REGISTRY["BAR30"]
    assert indicator.recount(indicator.rows(YEAR, district)) == Decimal("6.25")


def test_no_contract_has_no_mean_rise(yinghai):
    assert value("BAR30", yinghai) is None


def test_enterprises_are_told_step_by_step(db, yinghai):
    first = bargaining.talks(make.enterprise(yinghai), answered_on=SPRING, answer="agreed")
    bargaining.talks(make.enterprise(yinghai))
    Talks.objects.filter(pk=first.pk).update(reps_published_on=SPRING)
    indicator = REGISTRY["BAR28"]

    assert indicator.besides(indicator.rows(YEAR, yinghai)) == {
        "1 产生代表": "进入1家，完成1家，完成率100.00%",
        "2 启动要约": "进入2家，完成1家，完成率50.00%",
        "3 协商准备": "进入1家，完成0家，完成率0.00%",
        "4 正式协商": "进入0家，完成0家",
        "5 审议审查": "进入0家，完成0家",
    }
