"""荣誉、代表: titles by the year of the award, and who speaks for the workers in the bodies elected."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Q

from union_portal.fields import half_up, rate
from union_portal.reporting.indicators import Derived, Rate, Tally

from ..models import Delegate, Honour

Body, Title = Delegate.Body, Honour.Title
Titles = partial(Tally, model=Honour)


def of_title(title: str):
    return lambda period: period.covers("awarded_on") & Q(title=title)


@dataclass(frozen=True)
class ByBody(Rate):
    """A rate over members of elected bodies that tells beside it the rate of each body."""

    def besides(self, rows):
        frontline = Count("pk", filter=Q(frontline=True))
        lines = rows.order_by().values_list("body").annotate(some=frontline, every=Count("pk"))
        found = {body: (some, every) for body, some, every in lines}
        return {
            str(body.label): f"{found[body][0]} ÷ {found[body][1]} ＝ {half_up(rate(*found[body]) or 0, 1)}%"
            for body in Body
            if body in found
        }


Titles("HON01", when=of_title(Title.NATIONAL_MODEL))
Titles("HON02", when=of_title(Title.CITY_MODEL))
Titles("HON03", when=of_title(Title.CITY_ADVANCED))
Titles("HON04", when=of_title(Title.CITY_COLLECTIVE))
Derived("HON05", plus=("HON01", "HON02", "HON03", "HON04"))
Titles("HON06", when=of_title(Title.COLLECTIVE))
Titles("SKL12", when=of_title(Title.CRAFTSMAN))
ByBody(
    "GOV01",
    model=Delegate,
    over=lambda p: p.ends_with("elected_on", "until") & ~Q(body=Body.CONGRESS),
    of=lambda p: Q(frontline=True),
    over_label="委员会、常委会、产业工会委员",
    of_label="其中劳模和一线职工",
)
Tally("GOV02", model=Delegate, when=lambda p: p.covers("elected_on") & Q(body=Body.CONGRESS))
