"""A supervision document as it is served on paper, with its 送达回证."""

import datetime as dt
import html

import pytest
from django.utils.html import strip_tags

from tests import make
from tests.registers import page

MAY, JUNE = dt.date(2015, 5, 4), dt.date(2015, 6, 1)


@pytest.fixture
def firm(yinghai):
    return make.enterprise(yinghai, name="新星食品厂")


def printed(client, row) -> str:
    """The words of the sheet."""
    text = page(client.get(f"/disputes/supervision/{row.pk}/paper/"))
    sheet = text[text.index("<article") : text.index("</article>")]
    return html.unescape(strip_tags(sheet))


def test_an_opinion_is_printed_to_the_unit_with_its_term_and_receipt(enter, yinghai, firm):
    row = make.paper(yinghai, firm=firm, issued_on=MAY, addressee="新星食品厂", matter="三次走访均拒绝建会")
    client = enter("chair", yinghai)

    text = printed(client, row)

    for words in (
        "瀛海街道总工会",
        row.number,
        "工会劳动法律监督意见书",
        "新星食品厂：",
        firm.credit_code,
        "三次走访均拒绝建会",
        "自收到本意见书之日起15日内",
        "2015年5月4日",
        "送达回证",
        "当面送达 □",
    ):
        assert words in text, words
    assert f"/disputes/supervision/{row.pk}/paper/" in page(client.get(f"/disputes/supervision/{row.pk}/"))


def test_a_proposal_tells_of_the_opinion_and_what_came_of_it(enter, yinghai, firm):
    before = make.paper(
        yinghai, firm=firm, issued_on=MAY, delivered_on=MAY, method="hand", receipt="李测试签收"
    )
    row = make.paper(
        yinghai,
        "proposal",
        firm=firm,
        opinion=before,
        issued_on=JUNE,
        addressee="区人力资源和社会保障局",
    )

    text = printed(enter("chair", yinghai), row)

    assert "区人力资源和社会保障局：" in text
    assert (
        f"本会已于2015年5月4日出具《工会劳动法律监督意见书》（{before.number}），并于2015年5月4日送达" in text
    )
    assert "至今未收到答复" in text


def test_a_void_paper_prints_as_void_and_one_without_addressee_says_so(enter, yinghai, firm):
    void = make.paper(yinghai, firm=firm, voided_on=MAY, void_reason="单位名称有误")
    before = make.paper(yinghai, firm=firm)
    blank = make.paper(yinghai, "proposal", firm=firm, opinion=before, addressee="")
    client = enter("chair", yinghai)

    assert "作废" in printed(client, void)
    assert "没有填写主送单位" in page(client.get(f"/disputes/supervision/{blank.pk}/paper/"))


def test_a_stranger_s_paper_is_not_found(enter, yinghai, caiyu):
    row = make.paper(yinghai)

    page(enter("chair", caiyu).get(f"/disputes/supervision/{row.pk}/paper/"), 404)
