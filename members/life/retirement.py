"""Who reaches the statutory retirement date (CA-20): the whole register at once (MB-39)."""

import datetime as dt

from django.db import models
from django.db.models import Case, CharField, DateField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Ceil, ExtractMonth, ExtractYear, Greatest, Least

from union_portal import parameters
from union_portal.calendars import add_months

from ..models import Member, Membership, Sex

Kind = Member.Retirement
YEAR = 12


def with_retirement(members: QuerySet, day: dt.date) -> QuerySet:
    """`calendars.retirement_date` of the whole set in SQL, by the rule in force on `day`.

    Adds `kind`, the class (by sex where none is recorded, women by the earlier one), and `retires_on`.
    """
    told = Case(
        When(~Q(retirement=""), then=F("retirement")),
        When(sex=Sex.MALE, then=Value(Kind.MALE)),
        default=Value(Kind.FEMALE_50),
        output_field=CharField(),
    )
    return members.annotate(kind=told).annotate(
        retires_on=Case(
            *(When(kind=kind, then=_date(kind, day)) for kind in Kind.values), output_field=DateField()
        )
    )


def _date(kind: str, day: dt.date) -> models.Expression:
    rule = parameters.rule("retirement_delay", day)
    age, pace = int(kind[1:]) * YEAR, rule.value[kind]
    if not pace["most"]:
        return _later(Value(age))
    first = rule.since.year * YEAR + rule.since.month
    begun = ExtractYear("born_on") * YEAR + ExtractMonth("born_on") + Value(age - first + 1)
    delay = Least(Value(pace["most"]), Greatest(Value(0), Ceil(begun * 1.0 / pace["every"])))
    return _later(Value(age) + delay)


def _later(months: models.Expression) -> Func:
    """The day so many months after birth; the month's last where there is none such."""
    number = Func(
        months, function="CAST", template="CAST(%(expressions)s AS int)", output_field=IntegerField()
    )
    return Func(
        F("born_on"),
        number,
        template="(%(expressions)s))::date",
        arg_joiner=" + make_interval(months => ",
        output_field=DateField(),
    )


def retiring(spells: QuerySet, day: dt.date, months: int) -> QuerySet:
    """Active spells whose member passes the date over [day, day + months)."""
    return _between(spells, day, day, add_months(day, months))


def past_retirement(spells: QuerySet, day: dt.date) -> QuerySet:
    """Active spells whose member passed the date before `day`; the class must be known for certain."""
    certain = Q(member__sex=Sex.MALE) | ~Q(member__retirement="")
    return _between(spells.filter(certain), day, None, day)


def _between(spells: QuerySet, day: dt.date, first: dt.date | None, end: dt.date) -> QuerySet:
    people = with_retirement(Member.objects.all(), day).filter(retires_on__lt=end)
    if first:
        people = people.filter(retires_on__gte=first)
    return spells.filter(until=None, standing=Membership.Standing.ACTIVE, member__in=people.values("pk"))
