"""A monthly report as people read it: its rows, what each still asks for, and whose turn it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from ..figures import Shown, change_of, show, text_of
from ..indicators import Indicator, Value
from ..models import MonthlyReport, Objection
from ..sealed import in_sealed_year
from .cells import takes_typing, written
from .checks import Finding, rules
from .filing import blocking, check_all
from .form import MONTHLY, Section, numbered
from .values import TYPING, Line, lines

MOST_WAITING = 3


@dataclass(frozen=True)
class Row:
    """One line of the table. `handed`: what was reported of it last time, where the register says otherwise
    now. `told`: the remark it came back with."""

    line: Line
    finding: Finding | None
    objection: Objection | None
    open: bool
    handed: str = ""
    told: str = ""

    @property
    def code(self) -> str:
        return self.line.code

    @property
    def indicator(self) -> Indicator:
        return self.line.indicator

    @property
    def typed(self) -> bool:
        return self.line.typed

    @property
    def name(self) -> str:
        return self.indicator.name.removeprefix("其中")

    @property
    def shown(self) -> Shown:
        """The figure as a door to its rows."""
        return show(self.code, self.line.value or Value(None))

    @property
    def within(self) -> bool:
        return self.code in MONTHLY.within

    @property
    def entry(self) -> bool:
        """Whether there is something to type into."""
        return self.typed and self.open

    @property
    def typing(self) -> str:
        """As it stands in the field."""
        return "不适用" if self.line.cell and self.line.cell.absent else written(self.line.cell)

    @property
    def version(self) -> int:
        return self.line.cell.version if self.line.cell else 0

    @property
    def text(self) -> str:
        if self.line.value is None:
            return "未填"
        return plain(self.indicator, self.line.number)

    @property
    def before(self) -> str:
        return "—" if self.line.before is None else plain(self.indicator, self.line.before)

    @property
    def change(self) -> str:
        change = self.line.change
        return "—" if change is None else change_of(self.indicator, change).removesuffix("个百分点")

    @property
    def total(self) -> str:
        return "—" if self.line.total is None else plain(self.indicator, self.line.total)

    @property
    def base(self) -> str:
        """The year so far without this month, for the page to add what is being typed."""
        total = (self.line.total or Decimal(0)) - (self.line.number or Decimal(0))
        return f"{total.normalize():f}"

    @property
    def rule(self) -> str:
        return self.finding.rule if self.finding else ""

    @property
    def asks(self) -> bool:
        """A soft finding that nobody has explained yet."""
        return bool(self.finding and self.finding.level == "soft" and not self.line.reason)

    @property
    def state(self) -> str:
        """Of a typed cell: em, bad, wn or ok; of a figure: what it asks for, if anything."""
        if self.finding and self.finding.level == "blank":
            return "em"
        if self.finding and self.finding.level == "hard":
            return "bad"
        return "wn" if self.asks else "ok" if self.typed else ""

    @property
    def why(self) -> str:
        return self.finding.text if self.finding and (self.asks or self.finding.level != "soft") else ""

    @property
    def basis(self) -> str:
        return "本单位填写" if self.typed else f"{self.indicator.registers()[0]}台账"


@dataclass(frozen=True)
class Part:
    number: str
    section: Section
    rows: list[Row]

    @property
    def short(self) -> str:
        """会员与京卡 → 会员, 集体协商 → 协商."""
        head = self.section.title.removesuffix("建设").partition("与")[0]
        return head if len(head) < 4 else head[2:]

    @property
    def left(self) -> int:
        """What is still to be done in it."""
        return sum(row.state in ("em", "bad", "wn") for row in self.rows)

    @property
    def sizes(self) -> str:
        typed = sum(row.typed for row in self.rows)
        return f"{len(self.rows) - typed} 项自动" + (f"，{typed} 项填写" if typed else "")


@dataclass(frozen=True)
class Sheet:
    """A report as it is shown: `facts` are what its rules are checked against."""

    report: MonthlyReport
    parts: list[Part]
    facts: dict
    blocked: list[Finding]

    @property
    def rows(self) -> dict[str, Row]:
        return {row.code: row for part in self.parts for row in part.rows}

    @property
    def typed(self) -> list[Row]:
        return [row for row in self.rows.values() if row.typed]

    @property
    def automatic(self) -> int:
        return len(self.rows) - len(self.typed)

    @property
    def filled(self) -> int:
        return sum(row.line.value is not None for row in self.typed)

    @property
    def blank(self) -> list[Row]:
        return [row for row in self.typed if row.state == "em"]

    @property
    def asking(self) -> list[Row]:
        return [row for row in self.rows.values() if row.asks]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows.values() if row.state == "bad"]

    @property
    def first(self) -> Row:
        """The one to begin with: blank, wrong or odd; else the first to be typed."""
        return next((row for row in [*self.blank, *self.wrong, *self.asking]), self.typed[0])

    @property
    def start(self) -> str:
        """Where typing begins."""
        return self.blank[0].code if self.blank else ""

    @property
    def moved(self) -> list[Row]:
        """What changed by more than 30 % against the month before, the largest share first."""
        return sorted((row for row in self.rows.values() if share(row.line) > Decimal("0.3")), key=by_share)


def sheet(report: MonthlyReport, codes: Sequence[str] = ()) -> Sheet:
    """A report, or these figures of it alone: computed once, checked once."""
    found = lines(report, codes or MONTHLY.codes)
    open_ = takes_typing(report)
    facts, findings = check_all(report, found) if open_ else ({}, [])
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.code, finding)
    objections = {one.code: one for one in report.objections.order_by("raised_at")}
    handed = handed_before(report, found) if open_ else {}
    remarks = told_of(report)
    rows = {
        code: Row(
            line, first.get(code), objections.get(code), open_, handed.get(code, ""), remarks.get(code, "")
        )
        for code, line in found.items()
    }
    parts = [
        Part(number, section, [rows[code] for code in section.codes if code in rows])
        for number, section in numbered(MONTHLY.sections)
    ]
    return Sheet(report, parts, facts, blocking(report, found, findings))


def handed_before(report: MonthlyReport, found: Mapping[str, Line]) -> dict[str, str]:
    """Figures of registers that have moved since the report was last handed in."""
    handed = report.figures.filter(filed=report.filed, typed=False)
    return {
        one.code: plain(found[one.code].indicator, one.value)
        for one in handed
        if one.code in found and text_of(found[one.code].indicator, one.value)
        != text_of(found[one.code].indicator, found[one.code].number)
    }  # fmt: skip


def told_of(report: MonthlyReport) -> dict[str, str]:
    """The remarks it was handed back with; "" is of the whole."""
    if report.state != MonthlyReport.State.RETURNED:
        return {}
    return dict(report.remarks.filter(filed=report.filed).values_list("code", "text"))


def share(line: Line) -> Decimal:
    if line.change is None or not line.before:
        return Decimal(0)
    return abs(line.change) / line.before


def by_share(row: Row) -> Decimal:
    return -share(row.line)


def plain(indicator: Indicator, value: Decimal | None) -> str:
    """Without the unit, which has a column of its own."""
    return text_of(indicator, value).removesuffix("%")


# --- whose turn it is


def waiting(user) -> list[MonthlyReport]:
    """What the user's own township still has to hand in, the earliest month first."""
    post = user.main_post
    if post is None or not user.can("reporting.change"):
        return []
    rows = MonthlyReport.objects.filter(org=post.unit, state__in=TYPING).select_related("org", "period")
    return list(rows.exclude(in_sealed_year()).order_by("period__start")[:MOST_WAITING])


def address(name: str, report: MonthlyReport, *more: str) -> str:
    return reverse(name, args=[report.org.code, f"{report.period.start:%Y-%m}", *more])


def for_script(shown: Sheet, user) -> dict:
    """What the page's script needs: the rules, what they are checked against, where drafts are kept."""
    return {
        "rules": rules(),
        "facts": shown.facts,
        "draft": f"month.{user.pk}.{shown.report.pk}",
        "reasons": {row.code: row.line.reason for row in shown.rows.values() if row.line.reason},
        "typed": MONTHLY.typed,
    }
