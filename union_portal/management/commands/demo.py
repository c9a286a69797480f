"""`make demo`: a fictitious district with the figures Daxing printed for 2015, on this machine only."""

import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TypeVar
from unicodedata import east_asian_width

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from union_portal import embedded, periods
from union_portal.audit.context import acting
from union_portal.organization.models import OrgUnit, User
from union_portal.reporting.catalogue import CATALOGUE
from union_portal.reporting.jobs import ask_for
from union_portal.supervisor import Supervisor

T = TypeVar("T")
HOST = "127.0.0.1"
YEAR = "2015"
DISTRICT = settings.BASE_DIR / "union_portal/reporting/published/daxing-2015.json"
ACCOUNTS = (
    "officer",
    "organisation",
    "rights",
    "service",
    "statistics",
    "leader",
    "auditor",
    "chair01",
    "clerk01",
    "worker01",
)
HEADLINES = (
    "ORG02",
    "ORG13",
    "MEM02",
    "MEM07",
    "MEM22",
    "BAR07",
    "BAR15",
    "DIS01",
    "DIS02",
    "DIS04",
    "DIS05",
    "LAW01",
    "STA01",
    "SVC04",
)


class Command(BaseCommand):
    help = "建立演示区，并在本机运行门户"

    def handle(self, **options) -> None:
        if settings.PROFILE != "demo":
            raise CommandError("演示只能由 make demo 启动：它为随机口令的演示账号放宽了安全设置。")
        port = free_port(os.environ.get("PORT") or "8000")
        try:
            with Supervisor(settings.DATA_DIR / "processes", self.say) as supervisor:
                self.prepare(supervisor)
                self.serve(supervisor, port)
        except KeyboardInterrupt:
            self.say("已停止。")
        finally:
            if embedded.started_here(settings.DATA_DIR):
                embedded.stop(settings.DATA_DIR)

    def prepare(self, supervisor: Supervisor) -> None:
        self.step("更新数据库", migrate)
        self.step("收集静态文件", collect_static)
        if not OrgUnit.objects.exists():
            self.step(f"按 {DISTRICT.name} 建立演示区", build_district)
        start_celery(supervisor)
        self.step(f"计算 {YEAR} 年各项指标", partial(call_command, "compute", period=YEAR))
        self.step("交后台计算上年和历月指标", ask_for_months)
        self.say(f"年度统计表：{self.step('编制年度统计表', write_yearbook)}")
        self.say(f"工作纪实文章：{self.step('编制工作纪实文章', write_article)}")
        self.print_table(headlines())
        self.print_table(accounts_with_new_passwords())

    def serve(self, supervisor: Supervisor, port: int) -> None:
        supervisor.start("web", "gunicorn", "union_portal.wsgi", *gunicorn_options(port))
        wait_until_listening(port)
        self.say(f"\n门户已就绪：http://{HOST}:{port} （Ctrl-C 停止）")
        supervisor.watch(keep_servers)

    def step(self, label: str, work: Callable[[], T]) -> T:
        began = time.monotonic()
        result = work()
        self.say(f"{label}：{time.monotonic() - began:.1f} 秒")
        return result

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def print_table(self, rows: Iterable[tuple[str, ...]]) -> None:
        rows = list(rows)
        widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
        self.say("")
        for row in rows:
            self.say("  ".join(pad(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip())


def free_port(given: str) -> int:
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise CommandError(f"端口“{given}”不是 1 至 65535 之间的数。")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, int(given)))
        except OSError as error:
            other = int(given) % 65535 + 1
            raise CommandError(
                f"端口 {given} 已被占用或不可用。请关闭占用它的程序，或换一个端口：make demo PORT={other}"
            ) from error
    return int(given)


def migrate() -> None:
    call_command("migrate", database="owner", interactive=False, verbosity=0)


def collect_static() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


def build_district() -> None:
    call_command("build_district", str(DISTRICT))


def ask_for_months() -> None:
    """The worker computes them while people already look around."""
    with acting(route="make demo", name="make demo"):
        for year in (int(YEAR), int(YEAR) - 1):
            for period in (periods.year(year), *(periods.month(year, number) for number in range(1, 13))):
                ask_for(period, "demo")


def write_yearbook() -> Path:
    file = settings.EXPORT_DIR / f"yearbook-{YEAR}.xlsx"
    file.parent.mkdir(parents=True, exist_ok=True)
    call_command("yearbook", year=int(YEAR), output=str(file))
    return file


def write_article() -> Path | str:
    """Of the annual record; until somebody opens one, a draft. What a visitor typed wrong stops nothing."""
    file = settings.EXPORT_DIR / f"article-{YEAR}.docx"
    try:
        call_command("article", year=int(YEAR), output=str(file))
    except CommandError as refused:
        return f"没有输出，{str(refused).splitlines()[0].rstrip('：:')}"
    return file


def start_celery(supervisor: Supervisor) -> None:
    celery = ("celery", "-A", "union_portal", "--workdir", str(settings.BASE_DIR))
    supervisor.start("worker", *celery, "worker", "--concurrency", "2", "--loglevel", "WARNING")
    schedule = settings.DATA_DIR / "processes" / "beat-schedule"
    supervisor.start("beat", *celery, "beat", "-s", str(schedule), "--pidfile=", "-l", "WARNING")


def gunicorn_options(port: int) -> list[str]:
    place = [
        "--bind",
        f"{HOST}:{port}",
        "--chdir",
        str(settings.BASE_DIR),
        "--no-control-socket",
    ]
    return [*place, "--workers", "2", "--threads", "4"]


def wait_until_listening(port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as trial:
            if trial.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError(f"网页服务没有启动，原因见 {settings.DATA_DIR / 'processes'} 中的日志。")


def keep_servers() -> None:
    """Brings back an embedded server that was killed; servers named by the environment are not ours."""
    embedded.ensure(
        settings.DATA_DIR,
        postgres=not os.environ.get("DATABASE_URL"),
        valkey=not os.environ.get("REDIS_URL"),
    )


def headlines() -> Iterable[tuple[str, ...]]:
    output = StringIO()
    call_command("figures", period=YEAR, format="json", stdout=output)
    figures = json.loads(output.getvalue())
    yield "代码", f"{YEAR} 年指标", "数值", "单位"
    for code in HEADLINES:
        if figure := figures.get(code):
            yield (
                code,
                CATALOGUE[code].name,
                figure_text(figure["value"]),
                figure["unit"],
            )


def figure_text(value: str | float | None) -> str:
    if value is None:
        return "不适用"
    return f"{Decimal(str(value)):,}"


def accounts_with_new_passwords() -> Iterable[tuple[str, ...]]:
    """Passwords are random and shown this once; those of the last start no longer work."""
    yield "账号", "口令", "岗位"
    with acting(route="make demo", name="make demo"):
        for user in User.objects.filter(username__in=ACCOUNTS).order_by("pk"):
            password = secrets.token_urlsafe(9)
            user.set_password(password)
            user.save(update_fields=["password"])
            yield user.username, password, str(user.main_post or user.name)


def width(text: str) -> int:
    """Columns on a terminal, where a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, wide: int) -> str:
    return text + " " * (wide - width(text))
