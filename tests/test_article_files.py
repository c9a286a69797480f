"""The article's files: a .docx that any office opens, a plain text; the command gives what the page gives."""

import datetime as dt
import io
import json
import zipfile
from decimal import Decimal
from xml.etree import ElementTree as tree

import pytest
from django.core.management import CommandError, call_command

from tests import make
from union_portal import periods
from union_portal.reporting.article.chapters import open_chapters
from union_portal.reporting.article.content import Article, lay_out, source_of
from union_portal.reporting.article.docx import WORD, W, file_of
from union_portal.reporting.article.source import unsaved
from union_portal.reporting.article.text import text_of
from union_portal.reporting.models import AnnualRecord, FigureNote, Target
from union_portal.reporting.store import period_row

YEAR = periods.year(2015)
TAG = f"{{{W}}}"


def some_work(org) -> None:
    """A firm that joined, bargained and is covered; one that did not."""
    firm = make.enterprise(org, unionized_on=dt.date(2015, 5, 6), employees=30, eligible=("bargain",))
    make.membership(make.member(org), firm.affiliations.get().union, since=dt.date(2015, 5, 6))
    make.coverage(make.contract(firm), firm)
    make.enterprise(org, unionized_on=dt.date(2014, 5, 6), employees=30, eligible=("bargain",))


@pytest.fixture
def record(district, yinghai):
    some_work(yinghai)
    Target.objects.create(org=district, code="BAR15", by=YEAR.last_day, value=Decimal(50))
    row = AnnualRecord.objects.create(org=district, period=period_row(YEAR))
    open_chapters(row, source_of(row))
    return row


def parts(article: Article) -> dict[str, tree.Element]:
    with zipfile.ZipFile(io.BytesIO(file_of(article))) as packed:
        return {name: tree.fromstring(packed.read(name)) for name in packed.namelist()}


def words(element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{TAG}t"))


def note(record, subject, text) -> None:
    FigureNote.objects.create(
        org=record.org, record=record, subject=subject, text=text, by=make.user("statistics", record.org)
    )


def test_the_file_says_what_the_page_says(record):
    article = lay_out(record)
    paragraphs = [words(p) for p in parts(article)["word/document.xml"].iter(f"{TAG}p")]

    told = [section.heading for section in article.sections if section.chapter.key != "lead"]
    lines = [line for section in article.sections for line in section.text.splitlines()]
    assert set(paragraphs) == {article.title, *told, *lines, "大兴区总工会"}
    assert "工资集体协商覆盖率达到50%以上" in "".join(paragraphs)


def test_every_figure_carries_its_code(record):
    article = lay_out(record)
    controls = parts(article)["word/document.xml"].iter(f"{TAG}sdt")

    found = [(c.find(f".//{TAG}tag").get(f"{TAG}val"), words(c)) for c in controls]
    assert found == [(str(piece.token)[2:-2], piece.text) for piece in article.figures]
    assert ("MEM07", "1人") in found and ("BAR15:以上", "50%以上") in found


def test_a_rounded_rate_prints_its_parts_and_a_note_stands_at_its_figure(record):
    note(record, "MEM07", "含补录1人")
    note(record, "V03", "已核对")
    article = lay_out(record)
    notes = parts(article)["word/footnotes.xml"]

    told = {n.get(f"{TAG}id"): words(n) for n in notes if n.get(f"{TAG}type") is None}
    assert told == {str(number): text for number, text in article.notes.items()}
    assert "新增会员：含补录1人。" in told.values()
    assert "工资集体协商覆盖率：符合协商条件的建会企业2，其中工资专项合同覆盖的企业1。" in told.values()
    assert article.remarks == ["新增会员的平衡关系：已核对"]
    hung = parts(article)["word/document.xml"].iter(f"{TAG}footnoteReference")
    assert [one.get(f"{TAG}id") for one in hung] == list(told)


def test_the_page_is_28_characters_by_22_lines(record):
    found = parts(lay_out(record))
    grid = next(found["word/document.xml"].iter(f"{TAG}docGrid"))
    margins = next(found["word/document.xml"].iter(f"{TAG}pgMar"))
    wide = 11906 - int(margins.get(f"{TAG}left")) - int(margins.get(f"{TAG}right"))
    tall = 16838 - int(margins.get(f"{TAG}top")) - int(margins.get(f"{TAG}bottom"))
    normal = next(one for one in found["word/styles.xml"] if one.get(f"{TAG}styleId") == "Normal")
    spacing = normal.find(f"{TAG}rPr/{TAG}spacing")
    character = 320 + int(spacing.get(f"{TAG}val"))

    assert (int(wide / character), int(tall / int(grid.get(f"{TAG}linePitch")))) == (28, 22)


def test_every_part_is_typed_and_every_relation_leads_to_a_part(record):
    found = parts(lay_out(record))
    typed = {one.get("PartName", "")[1:]: one.get("ContentType") for one in found["[Content_Types].xml"]}
    held = {name for name in found if not name.endswith(".rels") and name != "[Content_Types].xml"}
    linked = {f"word/{one.get('Target')}" for one in found["word/_rels/document.xml.rels"]}
    linked |= {one.get("Target") for one in found["_rels/.rels"]}

    assert set(typed) - {""} == held == linked
    assert typed["word/document.xml"] == f"{WORD}.document.main+xml"
    used = {p.get(f"{TAG}val") for p in found["word/document.xml"].iter(f"{TAG}pStyle")}
    assert used <= {style.get(f"{TAG}styleId") for style in found["word/styles.xml"]}


def test_equal_articles_give_equal_bytes(record):
    assert file_of(lay_out(record)) == file_of(lay_out(record))


def test_a_draft_says_so_on_every_page_and_a_sealed_year_prints_its_digest(record):
    def of(article):
        found = parts(article)
        return words(found["word/header1.xml"]), words(found["word/document.xml"]), text_of(article)

    head, body, text = of(lay_out(record))
    record.seal = "c" * 64
    _, sealed, sealed_text = of(lay_out(record))

    assert head == "草稿　数字未取快照" and text.startswith("草稿") and "摘要" not in body + text
    assert f"本文数据封存摘要（SHA-256）：{'c' * 64}" in sealed
    assert f"本文数据封存摘要（SHA-256）：{'c' * 64}" in sealed_text


def test_the_page_gives_both_files(record, enter, district):
    client = enter("statistics", district)

    word = client.get("/annual/2015/article/download/")
    plain = client.get("/annual/2015/article/download/?as=txt")

    assert b"".join(word.streaming_content) == file_of(lay_out(record))
    assert b"".join(plain.streaming_content).decode("utf-8-sig") == text_of(lay_out(record))


def test_characters_that_no_xml_can_hold_are_left_out(record):
    chapter = record.chapters.get(key="members")
    chapter.body = "会员\x0b[[MEM07]]<w:t>&。"
    chapter.save()

    assert "会员1人<w:t>&。" in words(parts(lay_out(record))["word/document.xml"])


def test_the_command_writes_what_the_page_gives_and_refuses_a_wrong_number(committed, tmp_path, capsys):
    district = make.district()
    some_work(make.township(district, "001", "瀛海街道总工会"))
    file, plain = tmp_path / "new" / "a.docx", tmp_path / "a.txt"

    call_command("article", year=2015, output=str(file), format="json")
    call_command("article", year=2015, output=str(plain))
    told = json.loads(capsys.readouterr().out.partition("\n}")[0] + "\n}")
    drafted = lay_out(unsaved(district, YEAR))
    record = AnnualRecord.objects.create(org=district, period=period_row(YEAR), headline="新增会员9人")

    assert (told["draft"], told["title"]) == (True, "大兴区总工会2015年工作纪实")
    assert file.read_bytes() == file_of(drafted)
    assert plain.read_text("utf-8-sig").splitlines() == text_of(drafted).splitlines()
    with pytest.raises(CommandError, match="标题第1句：“新增会员9人”中的“9人”与台账不符"):
        call_command("article", year=2015, output=str(tmp_path / "b.docx"))
    assert not (tmp_path / "b.docx").exists() and record.prepared_at is None


def test_the_command_refuses_where_there_is_no_unit(committed, tmp_path):
    with pytest.raises(CommandError, match="还没有组织机构"):
        call_command("article", year=2015, output=str(tmp_path / "a.docx"))
