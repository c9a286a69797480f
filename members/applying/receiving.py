"""An application is received once a person; whoever asks, the answer is the same."""

import base64
import datetime as dt
import re

from django.db import IntegrityError, transaction

from ..models import JoiningDoor, Membership, MembershipApplication
from .forms import NOTICE

REFERENCE = re.compile("[A-Z2-7]{4}-[A-Z2-7]{4}")
INDEX = MembershipApplication._meta.get_field("document_index")


def reference(index: bytes) -> str:
    """受理编号, of the blind index's first 40 bits: the same for a person every time, so that it tells
    nobody whether an application waits already or not."""
    letters = base64.b32encode(bytes(index[:5])).decode()
    return f"{letters[:4]}-{letters[4:]}"


def receive(door: JoiningDoor, answers: dict[str, str], key: str) -> str:
    """Stores the application and returns its reference. `key` is of the form: sent twice, it counts once.

    While an earlier application of hers waits, that one stays as it is and only notes that she came again.
    """
    index = INDEX.to_copy(answers["document"])
    known = MembershipApplication.objects.filter(document_index=index, verdict="")
    if not MembershipApplication.objects.filter(form_key=key).exists():
        today = dt.date.today()
        try:
            with transaction.atomic():
                if not known.update(again_on=today):
                    _store(door, answers, key, today)
        except IntegrityError:  # she sent it twice in the same moment
            known.exclude(form_key=key).update(again_on=today)
    return reference(index)


def _store(door: JoiningDoor, answers: dict[str, str], key: str, today: dt.date) -> None:
    channels = Membership.Channel
    MembershipApplication.objects.create(
        org_id=door.org_id,
        door=door,
        union_id=door.union_id,
        employer_id=door.enterprise_id,
        channel=channels.MEETING if door.meeting_id else channels.ONLINE,
        applied_on=today,
        consent_version=NOTICE,
        consent_on=today,
        sensitive_on=today,
        form_key=key,
        **answers,
    )
