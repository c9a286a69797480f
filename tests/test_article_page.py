"""The article on the screen: figures are doors, words are saved around them, a wrong number goes nowhere."""

import datetime as dt
import re
from html import unescape

import pytest

from tests import make
from tests.make.annual import sealed
from tests.make.monthly import AT
from union_portal import periods
from union_portal.reporting.annual.freezing import take
from union_portal.reporting.article.chapters import open_chapters
from union_portal.reporting.article.content import lay_out, source_of
from union_portal.reporting.article.source import record_of, unsaved
from union_portal.reporting.indicators import REGISTRY
from union_portal.reporting.models import AnnualRecord, Chapter
from union_portal.reporting.store import period_row

PAGE = "/annual/2015/article/"
SAVE = "/annual/2015/article/members/"
DOOR = re.compile(r'<a class="fig" href="([^"]+)" title="[^"]+" data-code="(\w+)[^"]*">([^<]+)</a>')
WORDS = re.compile(r"<[^>]+>")


@pytest.fixture
def joined(yinghai):
    """Three joined in May 2015."""
    firm = make.enterprise(yinghai, unionized_on=dt.date(2015, 5, 6), employees=30)
    for _ in range(3):
        make.membership(make.member(yinghai), firm.affiliations.get().union, since=dt.date(2015, 5, 6))


@pytest.fixture
def record(joined, district):
    """Opened: its chapters are stored."""
    row = AnnualRecord.objects.create(org=district, period=period_row(periods.year(2015)))
    open_chapters(row, source_of(row))
    return row


def paper(response, status=200) -> str:
    """The words on the sheet."""
    assert response.status_code == status
    html = response.content.decode()
    return unescape(WORDS.sub("", html[html.index("<article") : html.index("</article>")]))


def saved(record, key="members") -> str:
    return record.chapters.get(key=key).body


def snapshot(record) -> None:
    """What is written rests on from now."""
    record.snapshot = take(periods.year(2015), record.org, ("AST15", "MEM07", "ORG02"))
    record.save()


def handed_on(record) -> None:
    record.prepared_by, record.prepared_at = make.user("statistics", record.org), AT
    record.save()


# --- reading


def test_whoever_may_read_sees_sentences_and_stores_nothing(joined, enter, district):
    text = paper(enter("leader", district).get(PAGE))

    assert "本期新增会员3人" in text and "草稿" in text and "建会单位1家" in text
    assert not AnnualRecord.objects.exists()


def test_every_figure_is_a_door_to_its_own_rows(record, enter, district):
    client = enter("statistics", district)
    html = client.get(PAGE).content.decode()
    sheet = html[html.index("<article") : html.index("</article>")]
    doors = re.findall(
        r'<a class="fig" href="([^"]+)" title="[^"]+" data-code="(\w+)[^"]*">([^<]+)</a>', sheet
    )

    assert {code for _, code, _ in doors} >= {"MEM07", "ORG02", "ORG07"}
    for address, code, text in doors:
        page = client.get(unescape(address))
        assert (page.status_code, page.context["indicator"].code) == (200, code)
        assert page.context["balanced"], code
        assert page.context["shown"].text in (re.sub(r"[^\d.,%]", "", text), text)


def test_a_chapter_of_which_nothing_is_known_is_left_out(record):
    article = lay_out(record)

    assert [s.chapter.key for s in article.sections] == ["lead", "members"]
    assert [chapter.key for chapter in article.blank] == []


def test_without_the_right_to_read_statistics_there_is_no_article(enter, district):
    client = enter("auditor", district)

    assert [client.get(a).status_code for a in (PAGE, f"{PAGE}download/")] == [403, 403]


def test_a_chair_reads_the_article_of_her_own_township_only(joined, enter, yinghai, caiyu):
    client = enter("chair", yinghai)

    assert "瀛海街道总工会2015年工作纪实" in paper(client.get(PAGE))
    assert client.get(f"{PAGE}?org={caiyu.code}").status_code == 404


def test_last_year_s_text_stands_beside_this_one_s(record, enter, district):
    last = AnnualRecord.objects.create(org=district, period=period_row(periods.year(2014)))
    Chapter.objects.create(
        org=district, record=last, key="members", title="会员", position=1, body="上年这样说。"
    )
    client = enter("statistics", district)

    assert "上年这样说。" not in paper(client.get(PAGE))
    assert "上年这样说。" in paper(client.get(f"{PAGE}?last=1"))


# --- writing


def test_the_first_opening_by_the_statistics_office_stores_the_chapters(joined, enter, district):
    enter("statistics", district).get(PAGE)

    record = AnnualRecord.objects.get()
    assert "本期新增会员[[MEM07]]" in saved(record)


def test_a_year_that_has_not_begun_is_not_written(joined, enter, district):
    client = enter("statistics", district)

    assert client.get("/annual/2099/article/").status_code == 200
    assert client.post("/annual/2099/article/headline/", {"body": "改", "version": 1}).status_code == 404
    assert not AnnualRecord.objects.exists()


def test_under_a_sealed_year_no_township_writes_its_own(joined, enter, district, yinghai):
    sealed(district)
    client = enter("chair", yinghai)

    assert client.get(PAGE).status_code == 200
    assert client.post(SAVE, {"body": "改", "version": 1}).status_code == 404
    assert AnnualRecord.objects.get().org == district


def test_words_are_edited_and_the_figure_stays_the_ledgers(record, enter, district, yinghai):
    client = enter("statistics", district)
    body = "全区新增会员[[MEM07]]，再接再厉。"

    answer = client.post(SAVE, {"body": body, "version": 1}, follow=True)
    make.membership(make.member(yinghai), make.union(yinghai), since=dt.date(2015, 6, 1))

    assert "全区新增会员3人，再接再厉。" in paper(answer)
    assert "全区新增会员4人，再接再厉。" in paper(client.get(PAGE))


def test_a_preview_saves_nothing(record, enter, district):
    before = saved(record)

    page = enter("statistics", district).post(SAVE, {"body": "试写[[MEM07]]。", "version": 1, "preview": ""})

    assert "试写" in page.content.decode() and saved(record) == before


def test_a_chapter_is_generated_again_on_request(record, enter, district):
    record.chapters.filter(key="members").update(body="改坏了。")

    page = enter("statistics", district).post(SAVE, {"body": "", "version": 1, "again": ""})

    assert "本期新增会员[[MEM07]]" in page.context["text"] and saved(record) == "改坏了。"


def test_what_was_saved_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(record, enter, district):
    client = enter("statistics", district)
    client.post(SAVE, {"body": "先改的[[MEM07]]。", "version": 1})

    late = client.post(SAVE, {"body": "后改的[[MEM07]]。", "version": 1})

    assert late.status_code == 409 and "后改的[[MEM07]]。" in late.content.decode()
    assert saved(record) == "先改的[[MEM07]]。"


def test_once_handed_on_for_signature_the_text_stands(record, enter, district):
    snapshot(record)
    handed_on(record)

    answer = enter("statistics", district).post(SAVE, {"body": "改一改[[MEM07]]。", "version": 1})

    assert answer.status_code == 404 or "已提交签署" in answer.content.decode()
    assert "改一改" not in saved(record)


def test_who_may_only_read_saves_nothing(record, enter, district):
    answer = enter("leader", district).post(SAVE, {"body": "改", "version": 1})

    assert answer.status_code == 403 and saved(record) != "改"


def test_a_headline_is_chosen_or_typed_and_holds_tokens(record, enter, district):
    client = enter("statistics", district)
    proposals = client.get(f"{PAGE}?edit=headline").context["proposals"]

    client.post("/annual/2015/article/headline/", {"body": proposals[1][0], "version": record.version})

    assert [text for text, _ in proposals[:2]] == [
        "大兴区总工会2015年工作纪实",
        "大兴区2015年新增会员[[MEM07]]",
    ]
    assert proposals[1][1] == "大兴区2015年新增会员3人"
    assert "大兴区2015年新增会员3人" in paper(client.get(PAGE))


def test_a_chapter_that_lost_a_figure_by_pasting_says_which(record, enter, district):
    answer = enter("statistics", district).post(SAVE, {"body": "新增会员。", "version": 1, "preview": ""})

    assert "[[MEM07]]" in [str(token) for token in answer.context["lost"]]


def test_a_small_count_of_need_is_kept_from_who_may_not_see_the_rows_until_it_is_signed_for(
    record, enter, district, yinghai
):
    make.aid(yinghai, "emergency", approved_on=dt.date(2015, 5, 6))
    text = "应急救援[[AST15]]。"
    Chapter.objects.create(org=district, record=record, key="aid", title="帮扶", position=9, body=text)
    leader = enter("leader", district)

    before = paper(leader.get(PAGE))
    snapshot(record)
    handed_on(record)

    assert "应急救援＊＊。" in before
    assert "应急救援1人。" in paper(leader.get(PAGE))
    assert "应急救援" not in paper(leader.get(f"{PAGE}?org={yinghai.code}"))


# --- figures


def test_the_snapshot_of_the_record_is_what_is_printed(record, enter, district, yinghai):
    snapshot(record)
    make.membership(make.member(yinghai), make.union(yinghai), since=dt.date(2015, 6, 1))

    text = paper(enter("leader", district).get(PAGE))

    assert "本期新增会员3人" in text and "建会单位1家" in text and "草稿" not in text


def test_a_wrong_number_is_shown_with_its_repair_and_keeps_the_article_in(record, enter, district):
    client = enter("statistics", district)
    saved = client.post(SAVE, {"body": "新增会员4人。", "version": 1})
    assert saved.url == f"{PAGE}?kind=CAL_YEAR&org={district.code}&edit=members#edit"
    desk = client.get(saved.url).content.decode()
    assert "已保存，但有1处数字要改，改好前不能导出，也不能提交审核" in desk
    assert '新增会员<mark class="bad" title="没有数字来源">4人</mark>。' in desk

    refused = client.get(f"{PAGE}download/")

    assert refused.status_code == 422
    assert "与台账不符：新增会员（MEM07）为3人。请改为[[MEM07]]。" in refused.content.decode()


def test_a_unit_without_a_record_has_a_draft(joined, district):
    article = lay_out(unsaved(district, periods.year(2015)))

    assert article.draft and article.blocking == [] and record_of(district, periods.year(2015)) is None
    assert {piece.token.code for piece in article.figures} <= set(REGISTRY)
