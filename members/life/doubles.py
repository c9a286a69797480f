"""Who may be registered twice: found for the whole register at once, decided by a person (ID-18, MB-46)."""

import datetime as dt
from typing import cast

from django.core.exceptions import ValidationError
from django.db import connection

from union_portal.fields import BlindIndexField, DocumentType, column, convert_15
from union_portal.organization.models import OrgUnit

from ..models import Member

FIFTEEN = 15
FIND = """
WITH first_generation (id, index) AS (SELECT * FROM unnest(%(old)s::bigint[], %(indexes)s::bytea[])),
alike (one, other, why) AS (
  SELECT a.id, b.id, '姓名、出生日期相同' FROM members_member a
  JOIN members_member b ON b.name = a.name AND b.born_on = a.born_on AND b.id > a.id
  UNION ALL
  SELECT a.id, b.id, '姓名、手机号码相同' FROM members_member a
  JOIN members_member b ON b.mobile_index = a.mobile_index AND b.name = a.name AND b.id > a.id
  UNION ALL
  SELECT least(o.id, m.id), greatest(o.id, m.id), '15位证件号码与18位号码是同一号码'
  FROM first_generation o JOIN members_member m ON m.document_index = o.index AND m.id <> o.id
)
INSERT INTO members_duplicatepair (org_id, one_id, other_id, why, found_on, remark)
SELECT CASE WHEN a.org_id = b.org_id THEN a.org_id ELSE %(district)s END, a.id, b.id,
       left(string_agg(DISTINCT d.why, '；' ORDER BY d.why), 100), %(day)s, ''
FROM alike d JOIN members_member a ON a.id = d.one JOIN members_member b ON b.id = d.other
WHERE a.merged_on IS NULL AND b.merged_on IS NULL
GROUP BY a.id, b.id
ON CONFLICT DO NOTHING
"""


def find(day: dt.date) -> int:
    """Adds the pairs nobody has seen yet; those of two townships belong to the district. Returns how many."""
    district = OrgUnit.objects.root()
    if district is None:
        return 0
    old = first_generation()
    with connection.cursor() as cursor:
        cursor.execute(
            FIND,
            {"old": [*old], "indexes": [*old.values()], "district": district.pk, "day": day},
        )
        return cursor.rowcount


def first_generation() -> dict[int, bytes]:
    """Members kept under a number of fifteen digits, by the blind index of the eighteen it became."""
    index = cast(BlindIndexField, column(Member, "document_index"))
    found = {}
    for member in Member.objects.filter(document_type=DocumentType.OTHER).only("document"):
        number = member.document.reveal() if member.document else ""
        if len(number) == FIFTEEN:
            try:
                found[member.pk] = index.to_copy(convert_15(number))
            except ValidationError:
                continue
    return found
