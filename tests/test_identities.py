"""Members' figures balance whatever happened, and equal those of a memory that replays the events."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.models import Membership
from tests import make
from tests.cases.scenes import SPRING, joined, spell
from union_portal import periods
from union_portal.reporting.compute import compute
from union_portal.reporting.identities import IDENTITIES, checked
from union_portal.reporting.indicators import REGISTRY

START = dt.date(2014, 6, 1)
DAY = dt.timedelta(days=1)
ROOT = "/110115/"
SOURCES = ["new_union", "existing", "individual"]
ENDS = ["retired", "withdrawn", "expelled", "lapsed", "deceased", "moved", "merged"]
HERE, AWAY = "active", "retained"


class Register:
    """Spells as the portal writes them; beside them, who is enrolled where, told anew by every event."""

    def __init__(self, people: list, unions: list):
        self.people, self.unions = people, unions
        self.day = START
        self.open: dict[int, dict] = {}
        self.closed: list[dict] = []
        self.days: list[tuple[dt.date, dict[int, int]]] = []
        """After each event: the township of every active member."""
        self.admissions: list[dict] = []

    def replay(self, events) -> None:
        for days, action, whom, how in events:
            self.day += days * DAY
            getattr(self, action)(whom % len(self.people), how)
            active = {who: spell for who, spell in self.open.items() if spell["standing"] == HERE}
            self.days.append((self.day, {who: spell["union"].org_id for who, spell in active.items()}))
        Membership.objects.bulk_create(Membership(**spell) for spell in [*self.closed, *self.open.values()])

    def begin(self, who: int, union, start: str, standing: str, admitted_on: dt.date, **facts) -> None:
        self.open[who] = {
            "org": union.org,
            "member": self.people[who],
            "union": union,
            "start": start,
            "standing": standing,
            "retained_for": "other" if standing == AWAY else "",
            "since": self.day,
            "admitted_on": admitted_on,
            **facts,
        }

    def finish(self, who: int, end: str, **facts) -> dict:
        spell = self.open.pop(who)
        spell |= {"until": self.day, "end": end} | facts
        self.closed.append(spell)
        return spell

    # --- what may happen

    def admit(self, who: int, how: int) -> None:
        if who not in self.open:
            union, source = self.unions[how % len(self.unions)], SOURCES[how % 3]
            self.begin(who, union, "admission", HERE, self.day, source=source, channel="counter")
            self.admissions.append(self.open[who])

    def transfer(self, who: int, how: int) -> None:
        if who in self.open:
            spell = self.finish(who, "transfer")
            self.begin(who, self.unions[how % len(self.unions)], "transfer", HERE, spell["admitted_on"])

    def retain(self, who: int, how: int) -> None:
        if who in self.open and self.open[who]["standing"] == HERE:
            spell = self.finish(who, "retained")
            self.begin(who, spell["union"], "retained", AWAY, spell["admitted_on"])

    def restore(self, who: int, how: int) -> None:
        if who in self.open and self.open[who]["standing"] == AWAY:
            spell = self.finish(who, "restored")
            self.begin(who, spell["union"], "restored", HERE, spell["admitted_on"])

    def leave(self, who: int, how: int) -> None:
        if who not in self.open:
            return
        end = ENDS[how % len(ENDS)]
        facts: dict[str, object] = {}
        if end in ("expelled", "lapsed"):
            facts = {"decision_no": "会字1号"}
        if end == "lapsed":
            facts |= {"fee_unpaid_since": START - 400 * DAY, "urged_on": self.day}
        if end == "lapsed" and self.open[who]["standing"] == AWAY:
            return
        self.finish(who, end, **facts)

    # --- what the memory knows

    def enrolled(self, day: dt.date) -> dict[int, int]:
        found: dict[int, int] = {}
        for when, places in self.days:
            if when <= day:
                found = places
        return found

    def admitted(self, start: dt.date, end: dt.date) -> Counter:
        """Townships and sources of the first admission of each year, unless taken back the same day."""
        found: Counter[tuple[int, str]] = Counter()
        seen = set()
        for one in self.admissions:
            day, year = one["since"], (one["member"].pk, one["since"].year)
            if year in seen or (one.get("until") == day and one["end"] in ENDS):
                continue
            seen.add(year)
            if start <= day <= end:
                found[one["union"].org_id, one["source"]] += 1
        return found


ACTIONS = ["admit", "admit", "transfer", "retain", "restore", "leave"]


def history(seed: int, length: int) -> list[tuple[int, str, int, int]]:
    rng = random.Random(seed)
    return [
        (rng.choice((0, 0, 1, rng.randrange(40))), rng.choice(ACTIONS), rng.randrange(99), rng.randrange(99))
        for _ in range(length)
    ]


@pytest.fixture
def place(yinghai, caiyu, district):
    people = [make.member(yinghai) for _ in range(5)]
    return district, (yinghai, caiyu), people, [make.union(org) for org in (yinghai, caiyu, yinghai)]


EXAMPLES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@EXAMPLES
@given(events=st.builds(history, st.integers(0, 2**32), st.integers(20, 60)), moments=st.integers(0, 2**32))
def test_whatever_happened_the_figures_balance_and_equal_the_replay(place, events, moments):
    district, towns, people, unions = place
    with transaction.atomic():
        register = Register(people, unions)
        register.replay(events)
        rng = random.Random(moments)
        days = [rng.choice(register.days)[0] + rng.choice((-1, 0, 1, 30)) * DAY for _ in range(2)]
        start, end = min(days), max(days)
        period = periods.custom(start, end)
        balances(period, [district, *towns])
        counted(register, period, towns)
        transaction.set_rollback(True)


def balances(period, units) -> None:
    wrong = {(unit.code, one.identity.code): one.fault for unit in units for one in checked(period, unit)}
    wrong = {key: fault for key, fault in wrong.items() if fault and key[1] != "V04"}
    assert wrong == {}


def counted(register, period, towns) -> None:
    figures = compute(period, ["MEM01", "MEM07", "MEM08", "MEM09", "MEM10", "MEM14"])
    opening, closing = (register.enrolled(day) for day in (period.start - DAY, period.last_day))
    fresh = register.admitted(period.start, period.last_day)
    for path, ours in [(ROOT, {t.pk for t in towns}), *((t.path, {t.pk}) for t in towns)]:
        before, after = (sum(town in ours for town in places.values()) for places in (opening, closing))
        by_source = [sum(n for (t, s), n in fresh.items() if t in ours and s == source) for source in SOURCES]
        expected = [after, sum(by_source), by_source[0], by_source[2], by_source[1], after - before]
        assert [figures[path][code].value for code in figures[path]] == expected


def test_kinds_of_leaving_make_up_all_who_left(place):
    district, towns, people, unions = place
    register = Register(people, unions)
    register.replay(history(7, 200))
    period = periods.custom(START, register.day)
    indicator = REGISTRY["MEM13"]

    kinds = [indicator.grouped(period, district, group.name).count() for group in indicator.groups()]

    assert sum(kinds) == indicator.rows(period, district).count() > 0


# --- what is said


def found(code, unit):
    [one] = checked(periods.year(2015), unit, [IDENTITIES[code]])
    return one


def test_an_identity_that_holds_says_every_figure(yinghai):
    spell(yinghai)
    spell(yinghai, SPRING)
    spell(yinghai, until=SPRING)

    one = found("MB-41", yinghai)

    assert (one.holds, one.fault) == (True, "")
    assert one.sentence == "会员数 2 ＝ 期初会员数 2 ＋ 新增会员 1 ＋ 转入 0 ＋ 恢复 0 － 减少会员 1"


def test_more_new_members_than_employees_of_new_unions_is_told(yinghai):
    joined(yinghai, SPRING, employees=1)
    for _ in range(3):
        spell(yinghai, SPRING, source="new_union")

    one = found("V04", yinghai)

    assert (one.holds, one.sentence) == (False, "其中新建会单位 3 ≤ 新建会单位职工数 (新增职工) 1")
    assert one.fault == "新建会单位新增会员多于新覆盖单位的职工，多出2人，请核实入会人数或批复职工数"


def test_the_page_lists_every_identity_of_one_s_own_unit(enter, yinghai, caiyu):
    spell(yinghai, SPRING, source="new_union")
    client = enter("clerk", yinghai)

    page = client.get("/quality/identities/", {"period": "2015"})

    assert [one.identity.code for one in page.context["wrong"]] == ["V04"]
    assert "多出1人" in page.content.decode()
    assert client.get("/quality/identities/", {"org": caiyu.code}).status_code == 404


def test_a_figure_s_page_says_what_it_must_agree_with(enter, yinghai):
    spell(yinghai, SPRING)

    page = enter("clerk", yinghai).get("/indicators/MEM14/", {"period": "2015"})

    assert [one.identity.code for one in page.context["checks"]] == ["V02", "MB-41"]
    assert "会员净增 1 ＝ 新增会员 1" in page.content.decode()
