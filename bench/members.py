"""The district's 98,593 members built with all that guards them, against a bare COPY of the same rows."""

import io
from collections.abc import Callable

from django.db import connection, connections, transaction

from members.district.rows import write
from members.models import Card, Member, Membership
from union_portal.audit.context import acting
from union_portal.district import brief as briefs
from union_portal.district.parts import PARTS
from union_portal.district.places import lay_out
from union_portal.district.plan import Plan

from .district import BRIEF, scratch
from .measure import Result, alternately

MODELS = (Member, Membership, Card)
GOAL, GUARDED_GOAL = 10, 2
ROUNDS = 5
Texts = dict[str, str]


def build_members() -> list[Result]:
    """Names, identity numbers, encryption, blind indexes, keys, indexes, constraints, audit: all of it."""
    with scratch():
        plan = up_to_enterprises()
        texts = rows_of(lambda: write(plan))
        for table in texts:
            execute(f"CREATE UNLOGGED TABLE plain_{table} (LIKE {table})")
        ours, bare, guarded = alternately(
            lambda: undone(lambda: write(plan)),
            lambda: bare_copy(texts),
            lambda: undone(lambda: copy(texts)),
            rounds=ROUNDS,
            before=lambda: empty(texts),
        )
    return [
        Result("生成会员（对无索引、无约束的COPY）", ours, bare, GOAL),
        Result("生成会员（对直接COPY进正式表）", ours, guarded, GUARDED_GOAL),
    ]


def up_to_enterprises() -> Plan:
    """Everything decided, and the enterprises written that members are enrolled at."""
    brief = briefs.read(str(BRIEF))
    with acting(route="bench", name="命令行"):
        plan = lay_out(brief, seed=2015)
        for part in reversed(PARTS):
            part.demand(plan)
        for part in PARTS:
            part.decide(plan)
        PARTS[0].make(plan)
    return plan


def rows_of(making: Callable[[], object]) -> Texts:
    """What `making` writes, as the text that COPY reads."""
    with acting(route="bench", name="命令行"), connection.cursor() as cursor:
        making()
        texts = {model._meta.db_table: io.StringIO() for model in MODELS}
        for table, text in texts.items():
            cursor.cursor.copy_expert(f"COPY {table} TO STDOUT", text)
    return {table: text.getvalue() for table, text in texts.items()}


def undone(making: Callable[[], object]) -> None:
    """With every constraint checked, and then not kept."""
    with acting(route="bench", name="命令行"), connection.cursor() as cursor:
        making()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def copy(texts: Texts, prefix: str = "", alias: str = "default") -> None:
    with connections[alias].cursor() as cursor:
        for table, text in texts.items():
            cursor.cursor.copy_expert(f"COPY {prefix}{table} FROM STDIN", io.StringIO(text))


def bare_copy(texts: Texts) -> None:
    copy(texts, "plain_", "owner")


def empty(texts: Texts) -> None:
    """No dead rows of the last round slow the next."""
    execute(f"TRUNCATE {', '.join([*texts, *(f'plain_{table}' for table in texts)])} CASCADE")


def execute(command: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(command)
