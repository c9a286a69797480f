"""A rule's new value takes the place of the old on its days alone; what opened under the old one stands."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests.make import monthly
from union_portal import parameters, periods
from union_portal.parameters.enacting import enact, supposing
from union_portal.parameters.models import RuleParameter
from union_portal.reporting.monthly.opening import due_on, open_month

DUE = "report_due_day"
APRIL, MAY, JUNE = (dt.date(2015, month, 1) for month in (4, 5, 6))


def spans(code=DUE, scope="110115"):
    rows = RuleParameter.objects.filter(code=code, scope_division=scope)
    return list(rows.values_list("value", "since", "until"))


def refused(words, deed, *args, **kwargs):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        deed(*args, **kwargs)


# --- over which days


def test_a_value_for_one_month_leaves_those_before_and_after(district):
    enact(DUE, 8, APRIL, scope="110115", source="春季起")
    enact(DUE, 10, MAY, JUNE, scope="110115", source="只五月")

    assert spans() == [(8, APRIL, MAY), (10, MAY, JUNE), (8, JUNE, None)]


def test_a_value_from_a_day_on_replaces_all_that_was_set_for_later(district):
    enact(DUE, 8, MAY, scope="110115", source="先定")
    enact(DUE, 9, APRIL, scope="110115", source="后定")

    assert spans() == [(9, APRIL, None)]


def test_the_same_days_again_are_one_row(district):
    for value in (8, 9):
        enact(DUE, value, MAY, JUNE, scope="110115", source="五月")

    assert spans() == [(9, MAY, JUNE)]


def test_the_default_goes_on_where_the_district_has_said_nothing(yinghai):
    enact(DUE, 10, MAY, JUNE, scope="110115", source="五月")

    told = [due_on(periods.month(2015, month), yinghai.division) for month in (3, 4, 5)]
    assert told == [dt.date(2015, 4, 7), dt.date(2015, 5, 11), dt.date(2015, 6, 5)]


def test_a_township_s_own_value_is_narrower_than_its_district_s(yinghai, caiyu):
    enact(DUE, 10, MAY, scope="110115", source="全区")
    enact(DUE, 12, MAY, scope=caiyu.division, source="一镇")

    assert [parameters.value(DUE, MAY, unit.division) for unit in (yinghai, caiyu)] == [10, 12]


def test_a_rule_nobody_knows_is_not_made_up(district):
    with pytest.raises(parameters.Missing, match="没有名为“nothing”的参数"):
        enact("nothing", 1, MAY, source="无")


# --- what the database refuses


@pytest.mark.parametrize("value", [0, 29, 1.5, -3, "5", None, [5], {"n": 5}, True])
def test_a_due_day_is_a_day_every_month_has(district, value):
    refused("月报截止日应为1至28日", enact, DUE, value, MAY, scope="110115", source="试")


def test_a_month_that_has_opened_keeps_its_due_day_whichever_door_the_change_comes_through(yinghai):
    report = monthly.monthly_report(yinghai)
    stands = "已开放的月份（2015年3月）截止日不能再改"

    refused(stands, enact, DUE, 8, APRIL, scope="110115", source="倒改")
    refused(stands, enact, DUE, 8, dt.date(2015, 1, 1), scope="", source="倒改")
    refused(stands, RuleParameter.objects.filter(code=DUE).update, value=9)
    refused(stands, RuleParameter.objects.filter(code=DUE).update, since=MAY)
    refused(stands, RuleParameter.objects.filter(code=DUE).delete)
    refused("月报的截止日在开放时定下，不能再改", type(report).objects.update, due_on=MAY)


def test_words_about_an_old_due_day_may_be_mended(yinghai):
    monthly.monthly_report(yinghai)

    assert RuleParameter.objects.filter(code=DUE).update(source="区总工会2014年通知", verified=True) == 1


def test_later_months_may_be_set_while_earlier_ones_are_open(yinghai):
    open_month(periods.month(2015, 3))

    enact(DUE, 8, MAY, scope="110115", source="五月起")

    assert open_month(periods.month(2015, 4)) == 1
    due = monthly.MonthlyReport.objects.order_by("period__start").values_list("due_on", flat=True)
    assert list(due) == [dt.date(2015, 4, 7), dt.date(2015, 5, 8)]


def test_another_district_s_open_month_is_no_hindrance(yinghai):
    monthly.monthly_report(yinghai)

    enact(DUE, 8, APRIL, scope="110106", source="别区")

    assert spans(scope="110106") == [(8, APRIL, None)]


# --- supposing


def test_a_supposed_value_holds_inside_and_leaves_nothing(district):
    day, before = dt.date(2015, 6, 1), parameters.edition()
    with supposing("renewal_grace_days", 30, dt.date(2015, 1, 1)):
        inside = parameters.value("renewal_grace_days", day), in_force_by_the_database("renewal_grace_days")
        other = parameters.edition()

    assert (inside, other == before) == ((30, 30), False)
    assert parameters.value("renewal_grace_days", day) == 90
    assert in_force_by_the_database("renewal_grace_days") == 90
    assert parameters.edition() == before


def test_a_supposed_value_is_undone_when_the_work_fails(district):
    with pytest.raises(ZeroDivisionError), supposing("renewal_grace_days", 30, dt.date(2015, 1, 1)):
        _ = 1 / 0

    assert parameters.value("renewal_grace_days", dt.date(2015, 6, 1)) == 90
    assert spans("renewal_grace_days", "") == [(90, None, None)]


def test_a_supposed_value_is_not_seen_by_another_thread(committed):
    seen = []

    def look():
        seen.append(
            (parameters.value("renewal_grace_days", MAY), in_force_by_the_database("renewal_grace_days"))
        )
        connections.close_all()

    with supposing("renewal_grace_days", 30, dt.date(2015, 1, 1)):
        parameters.forget()
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        seen.append(parameters.value("renewal_grace_days", MAY))

    assert seen == [(90, 90), 30]


def test_what_is_read_inside_is_gathered(district):
    with parameters.reading() as found:
        parameters.value("renewal_grace_days", MAY)
        parameters.value("large_enterprise_employees", MAY)
    parameters.value("levy_window", MAY)

    assert found == {"renewal_grace_days", "large_enterprise_employees"}


def in_force_by_the_database(code):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rule_in_force(%s, '2015-06-01')::int", [code])
        return cursor.fetchone()[0]
