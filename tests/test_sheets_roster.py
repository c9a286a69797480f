"""A roster of five thousand people, three hundred rows of it wrong, until everybody is in the register."""

import datetime as dt
from collections import Counter

import pytest
from openpyxl.utils import get_column_letter

from members.models import Member
from tests import make
from tests.hostile.roster import FIRST_STRANGER, HEADS, TOWNS, corrected, roster
from tests.hostile.tables import OTHER_TOWN
from tests.uploading import batch, mapped, sent, settled
from union_portal.organization.models import OrgUnit, Post, User

pytestmark = pytest.mark.django_db
EACH = 12
SAVED = {"do": "save"}


@pytest.fixture
def clerk(enter):
    """Signed in: chair of the two townships of the roster."""
    district = make.district()
    first, second = (make.township(district, f"00{n}", town) for n, town in enumerate(TOWNS, 1))
    client = enter("chair", first)
    user = User.objects.get(pk=client.session["_auth_user_id"])
    Post.objects.create(user=user, role="chair", unit=second, since=dt.date(2010, 1, 1))
    return client


@pytest.fixture
def strangers(clerk):
    """People of another township, whose numbers were written beside the wrong names."""
    town = make.township(OrgUnit.objects.get(level="district"), "003", OTHER_TOWN)
    for number in range(EACH):
        make.member(town, document=make.identity_number(FIRST_STRANGER + number))
    return town


def counts() -> dict[str, int]:
    done = batch()
    return {name: getattr(done, name) for name in ("read", "created", "updated", "unchanged", "rejected")}


def registered() -> list[tuple]:
    """Everybody of the two townships, as the roster would say it."""
    rows = Member.objects.filter(org__name__in=TOWNS).select_related("org")
    return sorted(
        (
            row.name,
            row.document.reveal(),
            row.get_sex_display(),
            row.born_on,
            row.mobile and row.mobile.reveal(),
            row.org.name,
            "是" if row.is_migrant else "否",
            row.get_category_display(),
            row.collected_on,
        )
        for row in rows
    )


def test_five_thousand_people_come_in_though_three_hundred_rows_were_wrong(clerk, strangers):
    wanted = roster(5000, EACH)
    planted = Counter(kind for *_, kind in wanted.told)
    assert (len(planted), sum(planted.values())) == (25, 300)

    check = mapped(clerk, wanted.workbook())

    told = [(f.row, f.label, f.why, f.column) for f in batch().faults.order_by("row")]
    letters = {head: get_column_letter(n) for n, head in enumerate(HEADS, 1)} | {"整行": ""}
    assert told == [(row, label, why, letters[label]) for row, label, why, _ in wanted.told]
    assert {fault.repair[:1] for fault in batch().faults.all()} == {"请", "可"}
    assert Member.objects.exclude(org=strangers).count() == 0

    confirm = clerk.post(check, {"do": "partial"}).url
    result = settled(clerk, clerk.post(confirm, SAVED).url)
    assert counts() == {"read": 5000, "created": 4700, "updated": 0, "unchanged": 0, "rejected": 300}
    assert Member.objects.exclude(org=strangers).count() == 4700

    rest = clerk.get(result.replace("result", "problems")).getvalue()
    confirm = settled(clerk, sent(clerk, corrected(rest, wanted.truth), "问题行.xlsx").url)
    settled(clerk, clerk.post(confirm, SAVED).url)

    assert counts() == {"read": 300, "created": 300, "updated": 0, "unchanged": 0, "rejected": 0}
    assert registered() == sorted(tuple(line.values())[1:] for line in wanted.truth)
    assert Member.objects.values("document_index").distinct().count() == 5000 + EACH
