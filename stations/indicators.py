"""阵地、服务、素质、文体: places on the last day, activities and those who came in the period."""

from functools import partial

from django.db.models import Q

from union_portal.reporting.identities import Identity, Term
from union_portal.reporting.indicators import Rate, Tally

from .models import Activity, Attendance, GridUnit, Project, Station

Places = partial(Tally, model=Station)
Held = partial(Tally, model=Activity)
Came = partial(Tally, model=Attendance, amount="persons")
Kind = Activity.Kind


def kept(kind: Station.Kind):
    return lambda period: period.ends_with("since", "until") & Q(kind=kind)


def opened(kind: Station.Kind):
    return lambda period: period.covers("since") & Q(kind=kind)


def standardised(period) -> Q:
    return kept(Station.Kind.STATION)(period) & Q(standardised_on__lte=period.last_day)


def held(kind: Kind):
    return lambda period: period.covers("held_on") & Q(kind=kind)


def came(kind: Kind):
    return lambda period: period.covers("activity__held_on") & Q(activity__kind=kind)


Places("STA01", when=kept(Station.Kind.STATION))
Places("STA02", when=standardised)
Rate(
    "STA03",
    model=Station,
    over=kept(Station.Kind.STATION),
    of=standardised,
    over_label="工会服务站",
    of_label="规范化服务站",
)
Places("STA06", when=kept(Station.Kind.HOME))
Places("STA09", when=kept(Station.Kind.REST_STOP))
Places("STA10", when=opened(Station.Kind.REST_STOP))
Places("STA13", when=kept(Station.Kind.NURSING))
Places("STA14", when=kept(Station.Kind.CULTURE))
Came("SVC04", when=came(Kind.CARD))
Tally("SVC08", model=Project, when=lambda p: p.covers("approved_on"))
Tally("SVC09", model=GridUnit, when=lambda p: p.ends_with("since", "until"))
Came("SKL01", when=came(Kind.CONTEST))
Tally(
    "SKL03",
    model=Attendance,
    when=lambda p: came(Kind.INNOVATION)(p) & Q(enterprise__isnull=False),
    distinct="enterprise_id",
)
Places("SKL05", when=kept(Station.Kind.STUDIO))
Held("SKL09", when=held(Kind.LECTURE))
Came("SKL10", when=came(Kind.LECTURE))
Held("CUL01", when=held(Kind.CULTURE))
Came("CUL02", when=came(Kind.CULTURE))
Came("CUL03", when=came(Kind.VOLUNTEER))
Identity(
    "V11",
    (Term("STA02"),),
    (Term("STA01"),),
    "规范化服务站多于全部服务站，多出{d}个",
    at_most=True,
)
