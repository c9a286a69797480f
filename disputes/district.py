"""The generator's share of disputes, recoveries, legal aid and squads."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from enterprises.district import Firms
from union_portal.bulk import copy, reserve
from union_portal.district.parts import Part
from union_portal.district.people import People
from union_portal.district.plan import Plan, fill, split_money
from union_portal.fields import blind_index, context_of, encrypt

from .models import Case, InspectionSquad, LegalAid, Recovery

PER_CASE = Decimal(138_000)
"""Yuan recovered in a case where only their number is given."""
CLAIMS = ("relation", "contract", "insurance", "injury", "compensation")
GROUP = 10


class DisputesPart(Part):
    rank = 4
    codes = frozenset(
        {"DIS01", "DIS02", "DIS04", "DIS05", "DIS06", "DIS11", "DIS12", "DIS13", "DIS15", "LAW01", "LAW02"}
    )
    openings = frozenset({"DIS15"})

    def decide(self, plan: Plan) -> None:
        total, wages = plan.money("DIS05"), plan.money("DIS06")
        if total is not None and wages is not None and wages > total:
            plan.refuse("DIS06", "不应大于DIS05")
        paid = total if total is not None else wages
        known = max(plan.given(code) or 0 for code in ("DIS02", "DIS11", "DIS12", "DIS13"))
        default = max(known * 1.1, float((paid or 0) / PER_CASE), 3 if paid else 0)
        if not plan.asks("DIS01", "DIS02", "DIS04", "DIS05", "DIS06", "DIS11", "DIS12", "DIS13"):
            default = plan.values["MEM01"] / 220
        accepted = plan.decide(
            "DIS01", default, low=1 if plan.given("DIS04") else 0, high=plan.given("DIS04")
        )
        moved = plan.decide("DIS11", accepted * 0.03)
        settled = plan.decide("DIS02", min(accepted * 0.9, max(accepted - moved, 0)))
        self._money(plan, total, wages, settled + moved)
        workers = plan.given("DIS04")
        most = accepted if workers is None else min(accepted, (workers - accepted) // (GROUP - 1))
        needed = int((workers or 0) > accepted * (GROUP - 1))
        groups = plan.decide("DIS13", max(most * 0.1, needed), low=needed, high=max(most, 0))
        plan.decide("DIS12", accepted * 0.3, high=accepted)
        plan.decide(
            "DIS04",
            accepted * 1.6 + groups * 22,
            low=accepted + groups * (GROUP - 1),
            high=None if groups else accepted * (GROUP - 1),
        )
        plan.decide("DIS15", len(plan.townships) * 0.6)
        aided = plan.decide(
            "LAW01", plan.given("LAW02") or plan.values["MEM01"] / 250, low=plan.given("LAW02") or 0
        )
        plan.decide("LAW02", aided, low=min(aided, 1), high=aided)

    def _money(self, plan: Plan, total: Decimal | None, wages: Decimal | None, closed: int) -> None:
        if total is None:
            total = (wages or Decimal(0)) + PER_CASE * max(closed, 0) * (wages is None)
        if wages is None:
            wages = (total * Decimal("0.4")).quantize(Decimal(1)) if closed > 1 else total
        if total and not closed:
            plan.refuse("DIS05", "需要期内有调解成功或转案的案件")
        plan.sums |= {"DIS05": total, "DIS06": wages}

    def make(self, plan: Plan) -> None:
        for period in (plan, self._past(plan)):
            Cases(period).write()
            _legal_aid(period)
        _squads(plan)

    def _past(self, plan: Plan) -> Plan:
        """The period before, its smaller numbers made to fit each other again."""
        past = plan.past()
        values = past.values
        values["DIS02"] = min(values["DIS02"], values["DIS01"])
        values["DIS11"] = min(values["DIS11"], values["DIS01"] - values["DIS02"])
        values["DIS13"] = min(values["DIS13"], values["DIS01"])
        least = values["DIS01"] + values["DIS13"] * (GROUP - 1)
        most = values["DIS04"] if values["DIS13"] else values["DIS01"] * (GROUP - 1)
        values["DIS04"] = max(least, min(values["DIS04"], most))
        values["LAW02"] = min(values["LAW02"], values["LAW01"])
        closed = values["DIS02"] + values["DIS11"]
        if closed < 2:
            past.sums["DIS06"] = past.sums["DIS05"] = past.sums["DIS05"] * bool(closed)
        return past


class Cases:
    """Cases accepted in the period, cases carried over from before, and what each recovered."""

    def __init__(self, plan: Plan):
        self.plan, self.rng = plan, plan.stream("cases")
        values = plan.values
        self.accepted, self.settled, self.moved = values["DIS01"], values["DIS02"], values["DIS11"]
        self.closed = self.settled + self.moved
        self.carried = max(0, self.closed - self.accepted)
        self.total = self.accepted + self.carried
        self.paid, self.wages = plan.sums["DIS05"], plan.sums["DIS06"]
        self.of_wages = self._wage_cases()

    def _wage_cases(self) -> int:
        """How many of the closed cases are about pay: enough to hold their money, and to leave the rest's."""
        if not self.closed:
            return 0
        if self.wages == self.paid:
            return self.closed
        return 0 if not self.wages else max(1, min(self.closed - 1, round(self.closed * 0.55)))

    def write(self) -> None:
        plan, rng = self.plan, self.rng
        units, keys = plan.units_for(self.total, "cases"), reserve(Case, self.total)
        if self.wages and self.wages != self.paid and self.closed == 1:
            plan.refuse("DIS06", "与DIS05不等时需要至少2件结案案件")
        workers, people, firms = (
            self._workers(),
            People(plan.seed + 2, plan.before),
            plan.take(Firms).unionized,
        )
        dates: list[dt.date | None] = []

        def rows() -> Iterable[tuple]:
            for place, (pk, unit) in enumerate(zip(keys, units, strict=True)):
                accepted, closed, outcome = self._course(place)
                dates.append(closed)
                claim = "wages" if self._about_pay(place) else CLAIMS[place % 5]
                firm = firms[place * 13 % len(firms)] if firms else None
                yield (
                    pk, unit.pk, f"调字〔{accepted.year}〕{plan.serial('调字', accepted.year):04d}号",
                    self._source(place), claim, people.name(place % 3 == 0),
                    workers[place], firm and firm.pk, "" if firm else "个体经营者",
                    accepted - dt.timedelta(days=rng.randrange(0, 3)),
                    accepted, closed, outcome,
                )  # fmt: skip

        names = ("id", "org", "number", "source", "claim", "applicant", "workers", "enterprise", "respondent")
        copy(Case, (*names, "received_on", "accepted_on", "closed_on", "outcome"), rows())
        self._recoveries(keys, units, dates)

    def _about_pay(self, place: int) -> bool:
        return place < self.of_wages if place < self.closed else place % 2 == 0

    def _course(self, place: int) -> tuple[dt.date, dt.date | None, str]:
        """Closed cases first; of these the last `carried` were accepted before the period."""
        plan, rng = self.plan, self.rng
        outcome = "settled" if place < self.settled else ("arbitration", "court")[place % 2]
        if place < self.closed and place >= self.closed - self.carried:
            accepted = plan.before - dt.timedelta(days=rng.randrange(0, 12))
            return accepted, min(plan.last, plan.start + dt.timedelta(days=rng.randrange(0, 5))), outcome
        accepted = plan.day(rng)
        if place < self.closed:
            return accepted, min(plan.last, accepted + dt.timedelta(days=rng.randrange(1, 15))), outcome
        if (plan.last - accepted).days > 15:
            return accepted, accepted + dt.timedelta(days=rng.randrange(8, 15)), "failed"
        return accepted, None, ""

    def _source(self, place: int) -> str:
        """Joint cases among those accepted in the period: DIS12."""
        carried = self.closed - self.carried <= place < self.closed
        position = place if place < self.closed - self.carried else place - self.carried
        if not carried and position < self.plan.values["DIS12"]:
            return "joint"
        return ("visit", "hotline", "transfer")[place % 3]

    def _workers(self) -> list[int]:
        """Workers of the accepted add up to DIS04; DIS13 of the cases concern ten or more."""
        groups, rng = self.plan.values["DIS13"], self.rng
        inside = [
            place for place in range(self.total) if not self.closed - self.carried <= place < self.closed
        ]
        step = max(1, len(inside) // max(groups, 1))
        large = {inside[n * step] for n in range(groups)} if groups else set()
        total = self.plan.values["DIS04"]
        lows = [GROUP if place in large else 1 for place in inside]
        highs = [total if place in large else GROUP - 1 for place in inside]
        weights = [8 + rng.expovariate(1 / 25) if place in large else rng.random() for place in inside]
        amounts = fill(total, lows, highs, weights)
        if amounts is None:
            self.plan.refuse("DIS04", f"为{total:,}人，与受理件数、集体争议件数不能同时成立")
        workers = [1] * self.total
        for place, amount in zip(inside, amounts, strict=True):
            workers[place] = amount
        return workers

    def _recoveries(self, keys, units, dates) -> None:
        rng = self.rng
        pay = split_money(self.wages, [rng.expovariate(1) + 0.05 for _ in range(self.of_wages)])
        rest = split_money(
            self.paid - self.wages, [rng.expovariate(1) + 0.05 for _ in range(self.closed - self.of_wages)]
        )
        amounts = [*pay, *rest] if self.paid else []

        def rows() -> Iterable[tuple]:
            for place, amount in enumerate(amounts):
                channel = "mediation" if place < self.settled else ("arbitration", "litigation")[place % 2]
                claimed = (amount * Decimal("1.25")).quantize(Decimal("0.01"))
                yield units[place].pk, keys[place], channel, dates[place], claimed, amount, amount

        copy(Recovery, ("org", "case", "channel", "agreed_on", "claimed", "agreed", "performed"), rows())


def _legal_aid(plan: Plan) -> None:
    """LAW01 cases of LAW02 persons; one person's cases lie in one township."""
    rng, people = plan.stream("legal aid"), People(plan.seed + 3, plan.before)
    cases, persons = plan.values["LAW01"], plan.values["LAW02"]
    units, context = plan.units_for(persons, "legal aid"), context_of(LegalAid, "document")
    known = [(people.name(n % 2 == 0), people.document(n % 2 == 0)[0]) for n in range(persons)]

    def rows() -> Iterable[tuple]:
        for place in range(cases):
            name, document = known[place % persons]
            day = plan.day(rng)
            yield (
                units[place % persons].pk, f"援字〔{day.year}〕{plan.serial('援字', day.year):04d}号",
                name, encrypt(document, context),
                blind_index(document, context), ("wages", *CLAIMS)[place % 6], day,
                f"{people.name(False)}律师",
            )  # fmt: skip

    names = ("org", "number", "applicant", "document", "document_index", "claim", "accepted_on", "lawyer")
    copy(LegalAid, names, rows())


def _squads(plan: Plan) -> None:
    """One squad a township until all have one, then more; as many before the period as the opening asks."""
    count, old = plan.values["DIS15"], plan.opening("DIS15")
    old = count if old is None else old
    rng, gone = plan.stream("squads"), max(0, old - count)

    def rows() -> Iterable[tuple]:
        for place in range(count + gone):
            unit = plan.townships[place % len(plan.townships)]
            turn = place // len(plan.townships)
            name = f"{unit.short_name}劳动监察分队" + (f"{turn + 1}组" if turn else "")
            since = plan.earlier(rng) if place < old or place >= count else plan.day(rng)
            yield unit.pk, name, since, plan.day(rng) if place >= count else None, 2 + place % 4

    copy(InspectionSquad, ("org", "name", "since", "until", "members"), rows())
