"""The counter on the district at its full size: what a worker waits for between two keys."""

import datetime as dt
import random
import sys
import uuid
from collections.abc import Callable
from statistics import median, quantiles

from django.db import connection, transaction
from django.test import Client

from enterprises.models import Affiliation, Enterprise
from members.models import Member
from union_portal.fields import check_character
from union_portal.organization.models import User

from .measure import Result, seconds

COUNTER, LOOK, FIRMS = "/members/counter/", "/members/counter/look/", "/members/counter/suggest/firms/"
ROUNDS, GOAL = 60, 300
"""Answers measured of each kind, after one that is not; milliseconds at the 95th percentile."""
Ask = Callable[[], object]


def counter() -> list[Result]:
    """Each answer as the worker's own and as that of an account that sees the whole district."""
    print(f"会员{Member.objects.count():,}人", file=sys.stderr)
    worker, wide = User.objects.get(username="worker01"), User.objects.get(username="organisation")
    results = []
    for user, whose in ((worker, "社工"), (wide, "全区")):
        desk = Desk(user)
        for name, ask in (
            ("查证件号码：没有登记", desk.unknown),
            ("查证件号码：已是会员", desk.known),
            ("查证件号码：错一位", desk.misspelt),
            ("查姓名简拼", desk.named),
            ("单位简拼提示", desk.firms),
            ("保存会员、会籍、京卡", desk.save),
        ):
            results += measured(f"窗口（{whose}）{name}", ask)
    return results


def measured(name: str, ask: Ask) -> list[Result]:
    ask()
    taken = [1000 * seconds(ask) for _ in range(ROUNDS)]
    late = quantiles(taken, n=20)[-1]
    return [
        Result(f"{name}：中位数", round(median(taken), 1), unit="毫秒"),
        Result(f"{name}：95%以内", round(late, 1), goal=GOAL, unit="毫秒"),
    ]


class Desk:
    """One worker's signed-in browser, and people from the register to serve."""

    def __init__(self, user: User):
        self.client, self.rng = Client(), random.Random(user.pk)
        self.client.force_login(user, "union_portal.organization.backends.PostBackend")
        units = user.unit_ids("members.change")
        self.people = [
            (who.document.reveal(), who.initials) for who in Member.objects.filter(org__in=units)[:200]
        ]
        covered = Affiliation.objects.covering(dt.date.today()).values("enterprise")
        own = Enterprise.objects.filter(org__in=units, pk__in=covered, closed_on=None)
        self.places = list(own.values_list("name", "initials", "pk")[:200])

    def number(self) -> str:
        day = dt.date(1975, 1, 1) + dt.timedelta(days=self.rng.randrange(12_000))
        body = f"110115{day:%Y%m%d}{self.rng.randrange(1000):03}"
        return body + check_character(body)

    def look(self, typed: str) -> None:
        expect(self.client.post(LOOK, {"typed": typed, "document_type": "RIC"}).status_code, 200)

    def unknown(self) -> None:
        self.look(self.number())

    def known(self) -> None:
        self.look(self.rng.choice(self.people)[0])

    def misspelt(self) -> None:
        number = self.number()
        self.look(number[:4] + str((int(number[4]) + 1) % 10) + number[5:])

    def named(self) -> None:
        self.look(self.rng.choice(self.people)[1])

    def firms(self) -> None:
        answer = self.client.get(FIRMS, {"q": self.rng.choice(self.places)[1][:4]})
        expect(bool(answer.json()["rows"]), True)

    def save(self) -> None:
        """Written with every constraint checked, and then not kept."""
        name, _, firm = self.rng.choice(self.places)
        with transaction.atomic():
            answer = self.client.post(
                COUNTER,
                {
                    "form_key": str(uuid.uuid4()),
                    "typed": self.number(),
                    "document_type": "RIC",
                    "name": "王测试",
                    "mobile": "13800138000",
                    "employer": name,
                    "firm": firm,
                    "category": "staff",
                    "card": "new",
                },
            )
            expect(answer.status_code, 302)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)


def expect(found: object, due: object) -> None:
    if found != due:
        raise AssertionError(f"应为{due}，实为{found}")
