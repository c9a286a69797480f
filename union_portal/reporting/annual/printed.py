"""What is printed of a seal, on the workbook and on the article."""

from django.utils import timezone

from ..models import AnnualRecord
from ..sealed import approved, snapshot_of

NOT_SEALED = "未封存，数据以封存后的版本为准"


def version_of(record: AnnualRecord) -> str:
    """第2版，含更正1条: the snapshot's number, and what was corrected since."""
    done = approved(record).count() if record.sealed_at else 0
    return f"第{snapshot_of(record).number}版" + (f"，含更正{done}条" if done else "")


def seal_words(record: AnnualRecord | None) -> str:
    """第1版　2016年1月20日 10:12 封存　SHA-256 9f86…: the whole digest, for whoever verifies it later."""
    if record is None or record.sealed_at is None:
        return NOT_SEALED
    at = timezone.localtime(record.sealed_at)
    algorithm = snapshot_of(record).algorithm.upper().replace("SHA", "SHA-")
    when = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    return f"{version_of(record)}　{when}封存　{algorithm} {record.seal}"
