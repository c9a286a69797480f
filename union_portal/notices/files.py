"""Files that people attach: known by their first bytes, encrypted at rest, handed out under their own name.

The name a person typed is only shown and sent back, never a path (D35).
"""

import hashlib
import io
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse

from union_portal.fields import decrypt_bytes, encrypt_bytes
from union_portal.organization.models import OrgUnit

from .models import Attachment

CONTEXT = "notices.attachment"
MEGABYTE = 1024 * 1024
MOST = 20 * MEGABYTE
KINDS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
"""First bytes of what a scanner or a phone makes; anything else is refused, whatever its name says."""
ACCEPT = "application/pdf,image/jpeg,image/png"


class PaperField(forms.FileField):
    """A scan or a photo."""

    default_error_messages = {
        "required": "还没有选文件，请选择扫描件或拍照",
        "empty": "文件是空的，请重新选择",
        "missing": "没有收到文件，请重新选择",
        "invalid": "没有收到文件，请重新选择",
        "max_length": "文件名太长，请改短后再上传",
    }

    def __init__(self, **options):
        usual = {"max_length": 150, "widget": forms.FileInput(attrs={"accept": ACCEPT})}
        super().__init__(**(usual | options))

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file:
            check(file)
        return file


def check(file: UploadedFile) -> None:
    size = file.size or 0
    if size > MOST:
        found = f"现为{size / MEGABYTE:.1f}MB"
        raise ValidationError(f"文件应不超过{MOST // MEGABYTE}MB，{found}，请压缩或分开上传")
    first = file.read(8)
    file.seek(0)
    if not any(first.startswith(start) for start in KINDS):
        raise ValidationError("应为PDF、JPG或PNG文件，内容不是其中任何一种，请另存后重新选择")


def keep(file: UploadedFile, org: OrgUnit) -> Attachment:
    """Stores it for a unit. Where the transaction is undone, `forget` takes the file away."""
    check(file)
    content = file.read()
    made = Attachment(
        org=org, name=file.name or "", size=len(content), sha256=hashlib.sha256(content).hexdigest()
    )
    made.file.save(uuid.uuid4().hex, ContentFile(encrypt_bytes(content, CONTEXT)), save=False)
    made.save()
    return made


def forget(attachment: Attachment) -> None:
    attachment.file.delete(save=False)


def handed(attachment: Attachment) -> FileResponse:
    """A download: nothing that a person uploaded is ever shown as a page of the portal."""
    with attachment.file.open("rb") as stored:
        content = decrypt_bytes(stored.read(), CONTEXT)
    answer = FileResponse(io.BytesIO(content), as_attachment=True, filename=attachment.name)
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
