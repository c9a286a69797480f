"""劳动争议、法律援助、法律监督: cases by the day of acceptance, success and money by the day of agreement."""

from functools import partial

from django.db.models import F, Q

from enterprises.models import Enterprise
from union_portal import parameters
from union_portal.reporting.identities import Identity, Term
from union_portal.reporting.indicators import Rate, Tally

from .models import Case, InspectionSquad, LegalAid, Recovery, Referral, SupervisionDocument, Supervisor

Cases = partial(Tally, model=Case)
Money = partial(Tally, model=Recovery, amount="agreed")


def accepted(period) -> Q:
    return period.covers("accepted_on")


def settled(period) -> Q:
    """LD-51: agreement dated in the period, whenever the case was accepted."""
    return period.covers("closed_on") & Q(outcome=Case.Outcome.SETTLED)


Cases("DIS01", when=accepted)
Cases("DIS02", when=settled)
Cases("DIS04", when=accepted, amount="workers")
Money("DIS05", when=lambda p: p.covers("agreed_on"))
Money("DIS06", when=lambda p: p.covers("agreed_on") & Q(case__claim=Case.Claim.WAGES))
Cases("DIS11", when=lambda p: p.covers("closed_on") & Q(outcome__in=("arbitration", "court")))
Cases("DIS12", when=lambda p: accepted(p) & Q(source=Case.Source.JOINT))
Cases(
    "DIS13",
    when=lambda p: accepted(p) & Q(workers__gte=parameters.value("collective_dispute_persons", p.last_day)),
)
Tally("DIS15", model=InspectionSquad, when=lambda p: p.ends_with("since", "until"))
Tally("LAW01", model=LegalAid, when=accepted)
Tally("LAW02", model=LegalAid, when=accepted, distinct="document_index")

# --- supervision

Papers = partial(Tally, model=SupervisionDocument)
Kind, Handed = SupervisionDocument.Kind, Referral.Kind


def served(period, kind: str) -> Q:
    return period.covers("delivered_on") & Q(kind=kind, voided_on=None)


def listed(period, kind: str) -> Q:
    """Enterprises that the other department entered in its record in the period."""
    rows = Referral.objects.filter(period.covers("since"), kind=kind)
    return Q(pk__in=rows.values("enterprise_id"))


Papers("LAW04", when=lambda p: served(p, Kind.OPINION))
Papers("LAW05", when=lambda p: served(p, Kind.PROPOSAL))
Rate(
    "LAW06",
    model=SupervisionDocument,
    over=lambda p: p.covers("answer_due") & Q(voided_on=None),
    of=lambda p: Q(answered_on__lte=F("answer_due")),
    over_label="期内到期应答复的意见书",
    of_label="期限内书面答复的意见书",
)
Rate(
    "LAW07",
    model=SupervisionDocument,
    over=lambda p: p.covers("answered_on") & Q(voided_on=None),
    of=lambda p: p.before("closed_on") & Q(outcome=SupervisionDocument.Outcome.CORRECTED),
    over_label="期内已答复的文书",
    of_label="确认已改正的文书",
)
Tally("LAW08", model=Enterprise, when=lambda p: listed(p, Handed.FILE))
Tally("LAW09", model=Enterprise, when=lambda p: listed(p, Handed.PUBLICITY))
Tally("LAW10", model=Supervisor, when=lambda p: p.ends_with("since", "until"))
Tally(
    "LAW13", model=Referral, when=lambda p: p.covers("referred_on") & Q(kind__in=(Handed.TAX, Handed.COURT))
)
Identity(
    "V08",
    (Term("DIS02"),),
    (Term("DIS01"),),
    "调解成功多于受理，多出{d}件：上期受理、本期达成协议的应加说明",
    at_most=True,
)
