"""The wizard's last page: what came of an import, what is left of its file, and the way back."""

import io

from django.contrib import messages
from django.http import Http404
from django.utils import timezone

from ..importing import problems, saving, uploads
from ..models import ImportBatch
from ..reading.precheck import MAX_SIZE
from .pages import FINISHED, BatchPage, sheet

State = ImportBatch.State


class ResultPage(BatchPage):
    states = FINISHED
    step = 5

    def get(self, request, app, pk):
        until = self.batch.confirmed_at + timezone.timedelta(hours=saving.UNDO_HOURS)
        return self.page(
            "result",
            most=MAX_SIZE,
            until=until,
            undoable=self.batch.state == State.DONE and timezone.now() < until,
            problems=self.batch.rejected and self.batch.stored,
            followed=self.batch.continued.order_by("pk").last(),
            chain=chain(self.batch),
        )


def chain(batch: ImportBatch) -> dict:
    """What the batch and those it continues have brought in together; nothing for a first batch."""
    own = ImportBatch.objects.filter(user=batch.user, ledger=batch.ledger)
    known = {one.pk: one for one in own.only("continues", "created", "updated", "state", "rejected")}
    before, at = [], batch.continues_id
    while at in known:
        before.append(known[at])
        at = known.pop(at).continues_id
    if not before:
        return {}
    done = [one for one in (batch, *before) if one.state == State.DONE]
    return {
        "files": len(before) + 1,
        "created": sum(one.created for one in done),
        "updated": sum(one.updated for one in done),
        "rejected": batch.rejected,
    }


class Problems(BatchPage):
    """下载问题行."""

    def get(self, request, app, pk):
        if not (self.batch.rejected and self.batch.stored):
            raise Http404("没有问题行，或文件已过保存期")
        file = io.BytesIO()
        problems.workbook(self.batch).save(file)
        return sheet(file.getvalue(), f"{self.ledger.title}问题行")


class Undo(BatchPage):
    """撤销本次导入."""

    states = FINISHED

    def post(self, request, app, pk):
        try:
            saving.undo(self.batch)
        except uploads.Stopped as refusal:
            messages.error(request, f"没有撤销：{refusal}")
        else:
            messages.success(request, "已撤销本次导入，台账恢复到导入之前")
        return self.go("result")
