"""Files that people attach: judged by what they are, unreadable on the disk, handed back as they came."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from union_portal.notices.files import MOST, PaperField, forget, handed, keep

SCAN = b"%PDF-1.4\nscan"


def sent(content, name="会议记录.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.mark.parametrize("content", [SCAN, b"\xff\xd8\xff\xe0jpeg", b"\x89PNG\r\n\x1a\nimage"])
def test_a_scan_or_a_photo_is_taken(content):
    assert PaperField().clean(sent(content)).read() == content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><script>", "应为PDF、JPG或PNG文件，内容不是其中任何一种，请另存后重新选择"),
        (b"MZ program", "应为PDF、JPG或PNG文件，内容不是其中任何一种，请另存后重新选择"),
        (b"", "文件是空的，请重新选择"),
        (SCAN + b"0" * MOST, "文件应不超过20MB，现为20.0MB，请压缩或分开上传"),
    ],
)
def test_anything_else_is_refused_whatever_its_name(content, said):
    with pytest.raises(ValidationError) as refusal:
        PaperField().clean(sent(content))
    assert refusal.value.messages == [said]


def test_a_kept_file_lies_encrypted_under_a_name_of_its_own(yinghai):
    kept = keep(sent(SCAN, "../../关于 张三.pdf"), yinghai)

    stored = Path(kept.file.path)
    assert SCAN not in stored.read_bytes()
    assert ("张三" in stored.name, stored.suffix) == (False, "")
    answer = handed(kept)
    assert b"".join(answer.streaming_content) == SCAN
    assert (answer["Content-Disposition"][:10], answer["Cache-Control"]) == ("attachment", "no-store")


def test_a_forgotten_file_is_gone_from_the_disk(yinghai):
    kept = keep(sent(SCAN), yinghai)
    stored = Path(kept.file.path)

    forget(kept)

    assert stored.exists() is False
