from django.core.management.base import BaseCommand, CommandError

from union_portal.audit.models import AuditEntry
from union_portal.audit.sealing import seal, verify


class Command(BaseCommand):
    help = "封存已有的操作日志，并重算整条链；有任何改动即报错"

    def handle(self, **options):
        sealed = seal()
        faults = [fault.text for fault in verify()]
        if faults:
            raise CommandError("操作日志校验不通过：\n" + "\n".join(faults[:20]))
        total = AuditEntry.objects.count()
        self.stdout.write(f"操作日志校验通过：共{total}条，本次新封存{sealed}条")
