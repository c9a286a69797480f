"""What indicators have to say of a period, reckoned day by day from the memory."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from enterprises.models import CLOSED, GrassrootsUnion, UnionizationCase

from .actions import District
from .memory import Memory, anniversary

Kind = GrassrootsUnion.Kind
INDUSTRY, ANY = (Kind.INDUSTRY,), (Kind.INDUSTRY, Kind.REGIONAL)
ONE = dt.timedelta(days=1)
Parts = tuple[Counter, ...]
"""By township: the figure; of a rate, numerator and denominator; of a change, those who came, who went."""


class Reckoning:
    """From `start` to `end`, both included."""

    def __init__(self, district: District, start: dt.date, end: dt.date):
        self.district, self.start, self.end = district, start, end
        self.before, self.now = district.as_of(start - ONE), district.as_of(end)
        whens = sorted({when for when, _ in district.past if start <= when <= end})
        self.closes: list[Memory] = [self.before, *map(district.as_of, whens)]
        """How every day of the period ended on which something happened, after the day before it."""
        self.homes = {firm.pk: firm.org_id for firm in district.firms}

    def figures(self) -> dict[str, Parts]:
        return {**self.stocks(), **self.rates(), **self.events()}

    def firms(self, keys: Iterable[int]) -> Counter:
        return Counter(self.homes[key] for key in keys)

    def unions(self, keys: Iterable[int]) -> Counter:
        return Counter(self.district.unions[key] for key in keys)

    def hundred(self) -> set[int]:
        return {firm for firm, employees in self.district.staff(self.end).items() if employees >= 100}

    def obstacles(self, memory: Memory) -> set[int]:
        return {firm for (firm,) in memory.held["obstacle"]}

    def stocks(self) -> dict[str, Parts]:
        now, covered = self.now, self.now.covered()
        base = {key for key in now.standing if now.kinds[key] in (Kind.INDEPENDENT, Kind.JOINT)}
        return {
            "ORG01": (self.unions(base),),
            "ORG02": (self.firms(covered),),
            "ORG03": (self.firms(covered | now.federated()),),
            "ORG14": (self.unions(self.federations("city", INDUSTRY)),),
            "ORG15": (self.unions(self.federations("district", INDUSTRY)),),
            "ORG16": (self.unions(self.federations("township", ANY)),),
            "ORG20": (self.firms(self.hundred() - now.closed),),
            "ORG23": (self.firms(self.obstacles(now) - covered),),
            "ORG31": (self.firms({firm for firm, _ in now.held["defiance"]}),),
            "COM07": (Counter(town for (town,) in now.held["pilot"]),),
        }

    def federations(self, level: str, kinds: tuple[str, ...]) -> set[int]:
        levels, now = self.district.levels, self.now
        return {key for key in now.standing if levels[key] == level and now.kinds[key] in kinds}

    def rates(self) -> dict[str, Parts]:
        now, covered = self.now, self.now.covered()
        due = now.eligible("unionize")
        owners = dict(UnionizationCase.objects.values_list("pk", "enterprise_id"))
        in_hand = {owners[case] for (case,), stage in now.held["stage"].items() if stage not in CLOSED}
        claimed = {owners[case] for (case,) in now.held["claim"]}
        return {
            "ORG04": self.share(due, covered),
            "ORG05": self.share(due & now.eligible("above_size"), covered),
            "ORG06": self.share(due & self.hundred(), covered),
            "ORG22": self.share(in_hand - covered, claimed),
            "ORG24": self.share(self.obstacles(self.before), self.resolved() & covered),
            "ORG29": self.renewals(),
        }

    def share(self, over: set[int], of: set[int]) -> Parts:
        return self.firms(over & of), self.firms(over)

    def resolved(self) -> set[int]:
        """Firms whose reason of the day before the period is not theirs any more."""
        return {
            firm
            for firm in self.obstacles(self.before)
            if firm not in self.obstacles(self.now)
            or self.now.spell["obstacle", (firm,)] != self.before.spell["obstacle", (firm,)]
        }

    def renewals(self) -> Parts:
        """Of the terms that ran out, those that the next election came before."""
        over, of = [], []
        for union, elected, years in self.now.elections:
            last = anniversary(elected, years) - ONE
            if not self.start <= last <= self.end or union in self.district.as_of(last).dissolved:
                continue
            over.append(union)
            if any(one == union and elected < day <= last for one, day, _ in self.now.elections):
                of.append(union)
        return self.unions(of), self.unions(over)

    def events(self) -> dict[str, Parts]:
        now, before = self.now, self.before
        approved = now.approved() - before.approved()
        begun = set().union(*(memory.coverings() for memory in self.closes)) - before.coverings()
        lost = set()
        for yesterday, today in zip(self.closes, self.closes[1:], strict=False):
            lost |= yesterday.covered() - today.covered()
        joint = [firm for _, firm, union in begun if now.kinds[union] == Kind.JOINT and firm in now.small()]
        employees = Counter({town: 30 * times for town, times in self.firms(f for _, f, _ in begun).items()})
        came, went = now.covered() - before.covered(), before.covered() - now.covered()
        return {
            "ORG07": (self.unions(key for key in approved if now.kinds[key] == Kind.INDEPENDENT),),
            "ORG10": (self.firms(joint),),
            "ORG11": (self.firms(lost),),
            "ORG12": (self.firms(came), self.firms(went)),
            "ORG13": (employees,),
        }
