"""每日摘要: one mail a working day to whoever asked for it, with how much waits, and nothing about whom.

A mail is claimed before it goes and never claimed twice: whoever dies in between has sent at most one.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Count, Min, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from union_portal.calendars import is_working_day
from union_portal.organization.models import User

from .models import Digest, MailAddress, Notice

log = logging.getLogger(__name__)
Todo = tuple[str, int, str]
TODO: list[Callable[[User, dt.date], Iterable[Todo]]] = []
"""Each app tells what waits for a person: label, number, path of the page; only numbers above 0 are told."""
FROM_HOUR = 8
AT_ONCE = 50
"""Mails a run; the next run, five minutes later, goes on."""


def awaiting(user: User, day: dt.date) -> list[Todo]:
    """What waits for this person, of all that the apps tell: also the list on the first page."""
    return [line for tell in TODO for line in tell(user, day) if line[1]]


def send_due(now: dt.datetime | None = None) -> int:
    """The chore: sends what today's readers have not been sent yet; returns how many mails went."""
    now = now or timezone.localtime()
    if not settings.EMAIL_URL or now.hour < FROM_HOUR or not is_working_day(now.date()):
        return 0
    return send(now.date())


def send(day: dt.date) -> int:
    waiting = _waiting(day)
    if not waiting:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        log.warning("mail server not reached: %s", type(error).__name__)
        return 0
    try:
        return sum(_send(address, day, connection) for address in waiting)
    finally:
        connection.close()


def _waiting(day: dt.date) -> list[MailAddress]:
    done = Digest.objects.filter(day=day).values("user")
    at_work = Q(user__until=None) | Q(user__until__gt=day)
    wanted = MailAddress.objects.filter(at_work, digest=True, user__since__lte=day).exclude(user__in=done)
    return list(wanted.select_related("user").order_by("pk")[:AT_ONCE])


def _send(address: MailAddress, day: dt.date, connection: BaseEmailBackend) -> bool:
    """Claims the day first; nothing goes out for a day without anything to tell."""
    mail = letter(address, day, connection)
    claim, ours = Digest.objects.get_or_create(user=address.user, day=day, defaults={"empty": mail is None})
    if not ours or mail is None:
        return False
    try:
        mail.send()
    except OSError as error:
        Digest.objects.filter(pk=claim.pk).update(error=type(error).__name__)
        log.warning("digest %s not sent: %s", claim.pk, type(error).__name__)
        return False
    Digest.objects.filter(pk=claim.pk).update(sent_at=timezone.now())
    return True


def letter(
    address: MailAddress, day: dt.date, connection: BaseEmailBackend | None = None
) -> EmailMessage | None:
    """Numbers and pages alone; None when there is nothing to tell."""
    user = address.user
    todo = awaiting(user, day)
    unread = Notice.objects.filter(user=user, read_at=None).aggregate(n=Count("pk"), due=Min("due_on"))
    if not todo and not unread["n"]:
        return None
    portal = settings.PORTAL_URL
    lines = [(label, number, f"{portal}{path}") for label, number, path in todo]
    inbox = f"{portal}{reverse('notices')}"
    context = {"day": day, "lines": lines, "unread": unread, "portal": portal, "inbox": inbox}
    text = render_to_string("notices/digest.txt", context)
    total = sum(number for _, number, _ in todo)
    subject = f"工会门户{day:%m月%d日}：待办{total}件，未读消息{unread['n']}条"
    return EmailMessage(subject, text, to=[address.email], connection=connection)
