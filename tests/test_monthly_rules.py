"""What the database keeps of monthly reports, snapshots and sealed years, whoever asks."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests import make
from tests.make import monthly
from union_portal import periods
from union_portal.organization.records import refusal
from union_portal.reporting.models import (
    AnnualRecord,
    Chapter,
    Correction,
    FiledCell,
    MonthlyReport,
    ReportCell,
    ReportEvent,
    Snapshot,
)
from union_portal.reporting.store import period_row

NOW = timezone.make_aware(dt.datetime(2016, 1, 20, 9))
SEALED = "年报已封存，这一年的月报不能再改；确有错误的，请登记更正"


def refused(act) -> str:
    """What the database says to it."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return refusal(caught.value, MonthlyReport)


def sealed(district, year=2015):
    row = period_row(periods.year(year))
    snapshot = Snapshot.objects.create(org=district, period=row, number=1, taken_at=NOW, digest="0" * 64)
    people = [make.user(role, district) for role in ("statistics", "organisation", "leader")]
    names = ("prepared", "reviewed", "signed")
    signed = {f"{name}_by": person for name, person in zip(names, people, strict=True)}
    times = {f"{name}_at": NOW for name in (*names, "sealed")}
    return AnnualRecord.objects.create(
        org=district, period=row, snapshot=snapshot, seal="1" * 64, **signed, **times
    )


def test_a_report_moves_through_its_states_by_its_dates(yinghai):
    report = monthly.handed_in(yinghai, approved=False)
    seen = [MonthlyReport.objects.get(pk=report.pk).state]
    for dates in (
        {"returned_at": NOW},
        {"returned_at": None, "submitted_at": NOW},
        {"accepted": 1, "approved_at": NOW},
        {"locked_at": NOW},
        {"reopened_until": NOW, "submitted_at": None},
        {"submitted_at": NOW, "approved_at": None},
    ):
        MonthlyReport.objects.filter(pk=report.pk).update(**dates)
        seen.append(MonthlyReport.objects.get(pk=report.pk).state)

    assert seen == ["submitted", "returned", "submitted", "approved", "locked", "reopened", "submitted"]


def test_who_handed_a_report_in_cannot_approve_it(yinghai):
    report = monthly.handed_in(yinghai, approved=False)
    report.approved_by = report.submitted_by

    with pytest.raises(ValidationError) as caught:
        report.full_clean()

    assert caught.value.messages == ["报送人和审核人不能是同一人"]


def test_a_month_has_one_report_of_a_township(yinghai):
    monthly.monthly_report(yinghai)

    assert refused(lambda: monthly.monthly_report(yinghai)) == "这个月的月报已经有了，不能再建一份"


def test_nothing_is_typed_into_a_report_that_was_handed_in(yinghai):
    report = monthly.monthly_report(yinghai)
    cell = monthly.typed(report)
    MonthlyReport.objects.update(filed=1, submitted_at=NOW, submitted_by=cell.by)

    told = "月报已报送，不能修改；要改请先撤回，已锁定的请申请更正"
    assert refused(lambda: ReportCell.objects.update(value=9)) == told
    assert refused(lambda: monthly.typed(report, "CUL04", by=cell.by)) == told
    assert refused(cell.delete) == told


def test_a_reopened_report_takes_typing_until_its_hour(yinghai):
    report = monthly.handed_in(yinghai)
    later, earlier = timezone.now() + dt.timedelta(hours=1), timezone.now() - dt.timedelta(hours=1)
    MonthlyReport.objects.update(locked_at=NOW, reopened_until=later, submitted_at=None)
    cell = monthly.typed(report, by=report.submitted_by)
    MonthlyReport.objects.update(reopened_until=earlier)

    assert refused(lambda: ReportCell.objects.filter(pk=cell.pk).update(value=9)).startswith("月报已报送")
    assert ReportCell.objects.get().value == 3


def test_what_was_handed_in_is_never_changed(yinghai):
    report = monthly.handed_in(yinghai, values={"LAW03": 3})
    ReportEvent.objects.create(report=report, org=yinghai, kind="submitted", filed=1)

    assert refused(lambda: FiledCell.objects.update(value=4)) == "已报送的数不能修改，请申请更正后重新报送"
    assert refused(lambda: FiledCell.objects.all().delete()) == "已报送的数不能修改，请申请更正后重新报送"
    assert refused(lambda: ReportEvent.objects.update(note="改")) == "月报办理记录不能修改"


def test_a_sealed_year_refuses_every_change_to_its_months(district, yinghai):
    report = monthly.handed_in(yinghai, values={"LAW03": 3})
    other = monthly.monthly_report(yinghai, month=dt.date(2016, 1, 1))
    sealed(district)

    assert refused(lambda: MonthlyReport.objects.filter(pk=report.pk).update(locked_at=NOW)) == SEALED
    assert refused(lambda: monthly.monthly_report(yinghai, month=dt.date(2015, 12, 1))) == SEALED
    assert refused(lambda: monthly.typed(report, "CUL04", by=report.submitted_by)) == SEALED
    assert (
        refused(lambda: FiledCell.objects.create(report=report, org=yinghai, filed=2, code="X", typed=True))
        == SEALED
    )
    assert MonthlyReport.objects.filter(pk=other.pk).update(review_began_at=NOW) == 1


def test_a_sealed_record_takes_corrections_alone(district):
    record = sealed(district)

    told = "年报已封存，不能修改；确有错误的，请登记更正"
    assert refused(lambda: AnnualRecord.objects.update(headline="改")) == told
    assert refused(lambda: AnnualRecord.objects.all().delete()) == told
    assert (
        refused(lambda: Chapter.objects.create(record=record, org=district, key="a", title="一", position=1))
        == told
    )
    assert refused(lambda: Snapshot.objects.update(digest="2" * 64)) == "统计快照不能修改"


def test_a_correction_belongs_to_a_sealed_year_and_stands_once_approved(district):
    record = sealed(district)
    open_one = AnnualRecord.objects.create(org=district, period=period_row(periods.year(2016)))
    by, other = make.user("statistics", district), make.user("leader", district)

    def correction(of, number=1):
        return Correction.objects.create(
            record=of, org=district, unit=district, number=number, code="MEM07", before=1, after=2,
            reason="漏报", effect="新增会员多1人", proposed_by=by,
        )  # fmt: skip

    made = correction(record)
    Correction.objects.filter(pk=made.pk).update(approved_by=other, approved_at=NOW)

    assert refused(lambda: correction(open_one)) == "年报还没有封存，请直接修改台账后重新取数"
    told = "更正一经登记不能修改或删除；仍有错误的，请再登记一次更正"
    assert refused(lambda: Correction.objects.update(after=3)) == told
    assert refused(made.delete) == told
