"""A clerk at the import wizard: what is uploaded, and where it leads once the worker has been."""

import datetime as dt
import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make
from tests.rosters import HEADINGS, workbook
from union_portal.jobs import tasks
from union_portal.sheets.models import ImportBatch

TYPED = re.compile(r'name="(cell-[^"]+)"')
WRONG = "110115198506019912"
"""An identity number with a false check digit."""


def people(count, start=1):
    return [
        [f"张测试{n}", make.identity_number(n), f"1380013{n:04d}", "瀛海街道", dt.date(2015, 3, 1)]
        for n in range(start, start + count)
    ]


def spoiled(count=3):
    """People, the second of whom has a wrong number."""
    rows = people(count)
    rows[1][1] = WRONG
    return rows


def sent(client, rows, name="名册.xlsx"):
    content = rows if isinstance(rows, bytes) else workbook([HEADINGS, *rows])
    return client.post("/members/import/member/", {"file": SimpleUploadedFile(name, content)})


def mapped(client, rows) -> str:
    """Uploaded, columns as they were matched, checked; the address of the page the batch stands at."""
    columns = sent(client, rows).url
    shown = client.get(columns).context["form"]
    chosen = {name: shown[name].value() for name in shown.fields}
    return settled(client, client.post(columns, chosen).url)


def settled(client, address: str) -> str:
    """Where the waiting page leads once the worker has been."""
    tasks.run(batch().job_id)
    return client.get(address).url


def batch() -> ImportBatch:
    return ImportBatch.objects.latest("uploaded_at")
