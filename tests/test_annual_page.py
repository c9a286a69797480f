"""年度工作纪实 on the screen: departments confirm, three people sign, and the year is sealed."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import make
from tests.cases import SPRING
from tests.make import annual
from union_portal import periods
from union_portal.jobs.models import Job
from union_portal.organization.backends import PostBackend
from union_portal.reporting.annual import steps
from union_portal.reporting.annual.freezing import begin, finish
from union_portal.reporting.annual.page import AnnualPage
from union_portal.reporting.annual.sections import sections
from union_portal.reporting.annual.todo import of_the_year
from union_portal.reporting.annual.working import find_drift, freeze_year
from union_portal.reporting.compute import compute
from union_portal.reporting.models import AnnualRecord, FigureNote
from union_portal.reporting.store import store

YEAR, URL = annual.YEAR, "/annual/2015/"


@pytest.fixture
def go(client):
    """A step of the year taken by somebody; the words of the page that follows."""

    def taken(who, do, **fields):
        client.force_login(who, f"{PostBackend.__module__}.{PostBackend.__name__}")
        return client.post(f"{URL}do/", {"do": do, **fields}, follow=True).content.decode()

    return taken


@pytest.fixture
def people(district):
    roles = ("statistics", "statistics", "leader", "organisation", "rights", "service")
    names = ("preparer", "reviewer", "leader", "organisation", "rights", "service")
    return {name: make.user(role, district) for name, role in zip(names, roles, strict=True)}


def record():
    return AnnualRecord.objects.get()


def test_a_year_goes_from_its_snapshot_to_the_seal_by_three_people(district, yinghai, people, go):
    make.enterprise(yinghai, unionized_on=SPRING)
    go(people["preparer"], "freeze")
    freeze_year(Job.objects.get(kind="annual.freeze"))
    assert record().snapshot.figures.count() > 0

    page = AnnualPage(YEAR, district, people["preparer"])
    for told in page.sections:
        who = next(one for one in people.values() if told.section.confirmed_by(one, page.record))
        assert f"已确认{told.section.name}" in go(who, "confirm", section=told.section.name)
    assert "已提交审核" in go(people["preparer"], "prepare")
    assert "填报人不能审核自己填报的年报" in go(people["preparer"], "review")
    assert "已审核，待签署" in go(people["reviewer"], "review")
    assert "填报人、审核人不能签署" in go(people["reviewer"], "sign")
    assert "已签署，可以封存" in go(people["leader"], "sign")
    text = go(people["leader"], "seal")

    assert record().state == "sealed"
    assert f"SHA-256 {record().seal}" in text


def test_a_department_reviews_what_the_statistics_office_prepared_and_cannot_sign(district, people, go):
    told = annual.confirmed(district)
    steps.prepare(told, people["preparer"])

    assert "已审核，待签署" in go(people["organisation"], "review")
    go(people["rights"], "sign")

    assert (record().reviewed_by, record().state) == (people["organisation"], "reviewed")


def test_what_waits_for_each_person_stands_on_the_first_page(district, people):
    told = lambda name: [line[0] for line in of_the_year(people[name], dt.date(2016, 1, 9))]  # noqa: E731
    annual.frozen(district)
    assert told("organisation") == ["2015年年报待确认"]

    annual.signed(district)

    assert told("organisation") == []
    assert told("leader") == ["2015年年报待封存"]


def test_the_signatures_fall_when_the_year_is_sent_back(district, people, go):
    held = annual.signed(district)

    assert "已退回填报" in go(people["leader"], "back")

    held.refresh_from_db()
    assert (held.state, held.prepared_by, held.signed_at) == ("draft", None, None)


def test_a_section_is_confirmed_by_its_own_department_alone(district, people, client):
    annual.frozen(district)
    client.force_login(people["rights"], f"{PostBackend.__module__}.{PostBackend.__name__}")

    answer = client.post(f"{URL}do/", {"do": "confirm", "section": "组织建设"})

    assert answer.status_code == 403
    assert record().confirmations.count() == 0


@pytest.mark.parametrize("page", ["/annual/2015/", "/yearbook/2015/"])
def test_the_other_years_of_work_are_a_click_away(district, yinghai, enter, page):
    make.enterprise(yinghai, unionized_on=SPRING)
    store(YEAR)

    html = enter("statistics", district).get(page).content.decode()

    assert 'aria-current="true">2015年</a>' in html


def test_a_township_reads_its_own_figures_and_takes_no_step(district, yinghai, enter):
    annual.frozen(district)
    chair = enter("chair", yinghai)

    assert "瀛海" in chair.get(URL).content.decode()
    assert chair.post(f"{URL}do/", {"do": "freeze"}).status_code == 403


def test_what_is_not_confirmed_is_not_prepared(district, people, go):
    annual.frozen(district)

    assert "还没有确认" in go(people["preparer"], "prepare")
    assert record().state == "draft"


def test_a_year_whose_article_says_a_wrong_number_is_not_handed_on(district, people, go):
    held = annual.confirmed(district)
    text = {"key": "members", "title": "会员", "position": 1, "body": "会员7人。"}
    held.chapters.create(org=district, **text)

    assert "文章有1处数字要改，先改好再提交：“会员”第1句" in go(people["preparer"], "prepare")
    assert record().state == "draft"


def test_a_note_is_kept_with_its_figure_and_taken_back(district, people, go):
    annual.frozen(district)
    go(people["preparer"], "note", subject="MEM01", text="含上年补录")
    assert list(FigureNote.objects.values_list("subject", "text")) == [("MEM01", "含上年补录")]

    go(people["preparer"], "note", subject="MEM01", text="")

    assert FigureNote.objects.count() == 0


def test_the_national_year_has_a_record_of_its_own(district, people, client):
    client.force_login(people["preparer"], f"{PostBackend.__module__}.{PostBackend.__name__}")
    national = periods.parse("2015", periods.Kind.ACFTU_YEAR)
    record = annual.sealed(district, national)

    page = client.get(f"{URL}?kind=ACFTU_YEAR").content.decode()

    assert record.period.start == dt.date(2014, 10, 1)
    assert "2015统计年度工作纪实" in page
    assert record.seal in page
    assert "还没有取数" in client.get(URL).content.decode()


def test_rows_that_changed_since_the_seal_are_counted_and_listed(district, yinghai, people, go, client):
    firm = make.enterprise(yinghai, unionized_on=SPRING, name="瑞康食品厂")
    annual.sealed(district)
    firm.affiliations.update(until=SPRING + dt.timedelta(9))
    go(people["preparer"], "drift")
    find_drift(job := Job.objects.get(kind="annual.drift"))
    job.claim(), job.finish("")

    assert "封存后变动 1 条" in client.get(URL).content.decode()
    listed = client.get(f"{URL}drift/?code=ORG02").content.decode()
    assert "瑞康食品厂" in listed
    assert "减少" in listed


def test_a_sealed_figure_opens_onto_the_rows_that_were_sealed(district, yinghai, people, client):
    make.enterprise(yinghai, unionized_on=SPRING, name="瑞康食品厂")
    annual.sealed(district)
    make.enterprise(yinghai, unionized_on=SPRING, name="后来登记的厂")
    client.force_login(people["preparer"], f"{PostBackend.__module__}.{PostBackend.__name__}")

    sealed = client.get("/indicators/ORG02/?period=2015").content.decode()
    now = client.get("/indicators/ORG02/?period=2015&rows=now").content.decode()

    assert ("瑞康食品厂" in sealed, "后来登记的厂" in sealed) == (True, False)
    assert "明细 1 行 ＝ 本指标 1" in sealed
    assert ("瑞康食品厂" in now, "后来登记的厂" in now) == (True, True)


@pytest.mark.parametrize(
    ("code", "part"), [("ORG04", "rest"), ("HON05", "HON01"), ("DIS05", "num"), ("LAW02", "num")]
)
def test_every_kind_of_sealed_figure_opens(district, yinghai, people, client, code, part):
    make.eligibility(make.enterprise(yinghai), "unionize")
    make.recovery(make.case(yinghai, accepted_on=SPRING))
    make.honour(yinghai, awarded_on=SPRING)
    make.legal_aid(yinghai)
    annual.sealed(district)
    client.force_login(people["preparer"], f"{PostBackend.__module__}.{PostBackend.__name__}")

    page = client.get(f"/indicators/{code}/?period=2015&part={part}")

    assert page.status_code == 200
    assert "以下是封存时的明细" in page.content.decode()
    assert "相差" not in page.content.decode()


def test_two_snapshots_are_compared_on_the_figures_page(district, yinghai, people, client):
    make.enterprise(yinghai, unionized_on=SPRING)
    annual.frozen(district)
    make.enterprise(yinghai, unionized_on=SPRING, name="后来登记的厂")
    annual.frozen(district)
    client.force_login(people["preparer"], f"{PostBackend.__module__}.{PostBackend.__name__}")

    page = client.get("/indicators/ORG02/?period=2015&was=1&than=2").content.decode()

    assert "新增 1 条，减少 0 条，改动 0 条" in page


def test_a_correction_is_proposed_by_one_and_approved_by_another(district, yinghai, people, go, client):
    make.enterprise(yinghai, unionized_on=SPRING)
    annual.sealed(district)
    wrong = {
        "code": "ORG02",
        "unit": yinghai.code,
        "after": "2",
        "reason": "漏报一家",
        "effect": "建会数加一",
    }

    assert "已登记更正第1号" in go(people["preparer"], "propose", **wrong)
    assert "提出人不能批准自己提出的更正" in go(people["preparer"], "approve", number="1")
    assert "更正第1号已批准" in go(people["leader"], "approve", number="1")

    shown = AnnualPage(YEAR, district, people["leader"]).values[0]["ORG02"].value
    sealed = AnnualPage(YEAR, district, people["leader"], as_sealed=True).values[0]["ORG02"].value
    assert (shown, sealed) == (2, 1)


def test_what_was_typed_into_a_refused_correction_is_kept(district, yinghai, people, client):
    annual.sealed(district)
    typed = {"code": "ORG02", "unit": yinghai.code, "after": "两家", "reason": "漏报", "effect": "加二"}
    client.force_login(people["preparer"], f"{PostBackend.__module__}.{PostBackend.__name__}")

    answer = client.post(f"{URL}do/", {"do": "propose", **typed})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "更正后的数应是数字，现在是“两家”" in page
    assert '<details id="correct" open>' in page
    for kept in (
        'value="ORG02" selected',
        f'value="{yinghai.code}" selected',
        'value="漏报"',
        'value="两家"',
    ):
        assert kept in page


def test_a_figure_its_rows_do_not_come_to_is_not_confirmed(district, yinghai, people):
    make.enterprise(yinghai, unionized_on=SPRING)
    record = steps.record_for(YEAR, district)
    without_rows = begin(YEAR, district, None, "", timezone.now(), "")
    record.snapshot = finish(without_rows, ["ORG02"], compute(YEAR, ["ORG02"]))
    record.save()
    section = next(one for one in sections() if "ORG02" in one.codes)

    with pytest.raises(steps.Refused, match="ORG02建会单位数与明细不一致，不能确认"):
        steps.confirm(record, section, people["organisation"])
