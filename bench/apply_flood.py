"""A thousand applications from one address in a minute, beside people at work: their pages' p95 with and
without it, asked of the real server, turn and turn about."""

import datetime as dt
import http.client
import itertools
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles
from urllib.parse import urlencode

from django.conf import settings
from django.db import connections
from django.test import Client

from enterprises.models import GrassrootsUnion
from members.applying.sealing import seal
from members.models import JoiningDoor, MembershipApplication
from tests.make import identity_number
from union_portal import parameters
from union_portal.audit.context import acting
from union_portal.management.commands.demo import HOST, gunicorn_options

from .measure import Result
from .pages import who_may

ASKED, TURNS, SLICE = 1000, 3, 20
"""Applications in all; slices with and without them; seconds of a slice."""
STAFF, PAUSE = 4, 1.0
"""People at work, and the seconds each looks at a page before opening the next."""
PAGES = ("/", "/members/", "/members/applications/queue/", "/enterprises/")
GOAL = 1.25
TOKEN = secrets.token_hex(16)
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={TOKEN}"}
ANSWERS = {"name": "洪测试", "document_type": "RIC", "mobile": "13800138000", "category": "staff"}


def apply_flood() -> list[Result]:
    posts = parameters.value("public_form_address", dt.date.today())["posts"]
    with acting(route="bench", name="命令行"):
        union = GrassrootsUnion.objects.filter(state="standing").order_by("pk")[0]
        door = JoiningDoor.objects.create(org=union.org, title="压力测试", union=union, since=dt.date.today())
    door.refresh_from_db()
    cookie = session()
    try:
        with serving() as port:
            quiet, flooded, answers = measured(port, door, cookie)
        stored = MembershipApplication.objects.filter(door=door).count()
    finally:
        forget(door)
    told = Counter(answers)
    if told != {302: posts, 429: ASKED - posts} or stored != posts:
        raise AssertionError(f"应收下{posts}份，实为{dict(told)}，存{stored}行")
    return [
        Result("公开申请：收下（存下的行）", told[302], stored, 1, "份"),
        Result("公开申请：婉拒", told[429], unit="份"),
        Result("职员页p95（一分钟1000份申请对平时）", p95(flooded), p95(quiet), GOAL),
    ]


def measured(port: int, door, cookie: str) -> tuple[list[float], list[float], list[int]]:
    """Seconds of staff pages in quiet, and in the flood; the answers the flood got."""
    bodies = iter([sending(door, number) for number in range(ASKED)])
    times: dict[bool, list[float]] = {False: [], True: []}
    answers: list[int] = []
    work(port, cookie, 3)
    for _, flooded in itertools.product(range(TURNS), (False, True)):
        share = list(itertools.islice(bodies, -(-ASKED // TURNS))) if flooded else []
        flood = threading.Thread(target=pour, args=(port, door, share, answers))
        flood.start()
        times[flooded] += work(port, cookie, SLICE)
        flood.join()
    return times[False], times[True], answers


def work(port: int, cookie: str, seconds: float) -> list[float]:
    """People opening page after page; how long each took."""
    taken: list[float] = []
    until = time.perf_counter() + seconds

    def person() -> None:
        for page in itertools.cycle(PAGES):
            if (started := time.perf_counter()) > until:
                return
            status = ask(port, "GET", page, headers={"Cookie": cookie})
            taken.append(time.perf_counter() - started)
            if status != 200:
                raise AssertionError(f"{page}：{status}")
            time.sleep(PAUSE)

    people = [threading.Thread(target=person) for _ in range(STAFF)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return taken


def pour(port: int, door, bodies: list[str], answers: list[int]) -> None:
    """Evenly over a slice, each on a thread of its own: a slow answer holds up no other."""
    threads, started = [], time.perf_counter()
    for number, body in enumerate(bodies):
        time.sleep(max(0, started + number * SLICE / len(bodies) - time.perf_counter()))
        arguments = (port, "POST", f"/join/{door.token}/", body, HEADERS | {"X-Real-IP": ADDRESS})
        threads.append(threading.Thread(target=lambda given=arguments: answers.append(ask(*given))))
        threads[-1].start()
    for thread in threads:
        thread.join()


ADDRESS = f"bench-{uuid.uuid4()}"
"""The counter in Valkey outlives a run."""


def ask(port: int, method: str, path: str, body: str | None = None, headers: dict | None = None) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def sending(door, number: int) -> str:
    answers = ANSWERS | {"document": identity_number(50_000 + number), "key": str(uuid.uuid4())}
    sealed = seal(answers, str(door.token))
    return urlencode({"do": "send", "sealed": sealed, "csrfmiddlewaretoken": TOKEN})


def session() -> str:
    client = Client()
    client.force_login(who_may("members.view"), "union_portal.organization.backends.PostBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def serving() -> Iterator[int]:
    """The server as the demonstration runs it, behind a proxy that tells who asks."""
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", *gunicorn_options(port), "union_portal.wsgi"]
    environment = os.environ | {"CLIENT_ADDRESS_HEADER": "X-Real-IP"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                ask(port, "GET", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]


def forget(door: JoiningDoor) -> None:
    """What was measured with leaves the register."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM members_membershipapplication WHERE door_id = %s", [door.pk])
        cursor.execute("DELETE FROM members_joiningdoor WHERE id = %s", [door.pk])
