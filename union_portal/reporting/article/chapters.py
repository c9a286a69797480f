"""The chapters of the account, in the order of the newspaper: sentences whose figures are tokens.

In a sentence ｜ parts clauses, and {…、…} holds a list. A clause or an item one of whose figures is blank or
nought is left out, with it a sentence of which no figure remains, and a chapter of which no sentence does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import Template

from union_portal import periods

from ..models import AnnualRecord, Chapter
from .source import NONE, Source
from .tokens import Token, tokens
from .wording import Inapt

LISTED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Plan:
    """A chapter as declared: each paragraph is a tuple of sentences."""

    key: str
    title: str
    paragraphs: tuple[tuple[str, ...], ...]

    @property
    def codes(self) -> list[str]:
        text = "".join(sentence for paragraph in self.paragraphs for sentence in paragraph)
        return list(dict.fromkeys(token.code for token in tokens(text)))


CHAPTERS = (
    Plan("lead", "概述", (
        (
            "$when，$unit以职工需求为导向｜{新增会员[[MEM07]]、签订工资集体协商合同企业达到[[BAR07]]、"
            "调解成功劳动争议[[DIS02]]、挽回经济损失[[DIS05]]、提供法律援助[[LAW01]]}｜服务职工工作取得新成效",
        ),
    )),
    Plan("models", "弘扬劳模精神", (
        (
            "$when推选产生劳模和模范集体[[HON05]]｜其中{全国劳模[[HON01]]、市劳模[[HON02]]、"
            "市先进工作者[[HON03]]、市模范集体[[HON04]]}",
            "各级工会获得集体荣誉[[HON06:余]]",
            "慰问劳模[[AST18]]",
        ),
    )),
    Plan("skills", "开展岗位练兵", (
        (
            "组织职工参加岗位练兵和技能竞赛[[SKL01:余]]",
            "参与技术创新的企业[[SKL03:余]]｜完成技术革新项目[[SKL04]]",
            "举办讲堂、培训活动[[SKL09]]｜参加培训的职工[[SKL10:余]]",
            "$end，建成职工创新工作室[[SKL05]]",
        ),
    )),
    Plan("members", "组建工会和发展会员", (
        (
            "基层工会组织由期初的[[ORG01:期初]]发展到[[ORG01]]",
            "$end，建会单位[[ORG02]]｜本期新增独立建会单位[[ORG07]]｜新建会单位职工[[ORG13]]",
            "规模以上企业建会率达到[[ORG05:以上]]",
        ),
        (
            "$end，会员[[MEM01]]｜实名制采集会员[[MEM02]]｜累计办理京卡[[MEM22]]",
            "本期新增会员[[MEM07]]｜其中{新建会单位[[MEM08]]、零散会员[[MEM09]]、已建会单位[[MEM10]]}",
            "以服务促建会｜职工自愿入会覆盖企业[[MEM21]]",
        ),
    )),
    Plan("stations", "建好职工服务站", (
        (
            "$end，工会服务站[[STA01]]｜其中规范化服务站[[STA02]]｜规范化率达到[[STA03]]",
            "建成{职工之家[[STA06]]、暖心驿站[[STA09]]、母婴关爱室[[STA13]]}",
            "网格化服务覆盖网格单元[[SVC09]]｜购买社会组织服务[[SVC08]]",
        ),
    )),
    Plan("teams", "加强队伍建设", (
        (
            "工会代表大会选举产生代表[[GOV02]]",
            "镇街劳动监察分队[[DIS15]]｜工资集体协商指导员[[BAR33]]｜劳动法律监督员[[LAW10]]",
        ),
    )),
    Plan("bargaining", "推进集体协商", (
        (
            "$end，签订工资集体协商合同的企业[[BAR07]]｜工资专项合同[[BAR04]]｜覆盖企业[[BAR05]]"
            "｜覆盖职工[[BAR06]]｜其中小微企业[[BAR08]]",
            "符合协商条件的企业中{集体合同覆盖率达到[[BAR14:以上]]、工资集体协商覆盖率达到[[BAR15:以上]]、"
            "签订率达到[[BAR16:以上]]、续签率达到[[BAR17:以上]]、百人以上企业独立协商率达到[[BAR18:以上]]}",
            "女职工专项合同签订率达到[[BAR11]]",
            "培育百人以上典型示范企业[[BAR20]]｜百人以上规范化集体合同企业[[BAR22]]",
            "协商后职工工资最低增幅为[[BAR29]]",
        ),
        ("下一步｜到$due，{工资集体协商建制率达到[[BAR19:目标]]、百人以上企业独立协商率达到[[BAR18:目标]]、"
         "典型示范企业占比达到[[BAR21:目标]]}",),
    )),
    Plan("openness", "深化厂务公开和民主管理", (
        (
            "国有企事业单位厂务公开建制率达到[[DEM06]]｜非公企业厂务公开建制率达到[[DEM07:以上]]"
            "｜职代会建制率达到[[DEM03:以上]]",
        ),
    )),
    Plan("disputes", "化解劳动争议", (
        (
            "$when受理劳动争议[[DIS01]]｜调解成功[[DIS02]]｜涉及职工[[DIS04]]｜挽回经济损失[[DIS05]]"
            "｜其中追回欠薪[[DIS06]]",
            "提供法律援助[[LAW01]]｜受援职工[[LAW02]]",
            "解答法律咨询[[LAW03]]",
        ),
    )),
    Plan("activities", "丰富京卡活动和文体生活", (
        (
            "持京卡参加活动的职工[[SVC04:余]]",
            "举办文体活动[[CUL01:余]]｜参加职工[[CUL02:余]]",
            "职工参加志愿服务[[CUL03:余]]",
        ),
    )),
    Plan("aid", "落实困难帮扶“六项机制”", (
        (
            "筹集帮扶资金[[AST17:余]]｜慰问困难家庭[[AST11]]",
            "金秋助学资助困难职工子女[[AST13]]｜发放助学金[[AST14]]",
            "应急救援困难职工[[AST15]]｜发放救援金[[AST16]]",
        ),
    )),
)  # fmt: skip
CODES = {code: plan.title for plan in reversed(CHAPTERS) for code in plan.codes}
"""In which chapter a figure belongs, by its code."""


def body(plan: Plan, source: Source) -> str:
    """The chapter's sentences of figures that there are; empty where there are none."""
    paragraphs = ("".join(filter(None, (sentence(s, source) for s in p))) for p in plan.paragraphs)
    return "\n".join(filter(None, paragraphs))


def sentence(text: str, source: Source) -> str:
    due = next((t for t in (source.target(token.code, True) for token in tokens(text)) if t), None)
    words = {"due": f"{due.by.year}年底" if due else "", "when": when(source), "end": end(source)}
    text = Template(text).substitute(words, unit=source.unit.name)
    clauses = [clause for part in text.split("｜") if (clause := kept(part, source))]
    return "，".join(clauses) + "。" if any(tokens(clause) for clause in clauses) else ""


def kept(clause: str, source: Source) -> str:
    """A clause with what it can say; without figures of its own it stays as it is."""
    if not (found := LISTED.search(clause)):
        return fitted(clause, source)
    items = [fit for item in split(found[1]) if (fit := fitted(item, source))]
    return clause[: found.start()] + "、".join(items) + clause[found.end() :] if items else ""


def split(items: str) -> list[str]:
    """At the 、 after a token: a name may hold one."""
    return re.split(r"(?<=\]\])、", items)


def fitted(clause: str, source: Source) -> str:
    """With plain figures where their word cannot be said; empty where one is blank or nought."""
    for token in tokens(clause):
        if not (form := fitting(token, source)):
            return ""
        clause = clause.replace(str(token), form)
    return clause


def fitting(token: Token, source: Source) -> str:
    if token.form == "目标":
        target = source.target(token.code, ahead=True)
        return str(token) if target and target.by > source.period.last_day else ""
    if token.form == "期初" and source.period.kind != periods.Kind.CUSTOM:
        return ""
    if not source.values.get(token.code, NONE).value:
        return ""
    try:
        token.render(source)
    except Inapt:
        return "" if token.form == "期初" else str(Token(token.code, ""))
    return str(token)


def when(source: Source) -> str:
    """2015年 · 2011年10月至2016年9月."""
    start, last = source.period.start, source.period.last_day
    if source.period.kind == periods.Kind.CAL_YEAR:
        return f"{start.year}年"
    return f"{start.year}年{start.month}月至{last.year}年{last.month}月"


def end(source: Source) -> str:
    """截至2015年底 · 截至2016年9月底."""
    last = source.period.last_day
    return f"截至{last.year}年{'' if last.month == 12 else f'{last.month}月'}底"


def generated(record: AnnualRecord, source: Source) -> list[Chapter]:
    """Chapters as the figures give them, not saved."""
    written = ((plan, body(plan, source)) for plan in CHAPTERS)
    return [
        Chapter(org=record.org, record=record, key=plan.key, title=plan.title, position=place, body=text)
        for place, (plan, text) in enumerate(written, 1)
        if text
    ]


def chapters_of(record: AnnualRecord, source: Source) -> list[Chapter]:
    """The stored ones; before the first opening, what would be stored."""
    stored = list(record.chapters.all()) if record.pk else []
    return stored or generated(record, source)


def open_chapters(record: AnnualRecord, source: Source) -> list[Chapter]:
    """Stored on the first opening; call it in a transaction."""
    record = AnnualRecord.objects.select_for_update().get(pk=record.pk)
    if not record.chapters.exists():
        Chapter.objects.bulk_create(generated(record, source))
    return list(record.chapters.all())


def titles(chapters: Iterable[Chapter]) -> list[str]:
    """一、弘扬劳模精神: the first one, without a figure in front, leads in."""
    numbers = iter("一二三四五六七八九十")
    told: list[str] = []
    for chapter in chapters:
        number = "" if chapter.key == "lead" else next(numbers, "")
        told.append(f"{number}、{chapter.title}" if number else chapter.title)
    return told
