"""The queue of a made district: payers that a person must decide, with enterprises to choose from."""

import datetime as dt
from decimal import Decimal

from enterprises.levy.matching import match
from enterprises.models import LevyCandidate, LevyEntry
from union_portal import periods
from union_portal.district.brief import Brief
from union_portal.district.build import build


def test_a_made_district_leaves_payers_to_a_hand_with_candidates(db):
    figures = {"ORG02": Decimal(300), "FIN01": Decimal(340), "ORG27": Decimal(40), "ORG26": Decimal(20)}
    build(Brief("试验区总工会", "110115", "district", periods.year(2015), 5, figures), 1)
    november = dt.date(2015, 11, 1)
    waiting = LevyEntry.objects.filter(month=november, decision="").count()
    best = LevyCandidate.objects.filter(entry__month=november, rank=1)

    assert waiting == 340 - (300 - 40) - 20
    assert best.count() >= waiting * 3 // 4
    assert {month for month in LevyEntry.objects.filter(decision="").values_list("month", flat=True)} == {
        one.entry.month for one in LevyCandidate.objects.select_related("entry")
    }
    assert {"名称形近音近", "总公司与分公司", "名称相似"} <= {*best.values_list("why", flat=True)}
    assert match(november) == {"hand_queue": waiting}
