"""What to look after in the registers of enterprises and unions."""

import datetime as dt
from functools import partial

from django.db.models import BooleanField, Count, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Ceil, Greatest

from union_portal import parameters
from union_portal.calendars import add_months
from union_portal.fields.credit import ALPHABET, WEIGHTS
from union_portal.reporting.quality import Finding

from . import payers, rules
from .models import (
    CLOSED,
    CONGRESS_KINDS,
    Affiliation,
    Claim,
    CongressMeeting,
    DemocraticForm,
    Eligibility,
    Enterprise,
    GrassrootsUnion,
    Headcount,
    LevyEntry,
    Obstacle,
    Suspension,
    Term,
)

OfEnterprises = partial(Finding, model=Enterprise)
OfMeetings = partial(Finding, model=CongressMeeting)
TOTAL = " + ".join(
    f"(strpos('{ALPHABET}', substr(%(expressions)s, {place}, 1)) - 1) * {weight}"
    for place, weight in enumerate(WEIGHTS, 1)
)
CHECK = f"mod(31 - mod({TOTAL}, 31), 31)"
WRONG_CHECK = Q(
    Func(
        F("credit_code"),
        template=f"substr(%(expressions)s, 18, 1) <> substr('{ALPHABET}', {CHECK} + 1, 1)",
        output_field=BooleanField(),
    )
)
"""The last character is not what the others make it (ID-32)."""
FORM = f"^[{ALPHABET}]{{18}}$"


def standing(day) -> Q:
    return (Q(dissolved_on=None) | Q(dissolved_on__gt=day)) & Q(approved_on__lte=day)


def unchecked(day) -> Q:
    """No headcount within the months after which one is to be checked."""
    since = add_months(day, -parameters.value("headcount_check", day)["n"])
    fresh = Headcount.objects.filter(since__gt=since, since__lte=day)
    return rules.open_on(day) & ~Q(pk__in=fresh.values("enterprise_id"))


def resting(day) -> Q:
    """At rest, yet recorded as operating normally."""
    return rules.eligible(Eligibility.Kind.OPERATING, day) & (
        Q(pk__in=Suspension.objects.on(day).values("enterprise_id")) | ~rules.open_on(day)
    )


def unexplained(day) -> Q:
    """OR-41: a hundred employees, no union, no reason."""
    missing = rules.hundred_plus(day) & rules.eligible(Eligibility.Kind.UNIONIZE, day)
    explained = Q(pk__in=Obstacle.objects.on(day).values("enterprise_id"))
    return missing & ~rules.unionized(day) & ~explained


def overdue_terms(day) -> Q:
    return Q(pk__in=Term.objects.current(day).filter(due__lt=day).values("pk"))


def idle(day) -> Q:
    """Standing for longer than the interval, without a meeting in it."""
    after = add_months(day, -parameters.value("congress_interval", day)["n"])
    met = CongressMeeting.objects.filter(held_on__gt=after, held_on__lte=day)
    form = Q(kind__in=CONGRESS_KINDS, since__lte=after) & (Q(until=None) | Q(until__gt=day))
    return form & ~Q(pk__in=met.values("form_id"))


def recent(day) -> Q:
    """Meetings of the last interval: older ones can be put right no more."""
    after = add_months(day, -parameters.value("congress_interval", day)["n"])
    return Q(held_on__gt=after, held_on__lte=day)


def short_of_votes(day) -> Q:
    """DM-03: of a collective contract half is enough, of anything else more than half."""
    share, of = parameters.value("congress_quorum", day)
    few = Q(present__lt=F("delegates") * share * 1.0 / of)
    contract = Q(ballot=CongressMeeting.Ballot.CONTRACT)
    half, more = Q(in_favour__lt=F("delegates") * 0.5), Q(in_favour__lte=F("delegates") * 0.5)
    return recent(day) & (few | contract & half | ~contract & more)


def papers_late(day) -> Q:
    days = parameters.value("congress_matters_notice", day)["n"]
    return recent(day) & Q(submitted_on__gt=F("held_on") - dt.timedelta(days=days))


def too_few_delegates(day) -> Q:
    """DM-04, by the headcount of the meeting's day."""
    rule = parameters.value("congress_delegates", day)
    counted = Headcount.objects.filter(
        Q(until=None) | Q(until__gt=OuterRef("held_on")),
        enterprise=OuterRef("form__enterprise"),
        since__lte=OuterRef("held_on"),
    )
    share = Ceil(Subquery(counted.values("employees")[:1]) * rule["share_percent"] / 100.0)
    meetings = CongressMeeting.objects.filter(recent(day), form__kind=DemocraticForm.Kind.CONGRESS)
    few = meetings.alias(least=Greatest(share, float(rule["at_least"]))).filter(delegates__lt=F("least"))
    return Q(pk__in=few.values("pk"))


def in_two_places(day) -> Q:
    """Entries of the last months whose payer is listed under two townships."""
    lately = LevyEntry.objects.filter(payers.lately(day)).order_by()
    twice = lately.values("payer_code").annotate(n=Count("org", distinct=True)).filter(n__gt=1)
    return payers.lately(day) & Q(payer_code__in=twice.values("payer_code"))


def overdue_claims(day) -> Q:
    return Q(until=None, since__lte=day, due_on__lt=day) & ~Q(case__state__in=CLOSED)


def unapproved(day) -> Q:
    held = (Q(until=None) | Q(until__gt=day)) & Q(since__lte=day)
    return held & (Q(union__approved_on=None) | Q(union__approved_on__gt=day))


Finding(
    "union-parent",
    "工会无上级",
    "所属镇街总工会已撤销，工会不进入任何镇街的统计",
    GrassrootsUnion,
    lambda day: standing(day) & Q(org__until__lte=day),
    "把所属镇街改为现在的上级工会",
)
OfEnterprises(
    "headcount-old",
    "职工数超过一年未核实",
    "百人以上台账、覆盖职工等数字以旧职工数计算",
    when=unchecked,
    repair="在单位页登记新的职工数",
)
OfEnterprises(
    "code-missing",
    "缺少统一社会信用代码",
    "不能与税务代收库、市场登记按代码比对",
    when=lambda day: rules.open_on(day) & Q(credit_code=None),
    repair="补填统一社会信用代码",
)
OfEnterprises(
    "code-wrong",
    "统一社会信用代码有误",
    "位数、字符或校验位不符，不能按代码比对",
    when=lambda day: Q(credit_code__isnull=False) & (~Q(credit_code__regex=FORM) | WRONG_CHECK),
    repair="对照营业执照改正",
)
Finding(
    "union-unapproved",
    "由未批复的工会覆盖",
    "上级批复前不计入建会数",
    Affiliation,
    unapproved,
    "登记工会的批复日期和文号，或结束这条覆盖记录",
)
OfEnterprises(
    "operating-resting",
    "停业仍计为正常经营",
    "建制率的分母偏大",
    when=resting,
    repair="结束“正常经营”的口径认定，或登记恢复日期",
)
OfEnterprises(
    "no-reason",
    "百人以上未建会，未登记原因",
    "不计入按原因分组的未建会企业数",
    when=unexplained,
    repair="登记未建会原因和下一步",
)
Finding(
    "term-overdue",
    "届满未换届",
    "届期内工会比例下降",
    Term,
    overdue_terms,
    "登记新一届选举，或批准延期的日期",
)
Finding(
    "congress-idle",
    "职工代表大会十二个月未召开",
    "职工代表大会每年至少召开一次，不计入建立职代会单位",
    DemocraticForm,
    idle,
    "登记会议，或结束这项制度",
)
OfMeetings(
    "meeting-votes",
    "到会或赞成人数不足",
    "到会应有代表的三分之二，表决应过全体代表的半数",
    when=short_of_votes,
    repair="核对应到、实到和赞成人数",
)
OfMeetings(
    "meeting-papers",
    "审议事项提交工会不足七日",
    "事项应在会议七日前书面提交工会",
    when=papers_late,
    repair="核对提交日期",
)
OfMeetings(
    "meeting-delegates",
    "职工代表人数不足",
    "代表应不少于职工的百分之五，且不少于三十名",
    when=too_few_delegates,
    repair="核对应到代表和职工数",
)
Finding(
    "payer-two-places",
    "缴费单位列在两个镇街",
    "各镇街户数相加大于全区",
    LevyEntry,
    in_two_places,
    "核对经营地，认定到一个镇街",
)
Finding(
    "claim-overdue",
    "认领后逾期未办结",
    "超过办结期限，转由区总工会督办",
    Claim,
    overdue_claims,
    "办结、延期，或退回重新认领",
)
