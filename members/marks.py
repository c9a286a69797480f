"""What a list of members says of each as of a day: where enrolled, which card, whether in order (S13)."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, DateField, F, Func, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import Exact, In

from .faults import CHOICES, FAULTS, failing
from .models import Card, Membership
from .moves import enrolled

ANY, NONE = "any", "none"
WORDS = dict(CHOICES)
PASSES, ABSENT = "合格", "不在册"
STANDINGS = [*Membership.Standing.choices, (NONE, ABSENT)]
STATES = [*Card.State.choices, (NONE, "未办卡")]


class FaultsField(CharField):
    """The reasons for which a record fails, told in words; filtered by one of them, by any or by none."""

    def from_db_value(self, value, expression, connection):
        if value is None:
            return ABSENT
        return "、".join(WORDS[code] for code in value) or PASSES


@FaultsField.register_lookup
class FailsBy(Exact):
    """Asked once over all spells instead of member by member."""

    prepare_rhs = False

    def as_sql(self, compiler, connection):
        member, day = self.lhs.get_source_expressions()[0], self.lhs.day
        wrong = failing(day, [self.rhs] if self.rhs in WORDS else [])
        spells = Membership.objects.filter(enrolled(day), ~wrong if self.rhs == NONE else wrong)
        return In(member, spells.order_by().values("member_id").query).as_sql(compiler, connection)


class Faults(Func):
    """An array of codes, of the member's active spell on `day`; null where there is none."""

    def __init__(self, day: dt.date):
        spell = Membership.objects.filter(enrolled(day), member=OuterRef("pk"))
        codes = Func(
            *(Case(When(fault.when(day), then=Value(fault.code))) for fault in FAULTS),
            template="array_remove(ARRAY[%(expressions)s]::text[], NULL)",
            output_field=ArrayField(CharField()),
        )
        super().__init__(
            F("pk"),
            Subquery(spell.annotate(codes=codes).values("codes")[:1]),
            output_field=FaultsField("不合格原因", choices=[(ANY, "不合格"), (NONE, PASSES), *CHOICES]),
        )
        self.day = day

    def as_sql(self, compiler, connection, **extra):
        return compiler.compile(self.get_source_expressions()[1])


def marks(day: dt.date) -> dict:
    """Columns of `Member` rows by name."""
    spell = Membership.objects.on(day).filter(member=OuterRef("pk"))
    where = Coalesce("employer__name", NullIf("platform", Value("")), "union__name")
    card = Card.objects.filter(member=OuterRef("pk"), ended_on=None)
    return {
        "workplace": Subquery(spell.annotate(where=where).values("where")[:1]),
        "card": Coalesce(
            Subquery(card.values("state")[:1]), Value(NONE), output_field=CharField(choices=STATES)
        ),
        "fault": Faults(day),
        "joined": Subquery(spell.values("admitted_on")[:1], output_field=DateField()),
        "standing": Coalesce(
            Subquery(spell.values("standing")[:1]), Value(NONE), output_field=CharField(choices=STANDINGS)
        ),
    }


LABELS = {
    "workplace": "单位",
    "card": "京卡",
    "fault": "不合格原因",
    "joined": "入会日期",
    "standing": "会籍",
}
