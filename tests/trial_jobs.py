"""Kinds of jobs for the tests of jobs; the worker that a test starts reads them in as well."""

import os
import signal
import time
from pathlib import Path

from tests import make
from union_portal import periods
from union_portal.jobs.models import Job, Refused, handler
from union_portal.organization.models import OrgUnit
from union_portal.reporting.store import period_row

WRITTEN = periods.year(1999)
PERSONAL = "赵测试 110115198506019915"


@handler("trial.writes")
def writes(job: Job) -> str:
    period_row(WRITTEN)
    return "办好了"


@handler("trial.raises")
def raises(job: Job) -> None:
    period_row(WRITTEN)
    raise ValueError(PERSONAL)


@handler("trial.refuses")
def refuses(job: Job) -> None:
    period_row(WRITTEN)
    raise Refused("名册第3行的单位不存在，请改正后重新提交")


@handler("trial.kills")
def kills(job: Job) -> None:
    """The memory it would need is more than there is, say; `args["log"]` counts the starts."""
    with Path(job.args["log"]).open("a") as log:
        log.write("始\n")
    os.kill(os.getpid(), signal.SIGKILL)


@handler("trial.waits")
def waits(job: Job) -> None:
    """Works until the file of `args["until"]` is there."""
    job.progress(3, 10)
    while not Path(job.args["until"]).exists():
        time.sleep(0.05)


@handler("trial.enrols")
def enrols(job: Job) -> str:
    make.enterprise(OrgUnit.objects.get(pk=job.args["org"]))
    return "登记了1家"
