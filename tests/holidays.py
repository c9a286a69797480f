"""The State Council's notices of days off, written down from the notices, one line each.

A line: the notice, its days off, its weekend days worked. Weekends within a run of days off are part of it.
"""

import datetime as dt
from dataclasses import dataclass

NOTICES = """
国办发明电〔2014〕28号 2015 | 0101-0103 0218-0224 0404-0406 0501-0503 0620-0622 0926-0927 1001-1007
  | 0104 0215 0228 1010
国发明电〔2015〕1号 2015 | 0903-0905 | 0906
国办发明电〔2015〕18号 2016 | 0101-0103 0207-0213 0402-0404 0430-0502 0609-0611 0915-0917 1001-1007
  | 0206 0214 0612 0918 1008 1009
国办发明电〔2016〕17号 2017 | 0101-0102 0127-0202 0402-0404 0429-0501 0528-0530 1001-1008
  | 0122 0204 0401 0527 0930
国办发明电〔2017〕12号 2018 | 0101-0101 0215-0221 0405-0407 0429-0501 0616-0618 0922-0924 1001-1007
  | 0211 0224 0408 0428 0929 0930
国办发明电〔2018〕15号 2018 | 1230-1231 | 1229
国办发明电〔2018〕15号 2019 | 0101-0101 0204-0210 0405-0407 0607-0609 0913-0915 1001-1007
  | 0202 0203 0929 1012
国办发明电〔2019〕3号 2019 | 0501-0504 | 0428 0505
国办发明电〔2019〕16号 2020 | 0101-0101 0124-0130 0404-0406 0501-0505 0625-0627 1001-1008
  | 0119 0426 0509 0628 0927 1010
国办发明电〔2020〕1号 2020 | 0131-0202 |
国办发明电〔2020〕27号 2021 | 0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007
  | 0207 0220 0425 0508 0918 0926 1009
国办发明电〔2021〕11号 2022 | 0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007
  | 0129 0130 0402 0424 0507 1008 1009
国办发明电〔2022〕16号 2022 | 1231-1231 |
国办发明电〔2022〕16号 2023 | 0101-0102 0121-0127 0405-0405 0429-0503 0622-0624 0929-1006
  | 0128 0129 0423 0506 0625 1007 1008
国办发明电〔2023〕7号 2023 | 1230-1231 |
国办发明电〔2023〕7号 2024 | 0101-0101 0210-0217 0404-0406 0501-0505 0610-0610 0915-0917 1001-1007
  | 0204 0218 0407 0428 0511 0914 0929 1012
国办发明电〔2024〕12号 2025 | 0101-0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008
  | 0126 0208 0427 0928 1011
国办发明电〔2025〕7号 2026 | 0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007
  | 0104 0214 0228 0509 0920 1010
"""
"""The extension of 2020 lifts the Saturday's work of 1 February that the notice before it had set."""
FIRST, LAST = dt.date(2015, 1, 1), dt.date(2026, 12, 31)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Noticed:
    """One day a notice names."""

    worked: bool
    notice: str


def _read() -> dict[dt.date, Noticed]:
    found = {}
    for line in NOTICES.replace("\n  |", " |").strip().splitlines():
        head, off, worked = line.split("|")
        notice, year = head.split()
        for run in off.split():
            day, last = (dt.datetime.strptime(year + end, "%Y%m%d").date() for end in run.split("-"))
            while day <= last:
                found[day] = Noticed(False, notice)
                day += DAY
        for end in worked.split():
            found[dt.datetime.strptime(year + end, "%Y%m%d").date()] = Noticed(True, notice)
    return found


NOTICED = _read()


def is_worked(day: dt.date) -> bool:
    """By the notice that names it, else Monday to Friday."""
    return NOTICED[day].worked if day in NOTICED else day.isoweekday() not in (6, 7)
