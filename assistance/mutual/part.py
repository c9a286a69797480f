"""The generator's share of mutual aid: covers standing at the close, claims paid in the period and before."""

import datetime as dt
from decimal import Decimal

from members.models import Membership, Sex
from members.moves import enrolled
from union_portal.bulk import copy
from union_portal.district.parts import Part
from union_portal.district.plan import Plan, split_money
from union_portal.reporting.compute import whole_tables

from ..models import PAID, Enrolment, MutualClaim, Scheme

EACH = 760
"""Yuan a claim, where nothing asks for a sum."""
YEAR = dt.timedelta(days=365)
Person = tuple[int, int, dt.date, str]
"""Member, township, enrolled since, sex."""


class MutualPart(Part):
    rank = 5.5
    codes = frozenset({"MUT01", "MUT03", "MUT04", "MUT05", "MUT06", "MUT07"})

    def decide(self, plan: Plan) -> None:
        size = plan.values["MEM01"]
        plan.decide("MUT01", size / 60, high=size)
        special = plan.given("MUT07") or 0
        paid = plan.decide("MUT03", size / 900, low=special, high=None if size else 0)
        plan.decide("MUT07", paid / 3, low=0, high=paid)
        plan.decide("MUT05", paid * 1.9, low=paid)
        money = plan.money("MUT04")
        plan.sums["MUT04"] = Decimal(paid * EACH) if money is None else money
        if bool(plan.sums["MUT04"]) != bool(paid):
            plan.refuse("MUT04", f"与受助{paid:,}人次不能同时成立")
        money, before = plan.money("MUT06"), plan.values["MUT05"] - paid
        plan.sums["MUT06"] = plan.sums["MUT04"] + before * EACH if money is None else money
        self._before(plan)

    def _before(self, plan: Plan) -> tuple[int, Decimal]:
        """How many claims were paid before the period, and what they came to."""
        times = plan.values["MUT05"] - plan.values["MUT03"]
        money = plan.sums["MUT06"] - plan.sums["MUT04"]
        if money < 0 or bool(money) != bool(times):
            plan.refuse("MUT06", "与本期互助金额、累计受助人次不能同时成立")
        return times, money

    def make(self, plan: Plan) -> None:
        spells = Membership.objects.within(plan.root).filter(enrolled(plan.last))
        with whole_tables():
            people = list(spells.order_by("pk").values_list("member", "org", "since", "member__sex"))
        plan.stream("mutual people").shuffle(people)
        self._covers(plan, people[: plan.values["MUT01"]])
        self._claims(plan, people)

    def _covers(self, plan: Plan, people: list[Person]) -> None:
        """One cover a person, begun within the year before the close."""
        rng = plan.stream("mutual covers")
        open_to_all = [scheme for scheme in PAID if scheme not in (Scheme.WOMEN, Scheme.CHILD)]

        def rows():
            for place, (member, org, joined, sex) in enumerate(people):
                women = sex == Sex.FEMALE and place % 3 == 0
                scheme = Scheme.WOMEN if women else open_to_all[place % len(open_to_all)]
                since = max(joined, plan.last - dt.timedelta(days=rng.randrange(360)))
                policy = f"互保{since:%Y}{place + 1:05d}"
                yield org, member, scheme.value, since, since + YEAR, policy, "union", Decimal(50)

        names = ("org", "member", "scheme", "since", "until", "policy", "payer", "premium")
        copy(Enrolment, names, rows())

    def _claims(self, plan: Plan, people: list[Person]) -> None:
        """Under the plans that come with the card, so that no cover is needed on the day."""
        rng, special = plan.stream("mutual claims"), plan.values["MUT07"]
        now, (before, money) = plan.values["MUT03"], self._before(plan)
        sums = self._sums(plan.sums["MUT04"], now, rng) + self._sums(money, before, rng)

        def rows():
            for place, amount in enumerate(sums):
                member, org, *_ = people[place % len(people)]
                paid = plan.day(rng) if place < now else plan.earlier(rng, 4, 0.5)
                home = place < special or place >= now and place % 3 == 0
                scheme = Scheme.HOME if home else Scheme.MEDICAL
                accepted = paid - dt.timedelta(days=rng.randrange(5, 40))
                reported = accepted - dt.timedelta(days=rng.randrange(10))
                event = reported - dt.timedelta(days=rng.randrange(3, 60))
                number = f"互赔{plan.serial('互赔'):06d}"
                yield org, number, member, scheme.value, event, amount, reported, accepted, paid, amount

        names = ("org", "number", "member", "scheme", "event_on", "claimed", "reported_on", "accepted_on")
        copy(MutualClaim, (*names, "paid_on", "paid"), rows())

    def _sums(self, total: Decimal, count: int, rng) -> list[Decimal]:
        return split_money(total, [0.4 + rng.random() for _ in range(count)]) if count else []
