"""The annual workbook from kept figures: what it costs the processor."""

import time
from statistics import median

from union_portal.organization.models import OrgUnit
from union_portal.reporting import yearbook as annual

from .district import YEAR
from .measure import Result, seconds

GOAL = 3


def yearbook() -> list[Result]:
    """Gathered, laid out and zipped; CPU seconds of this process."""
    unit = OrgUnit.objects.root()
    runs = [seconds(lambda: annual.file_of(annual.gather(YEAR, unit)), time.process_time) for _ in range(5)]
    return [Result("年度统计表（处理器时间）", median(runs), goal=GOAL)]
