"""The article as it is to be printed: headings, paragraphs of words and figures, numbered notes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from union_portal import periods
from union_portal.organization.models import User

from ..annual.effects import Effect, effects
from ..catalogue import CATALOGUE
from ..identities import IDENTITIES
from ..indicators import REGISTRY
from ..models import AnnualRecord, Chapter, Correction
from . import checks
from .chapters import chapters_of, titles, when
from .checks import HEADLINE, Fault
from .source import NONE, Source
from .tokens import Token, parse, tokens
from .wording import Inapt, last_year, plain

WHOLE = ("以上",)
PARTS = {"": "", "num": "分子", "den": "分母"}
KEPT = "＊＊"
"""Stands for a small count of need, before those who may not see it."""


@dataclass(frozen=True)
class Piece:
    """Words, or with `token` a figure; `note` is the number of the note hung on it."""

    text: str
    token: Token | None = None
    fault: str = ""
    note: int = 0


@dataclass(frozen=True)
class Section:
    chapter: Chapter
    heading: str
    paragraphs: list[list[Piece]]

    @property
    def text(self) -> str:
        return "\n".join("".join(piece.text for piece in p) for p in self.paragraphs)


@dataclass
class Article:
    """`notes` by number; `remarks` are of no figure in the text; `blank` chapters are not printed."""

    record: AnnualRecord
    source: Source
    headline: list[Piece] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    blank: list[Chapter] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def title(self) -> str:
        return "".join(piece.text for piece in self.headline)

    @property
    def blocking(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.blocks]

    @property
    def signature(self) -> str:
        """Who issues it, and for which period."""
        return f"{self.record.org.name}"

    @property
    def dated(self) -> str:
        """The day it was sealed; empty before."""
        at = self.record.sealed_at and timezone.localtime(self.record.sealed_at)
        return f"{at.year}年{at.month}月{at.day}日" if at else ""

    @property
    def draft(self) -> bool:
        return self.source.draft

    @property
    def digest_line(self) -> str:
        """What ties the paper to the sealed figures; empty before."""
        if not self.record.seal:
            return ""
        return f"本文数据封存摘要（SHA-256）：{self.record.seal}"

    @property
    def figures(self) -> Iterator[Piece]:
        for section in self.sections:
            for paragraph in section.paragraphs:
                yield from (piece for piece in paragraph if piece.token)


def source_of(record: AnnualRecord, reader: User | None = None) -> Source:
    """Until it is handed on for signature, as the `reader` may see it; then it is meant for everybody."""
    before = reader if record.prepared_at is None else None
    return Source(record.org, record.period.span, record.snapshot, before)


def default_title(source: Source) -> str:
    """大兴区总工会2015年工作纪实."""
    if source.period.kind in (periods.Kind.CAL_YEAR, periods.Kind.ACFTU_YEAR):
        return f"{source.unit.name}{source.period.last_day.year}年工作纪实"
    return f"{source.unit.name}{when(source)}工作纪实"


def lay_out(record: AnnualRecord, source: Source | None = None) -> Article:
    source = source or source_of(record)
    chapters = chapters_of(record, source)
    article = Article(record, source)
    notes = {note.subject: note.text for note in record.notes.all()} if record.pk else {}
    headline = record.headline or default_title(source)
    article.faults += checks.faults(HEADLINE, "标题", headline, source) if record.headline else []
    article.headline = pieces(headline, article, {})
    printed = [chapter for chapter in chapters if not is_blank(chapter, source)]
    article.blank = [chapter for chapter in chapters if chapter not in printed]
    for chapter, heading in zip(printed, titles(printed), strict=True):
        lines = [pieces(line, article, notes) for line in chapter.body.splitlines() if line.strip()]
        article.sections.append(Section(chapter, heading, lines))
        article.faults += checks.faults(chapter.key, f"“{chapter.title}”", chapter.body, source)
    used = {piece.token.code for piece in article.figures if piece.token}
    article.remarks = [f"{said_of(s)}：{text}" for s, text in notes.items() if s not in used]
    article.remarks += corrections(record)
    return article


def corrections(record: AnnualRecord) -> list[str]:
    """What was put right after the seal, and what else of the unit's own figures moved with it."""
    approved = record.corrections.exclude(approved_at=None).select_related("unit") if record.pk else ()
    moved = effects(record) if approved else {}
    return [correction(one, moved[one.number].figures) for one in approved]


def correction(one: Correction, figures: list[Effect]) -> str:
    unit = "" if one.part else CATALOGUE[one.code].unit
    was, became = (
        "不适用" if value is None else f"{plain(value)}{unit}" for value in (one.before, one.after)
    )
    return (
        f"更正第{one.number}号：{one.unit.short_name}{said_of(one.code)}{PARTS[one.part]}"
        f"由{was}更正为{became}。{one.reason.rstrip('。')}。{also(one, figures)}"
    )


def also(one: Correction, figures: list[Effect]) -> str:
    """The figures of the record's own unit, besides the one that was put right."""
    own = (one.code, one.unit_id)
    others = [
        str(each) for each in figures if each.unit.pk == one.org_id and (each.code, each.unit.pk) != own
    ]
    return f"随之更正：{'；'.join(others)}。" if others else ""


def said_of(subject: str) -> str:
    """By name; an identity by the figure it is about."""
    if subject in IDENTITIES:
        return f"{IDENTITIES[subject].left[0].name}的平衡关系"
    return CATALOGUE[subject].name if subject in CATALOGUE else subject


def is_blank(chapter: Chapter, source: Source) -> bool:
    """All its figures are, or it has no words: it is not printed."""
    found = [token for token in tokens(chapter.body) if not token.fault]
    values = [source.values.get(token.code) for token in found if token.form != "目标"]
    return not chapter.body.strip() or (
        bool(values) and not any(v and (v.hidden or v.value is not None) for v in values)
    )


def pieces(line: str, article: Article, notes: dict[str, str]) -> list[Piece]:
    return [
        Piece(part) if isinstance(part, str) else figure(part, article, notes) for part in parse(line.strip())
    ]


def figure(token: Token, article: Article, notes: dict[str, str]) -> Piece:
    """A figure that cannot be said stands as its token, with the reason."""
    if article.source.values.get(token.code, NONE).hidden:
        return Piece(KEPT, token, "人数少，交付签署前不向本岗位显示")
    try:
        text = token.render(article.source)
    except Inapt as refused:
        return Piece(str(token), token, str(refused))
    told = noted(token, text, article, notes)
    if not told or told in article.notes.values():
        return Piece(text, token)
    number = len(article.notes) + 1
    article.notes[number] = told
    return Piece(text, token, note=number)


def noted(token: Token, text: str, article: Article, notes: dict[str, str]) -> str:
    """What the record says of the figure; and of a whole or a rounded rate, its parts (V14)."""
    value, entry = article.source.values.get(token.code, NONE), CATALOGUE[token.code]
    said = [notes[token.code]] if token.code in notes else []
    rounded = token.form in WHOLE or (entry.unit == "%" and value.value == 100)
    if rounded and token.form != "目标" and value.denominator is not None and value.numerator is not None:
        parts = REGISTRY[token.code].parts()
        over, of = (parts.get(part, "") for part in ("den", "num"))
        said.insert(0, f"{over}{plain(value.denominator)}，其中{of}{plain(value.numerator)}")
    return f"{entry.name}：{'；'.join(said)}。" if said else ""


def address(token: Token, source: Source) -> str:
    """The page that opens the figure down to its rows; an opening figure or last year's on its own day."""
    period = source.period
    if token.form == "上年":
        period = period.same_last_year
    where = {"period": period.code, "kind": period.kind, "org": source.unit.code}
    return f"{reverse('indicator', args=[token.code])}?{urlencode(where)}"


def told(token: Token, source: Source) -> str:
    """For whoever points at a figure: what it is, its exact value, last year's."""
    said = source.said(token.code)
    try:
        last = f"，上年{last_year(said)}" if source.before else ""
    except Inapt:
        last = ""
    try:
        now = said.exact
    except Inapt:
        now = "不适用"
    return f"{token.code} {CATALOGUE[token.code].name} {now}{last}"
