"""Payers of a tax list, and what a page is told about them."""

import datetime as dt

from enterprises.models import LevyCandidate
from tests.make.organising import levy

SEPTEMBER, OCTOBER, NOVEMBER = (dt.date(2018, month, 1) for month in (9, 10, 11))
MONTH, QUEUE = "/enterprises/levy/2018-10/", "/enterprises/levy/2018-10/queue/"


def pays(firm, month=OCTOBER, **fields):
    decided = {"enterprise": firm, "decision": "matched", "method": "code", "decided_on": month}
    known = {"payer_name": firm.name, "payer_code": firm.credit_code}
    return levy(fields.pop("org", firm.org), month=month, **known | decided | fields)


def proposed(entry, *firms):
    for rank, firm in enumerate(firms, start=1):
        LevyCandidate.objects.create(entry=entry, enterprise=firm, rank=rank, score=0.7, why="名称相似")
    return entry


def say(client, entry, do, **more):
    entry.refresh_from_db()
    known = {"entry": entry.pk, "version": entry.version, "do": do}
    return client.post(QUEUE, known | more, follow=True)


def said(entry):
    entry.refresh_from_db()
    return entry.decision, entry.enterprise_id, entry.method, entry.decided_by_id, entry.remark
