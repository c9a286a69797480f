"""劳动争议、法律援助: cases by the day of acceptance, success and money by the day of agreement."""

from functools import partial

from django.db.models import Q

from union_portal import parameters
from union_portal.reporting.indicators import Tally

from .models import Case, InspectionSquad, LegalAid, Recovery

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
