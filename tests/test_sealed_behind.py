"""T36 behind the pages: imports, background jobs, chores and commands leave a sealed year as it is."""

import datetime as dt
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command, get_commands
from django.db import transaction
from django.utils import timezone

from tests import make
from tests.make import annual
from tests.make import two_years as months
from tests.make.two_years import OPEN, SEALED, two_years
from tests.rosters import workbook
from tests.sealed_tables import SAYS, Trial
from tests.uploading import batch, settled
from union_portal import periods
from union_portal.jobs import tasks
from union_portal.jobs.models import HANDLERS, Job
from union_portal.reporting.annual import steps
from union_portal.reporting.article.content import lay_out, source_of
from union_portal.reporting.article.text import text_of
from union_portal.reporting.models import Chapter, PublishedTotal, Target
from union_portal.reporting.models import Trial as RuleTrial
from union_portal.reporting.review import reopening
from union_portal.reporting.sealed import SEALED_MONTH, SEALED_RECORD

ROAD = ((steps.prepare, "statistics"), (steps.review, "statistics"), (steps.sign, "leader"))


@pytest.fixture
def years(district, yinghai):
    return two_years(district, yinghai)


def brought_in(client, year: int) -> str:
    """A published total of the year brought in by the wizard; what it says in the end."""
    heading = ["指标", "期间起", "期间止（不含）", "公布数", "出处"]
    line = ["MEM01", dt.date(year, 1, 1), dt.date(year + 1, 1, 1), 9, "年报"]
    file = SimpleUploadedFile("公布数.xlsx", workbook([heading, line]))
    columns = client.post("/reporting/import/publishedtotal/", {"file": file}).url
    shown = client.get(columns).context["form"]
    checked = settled(client, client.post(columns, {n: shown[n].value() for n in shown.fields}).url)
    saving = client.post(checked, {"do": "save"}).url
    tasks.run(batch().job_id)
    return client.get(saving, follow=True).content.decode()


def test_an_import_into_a_sealed_year_saves_nothing_and_says_why(years, enter):
    trial, client = Trial(years.district), enter("statistics", years.district)

    said = brought_in(client, SEALED)

    assert trial.standing() == trial.before
    assert SAYS in said
    brought_in(client, OPEN)
    assert PublishedTotal.objects.filter(code="MEM01").count() == 1


def test_an_import_is_not_taken_back_out_of_a_year_that_was_sealed_since(years, enter):
    client = enter("statistics", years.district)
    brought_in(client, OPEN)
    for step, role in ROAD:
        step(years.records[OPEN], make.user(role, years.district))
    steps.seal(years.records[OPEN])

    answer = client.post(f"/reporting/import/{batch().pk}/undo/", follow=True)

    assert SAYS in answer.content.decode()
    assert PublishedTotal.objects.filter(code="MEM01").count() == 1


def trial_of(years) -> RuleTrial:
    """Of another value of a rule, on a month of the sealed year."""
    month = years.records[SEALED].period.span.start
    return RuleTrial.objects.create(
        org=years.district, code="large_enterprise_employees", value=50, held=100, since=dt.date(2027, 1, 1),
        source="通知", period=steps.period_row(periods.month(month.year, month.month)),
        asked_by=make.user("statistics", years.district),
    )  # fmt: skip


def test_no_background_job_changes_a_sealed_year(committed):
    district = make.district()
    with transaction.atomic():
        years = two_years(district, make.township(district, "001", "瀛海街道总工会"))
    trial, unit, record = Trial(years.district), years.district.code, years.records[SEALED].pk
    args = {
        "compute": {"kind": "CAL_YEAR", "code": f"{SEALED}"},
        "quality.count": {"day": f"{SEALED}-12-31"},
        "months.open": {"day": f"{SEALED}-12-02"},
        "annual.freeze": {"record": record},
        "annual.drift": {"record": record},
        "reports.lock": {"org": unit, "month": f"{SEALED}-{months.PASSED:02}-01"},
        "rules.trial": {"trial": trial_of(years).pk},
        "reports.remind": {"org": unit, "month": f"{SEALED}-01-01", "day": "2016-02-03"},
    }
    ours = {
        kind for kind, one in HANDLERS.items() if one.work.__module__.startswith("union_portal.reporting")
    }
    told = {}
    for kind in sorted(ours):
        job = Job.ask(kind, f"trial:{kind}", **args.get(kind, {}))
        tasks.run(job.pk)
        job.refresh_from_db()
        told[kind] = job.state, job.error

    assert ours == args.keys()
    assert {kind: said for kind, said in told.items() if said[0] != Job.State.DONE} == {
        "annual.freeze": ("failed", SEALED_RECORD),
        "reports.lock": ("failed", SEALED_MONTH),
    }
    assert trial.standing() == trial.before


def test_an_amendment_that_a_seal_overtook_does_not_keep_others_open(years):
    trial = Trial(years.district)

    lapsed = reopening.lapse(timezone.now() + dt.timedelta(hours=2))

    assert lapsed == 1
    assert trial.standing() == trial.before
    assert reopening.lapse(timezone.now() + dt.timedelta(hours=2)) == 0


def test_the_article_of_a_sealed_year_reads_the_same_whatever_comes_after(district, yinghai):
    Target.objects.create(org=district, code="LAW03", by=dt.date(SEALED, 12, 31), value=3)
    Target.objects.create(org=district, code="LAW03", by=dt.date(OPEN, 12, 31), value=5)
    make.membership(make.member(yinghai), make.union(yinghai), since=dt.date(SEALED - 1, 3, 1))
    record = annual.frozen(district)
    words = "会员由[[MEM01:期初]]增加到[[MEM01]]，解答咨询[[LAW03:目标]]。"
    Chapter.objects.create(record=record, org=district, key="a", title="会员", position=1, body=words)
    for section in steps.sections():
        steps.confirm(record, section, make.user("organisation", district))
    for step, role in ROAD:
        step(record, make.user(role, district))
    sealed = steps.seal(record)
    said = text_of(lay_out(sealed, source_of(sealed)))

    Target.objects.filter(by__year=OPEN).delete()
    make.membership(make.member(yinghai), make.union(yinghai), since=dt.date(SEALED - 1, 4, 1))

    assert "会员由1人" in said and "5" in said
    assert text_of(lay_out(sealed, source_of(sealed))) == said


def test_the_commands_of_statistics_leave_a_sealed_year_as_it_is(years):
    record, trial = years.records[SEALED], Trial(years.district)
    people = {
        f"{name}_by": getattr(record, f"{name}_by").username for name in ("prepared", "reviewed", "signed")
    }

    call_command("seal", year=SEALED, **people, stdout=StringIO())

    ours = {name for name, app in get_commands().items() if app == "union_portal.reporting"}
    assert ours == {"seal", "compute"} | {"article", "figures", "rows", "verify_seals", "yearbook"}
    assert trial.standing() == trial.before
