"""From the offer to a contract in effect, in a real Chromium: the union's chair records both sides.

Every step that the rules forbid is tried first, and refused with its article named.
"""

import datetime as dt
from typing import cast

import pytest
from playwright.sync_api import FilePayload, expect

from bargaining.models import Contract, Talks, TalksPaper
from enterprises.models import Defiance
from tests import make, test_browser
from tests.journeys import Person
from tests.make import bargaining as works
from union_portal.calendars import add_months

chromium, arrive = test_browser.chromium, test_browser.arrive
TODAY = dt.date.today()
BEGAN = TODAY - dt.timedelta(120)
SCAN = {"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": works.SCAN}
PHOTO = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0photo"}


def after(days: int) -> str:
    return str(BEGAN + dt.timedelta(days))


@pytest.fixture
def township(committed):
    return make.township(make.district(), "001", "瀛海街道总工会")


@pytest.fixture
def firm(township):
    return make.enterprise(township, name="瀛海食品厂", employees=180)


@pytest.fixture
def chair(arrive, township):
    return arrive("chair", township)


def open_act(person: Person, name: str) -> None:
    """By its button, or, where it is the one that leads on, it is open already."""
    link = person.page.locator(".ph .act").get_by_role("link", name=name, exact=True)
    if "/" in (link.get_attribute("href") or ""):
        person.follow(link)
    expect(person.page.get_by_role("heading", level=3, name=name, exact=True)).to_be_visible()


def fill(person: Person, /, **values) -> None:
    """By the names of the fields: a day, a word, a choice, a tick or a file."""
    for name, value in values.items():
        field = person.page.locator(f"#here [name='{name}'], #here [name='{name.replace('_', '-')}']").first
        if isinstance(value, dict):
            field.set_input_files(cast(FilePayload, value))
        elif value is True:
            field.check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def do(person: Person, act: str, /, **values) -> None:
    """The act, by keyboard; the page that follows says that it was done."""
    open_act(person, act)
    fill(person, **values)
    person.press("Control+Enter")
    expect(person.page.get_by_role("status")).to_contain_text(f"{act}：")


def refused(person: Person, act: str, /, *said: str, **values) -> None:
    """The same act, and what the page says against it; nothing was done."""
    open_act(person, act)
    fill(person, **values)
    person.press("Control+Enter")
    for words in said:
        expect(person.page.get_by_role("alert")).to_contain_text(words)


def out_of_turn(person: Person, talks: Talks, act: str, said: str) -> None:
    person.page.goto(f"/bargaining/talks/{talks.pk}/{act}/")
    expect(person.page.get_by_role("alert")).to_contain_text(said)
    person.page.goto(f"/bargaining/talks/{talks.pk}/")


def begin(person: Person, firm) -> Talks:
    """From the enterprise's own page."""
    person.page.goto(f"/enterprises/{firm.pk}/")
    person.follow(person.page.get_by_role("link", name="发起协商"))
    person.follow(person.page.get_by_role("button", name="保存集体协商"))
    return Talks.objects.get(enterprise=firm)


def represent(person: Person, side: str, *names: str, chief: int = 0, external: int = 0) -> None:
    """`chief` is the place of the chief; the last `external` come from outside."""
    for place, name in enumerate(names):
        outside = {"external": True} if place >= len(names) - external else {}
        head = place == chief
        office = "工会主席" if side == "labour" else "法定代表人"
        leads = {"post": office, "chief": True} if head else {"post": "职工"}
        do(person, "登记代表", side=side, name=name, **leads, **outside)


def offered(person: Person, talks: Talks) -> None:
    out_of_turn(person, talks, "start", "现为“待发要约”，不能开始协商（《北京市集体合同条例》第33条")
    represent(person, "labour", "赵主席", "钱职工", "孙职工")
    papers = {"offered_on": after(0), "received_on": after(1), "topics": "工资水平、带薪休假、安全生产"}
    refused(person, "发出要约", "缺少要约书", **papers)
    refused(person, "发出要约", "应为PDF、JPG或PNG文件", **papers, paper_0=SCAN | {"buffer": b"<html>"})
    refused(
        person,
        "发出要约",
        "不能早于要约日期",
        "《北京市集体合同条例》第32条、《工资集体协商试行办法》第17条",
        **papers | {"received_on": after(-1)},
        paper_0=SCAN,
    )
    assert not Talks.objects.get().offered_on
    do(person, "发出要约", **papers, paper_0=SCAN)


def answered(person: Person) -> None:
    refused(
        person,
        "对方应约",
        "对方应在20日内书面答复（《北京市集体合同条例》第32条",
        "确为逾期答复的，在答复理由中写明",
        answered_on=after(40),
        paper_0=SCAN,
    )
    do(person, "对方应约", answered_on=after(10), paper_0=SCAN)


def begun(person: Person, talks: Talks) -> None:
    """Two against three, then two of three from outside, then with a spokesman as recorder."""
    represent(person, "employer", "李厂长", "周经理", external=1)
    expect(person.page.locator("#step-1")).to_contain_text(
        "双方协商代表人数应对等且每方不少于3人（《集体合同规定》第19条、《北京市集体合同条例》第7条）："
        "现职工方3人，企业方2人，企业方还应登记1人"
    )
    started = {"started_on": after(20), "reps_published_on": after(15), "recorder": "吴记录"}
    refused(person, "开始协商", "现职工方3人，企业方2人", **started)
    represent(person, "employer", "郑律师", chief=-1, external=1)
    refused(person, "开始协商", "外聘代表不得超过本方代表的三分之一（《集体合同规定》第23条", **started)
    Talks.objects.get().representatives.filter(name="周经理").update(external=False)
    do(person, "公布代表名单", reps_published_on=after(15), recorder="吴记录", paper_0=SCAN)
    do(person, "提供资料", information_on=after(16), paper_0=SCAN)
    refused(
        person,
        "开始协商",
        "代表名单应在协商前公布（《北京市集体合同条例》第11条",
        **started | {"reps_published_on": after(21)},
    )
    refused(
        person,
        "开始协商",
        "记录员不能由协商代表担任（《北京市集体合同条例》第33条",
        **started | {"recorder": "钱职工"},
    )
    do(person, "开始协商", **started)


def talked(person: Person, talks: Talks) -> None:
    """Held up for a month, then a draft, with a photo of the minutes."""
    pause = {"since": after(25), "reason": "等待财务数据"}
    refused(
        person,
        "中止协商",
        "中止协商期限不得超过60日（《北京市集体合同条例》第37条）",
        **pause,
        limit=after(86),
    )
    do(person, "中止协商", **pause, limit=after(55))
    do(person, "恢复协商", until=after(40))
    refused(person, "形成草案", "缺少会议记录", drafted_on=after(50))
    do(person, "形成草案", drafted_on=after(50), photo_0=PHOTO)


def passed(person: Person, talks: Talks) -> None:
    out_of_turn(person, talks, "sign", "现为“待审议”，不能双方签字（《北京市集体合同条例》第39条）")
    vote = {"passed_on": after(55), "entitled": "180", "present": "120", "in_favour": "90"}
    law = "（《北京市集体合同条例》第38条、《集体合同规定》第36、38条）"
    few = f"到会人数未达三分之二{law}：应到180人，至少120人，填写的是119人"
    refused(person, "审议通过", few, **vote | {"present": "119"}, paper_0=SCAN)
    few = f"同意人数未达全体半数{law}：应到180人，至少90人，填写的是89人"
    refused(person, "审议通过", few, **vote | {"in_favour": "89"}, paper_0=SCAN)
    do(person, "审议通过", **vote, paper_0=SCAN)


def signed(person: Person) -> Contract:
    text = {
        "number": "工资〔2026〕1号",
        "expires_on": str(add_months(BEGAN + dt.timedelta(60), 12)),
        "women": "chapter",
        "minimum_wage": "3000",
    }
    days = {"labour_signed_on": after(60), "employer_signed_on": after(59)}
    before = "签字日期不能早于审议通过日期"
    refused(person, "双方签字", before, **days | {"labour_signed_on": after(54)}, **text, paper_0=SCAN)
    low = "约定最低工资低于本市最低工资标准"
    refused(person, "双方签字", low, **days, **text | {"minimum_wage": "1000"}, paper_0=SCAN)
    assert Contract.objects.count() == 0
    open_act(person, "双方签字")
    person.page.get_by_label("带薪休假").check()
    person.page.get_by_label("安全生产").check()
    do(person, "双方签字", **days, **text, paper_0=SCAN)
    return Contract.objects.get()


def filed(person: Person) -> None:
    """Late without a reason; an objection out of time; one in time, and a second round."""
    law = "（《集体合同规定》第42条、《北京市集体合同条例》第39条）"
    refused(person, "报送", f"应在签字之日起10日内报送人力社保部门{law}", submitted_on=after(90))
    do(person, "报送", submitted_on=after(65))
    do(person, "登记收到", received_on=after(66), receipt_no="审〔2026〕7号")
    late = (
        "收到后15日内未提出异议的合同即生效（《北京市集体合同条例》第39条、《工资集体协商试行办法》第22条）"
    )
    refused(person, "登记异议", late, objected_on=after(100), objection="缺少职代会决议")
    do(person, "登记异议", objected_on=after(70), objection="缺少职代会决议")
    do(person, "报送", submitted_on=after(75))
    do(person, "登记收到", received_on=after(76))


def test_an_offer_becomes_a_contract_in_effect_and_no_illegal_step_is_taken(chair, firm):
    talks = begin(chair, firm)
    offered(chair, talks)
    answered(chair)
    begun(chair, talks)
    talked(chair, talks)
    passed(chair, talks)
    contract = signed(chair)
    filed(chair)

    contract.refresh_from_db()
    assert (contract.state, contract.filings.count()) == ("effective", 2)
    assert set(contract.clauses.values_list("topic", flat=True)) == {"leave", "safety"}
    refused(chair, "向职工公布", f"本合同{contract.effective_on}起生效", published_on=after(77))
    do(chair, "向职工公布", published_on=str(contract.effective_on))
    talks.refresh_from_db()
    assert (talks.state, talks.contract, talks.signed_on) == (
        "signed",
        contract,
        dt.date.fromisoformat(after(60)),
    )
    assert chair.page.locator(".five .past").count() == 5
    assert list(TalksPaper.objects.order_by("pk").values_list("step__place", "note")) == [
        (2, "要约书"),
        (2, "应约书"),
        (1, "代表名单和公布记录"),
        (3, "资料清单"),
        (4, "会议记录"),
        (5, "职代会决议"),
        (5, "合同文本"),
    ]


def test_silence_within_the_days_is_no_refusal_and_beyond_them_leads_to_the_ladder(chair, firm):
    talks = works.represented(works.talks(firm, offered_on=TODAY, received_on=TODAY))
    chair.page.goto(f"/bargaining/talks/{talks.pk}/")
    refused(chair, "认定不协商", "对方书面答复的期限（《北京市集体合同条例》第32条、")
    assert Defiance.objects.count() == 0

    Talks.objects.update(offered_on=BEGAN, received_on=BEGAN)
    chair.page.goto(f"/bargaining/talks/{talks.pk}/")
    expect(chair.page.locator("#step-2")).to_contain_text("已过")
    do(chair, "认定不协商")

    flag = Defiance.objects.get()
    assert (flag.kind, flag.enterprise, "期满没有书面答复" in flag.evidence) == ("bargaining", firm, True)
    chair.follow(chair.page.get_by_role("link", name="督促（意见书、建议书、移交）"))
    expect(chair.page.get_by_role("heading", level=1)).to_contain_text("不协商")
