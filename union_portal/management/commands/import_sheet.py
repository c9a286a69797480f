import sys
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from union_portal.audit.context import acting
from union_portal.ledgers.declarations import LEDGERS, ledger_named
from union_portal.organization.models import User
from union_portal.reporting.cli import dumps
from union_portal.sheets.importing import checking, saving, uploads
from union_portal.sheets.models import ImportBatch
from union_portal.sheets.reading.source import Unreadable


class Command(BaseCommand):
    help = "导入一个表格文件到台账；与网页导入同一套检查，有任何问题即全部不存（--partial 除外）"

    def add_arguments(self, parser):
        parser.add_argument("ledger")
        parser.add_argument("file")
        parser.add_argument("--user", required=True, help="以谁的名义导入（账号）")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")
        parser.add_argument("--partial", action="store_true", help="有问题的行除外，其余照存")
        parser.add_argument(
            "--newer", choices=["keep", "overwrite"], help="文件保存之后改过的记录：保留，还是用文件覆盖"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, ledger, file, **options):
        register = ledger_named(ledger)
        if register is None:
            raise CommandError(
                f"没有台账“{ledger}”，可用：{'、'.join(sorted(each.name for each in LEDGERS.values()))}"
            )
        user = User.objects.filter(username=options["user"]).first()
        if user is None or not user.is_active:
            raise CommandError(f"没有账号“{options['user']}”，或已停用")
        if not Path(file).is_file():
            raise CommandError(f"没有文件“{file}”")
        try:
            batch = self.run(register, Path(file), user, options)
        except (Unreadable, uploads.Stopped, PermissionDenied) as error:
            raise CommandError(str(error)) from None
        self.answer(batch, options)

    def run(self, register, file: Path, user, options) -> ImportBatch:
        with acting(user, route=f"import_sheet {register.name}"):
            batch = uploads.receive(file, register, user, file.name)
            batch.partial = options["partial"]
            batch.overwrite = {"keep": False, "overwrite": True}.get(options["newer"])
            checking.check(batch)
        if not options["dry_run"] and (options["partial"] or not batch.rejected):
            with acting(user, route=f"import_sheet {register.name}"):
                saving.confirm(batch)
        batch.refresh_from_db()
        return batch

    def answer(self, batch: ImportBatch, options) -> None:
        counts = {
            name: getattr(batch, name) for name in ("read", "created", "updated", "unchanged", "rejected")
        }
        errors = [
            {"row": f.row, "column": f.label, "value": f.found, "message": f"{f.why}。{f.repair}"}
            for f in batch.faults.all()
        ]
        if options["format"] == "json":
            self.stdout.write(dumps({**counts, "errors": errors, "job": batch.pk}))
        else:
            self.stdout.write(
                "读入{read}行：新增{created}，更新{updated}，不变{unchanged}，问题{rejected}".format(**counts)
            )
            for error in errors[:50]:
                self.stdout.write("第{row}行 {column}“{value}”：{message}".format(**error))
        if batch.rejected and not options["partial"]:
            sys.exit(1)
