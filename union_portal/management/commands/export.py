import tempfile
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from union_portal.audit.context import acting
from union_portal.ledgers.declarations import LEDGERS, Ledger, ledger_named
from union_portal.organization.models import User
from union_portal.reporting.cli import dumps
from union_portal.sheets.exporting import delivery
from union_portal.sheets.requests import ExportRequest


class Command(BaseCommand):
    help = "把一个台账导出为.xlsx或.csv，列与列表页相同，证件号等仍为掩码；每次导出记入日志"

    def add_arguments(self, parser):
        parser.add_argument("ledger", help="台账名，如 enterprise、member、contract")
        parser.add_argument("-o", "--output", required=True, metavar="FILE.xlsx", help="写到哪个文件")
        parser.add_argument("--user", help="只导出这个账号可以导出的行；不给则为全部")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, ledger, **options):
        path, user = Path(options["output"]), self.user(options["user"]) if options["user"] else None
        asked = self.asked(named(ledger), user, form="csv" if path.suffix.lower() == ".csv" else "xlsx")
        try:
            with acting(user, route=f"export {asked.ledger}", name="命令行", snapshot=True):
                self.write(asked, path)
        except delivery.TooMany as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as error:
            raise CommandError(f"不能写入“{path}”：{error.strerror}") from None
        if options["format"] == "json":
            told = {"ledger": asked.ledger, "rows": asked.rows, "sha256": asked.sha256, "file": str(path)}
            self.stdout.write(dumps(told))
        else:
            self.stdout.write(str(path))

    def asked(self, ledger: Ledger, user: User | None, form: str) -> ExportRequest:
        try:
            return delivery.wish(user, ledger, QueryDict(), form=form)
        except PermissionDenied as refusal:
            raise CommandError(f"账号“{user.username if user else ''}”：{refusal}") from None

    def write(self, asked: ExportRequest, path: Path) -> None:
        """Whole or not at all: under another name in the same folder until it is complete."""
        rows = delivery.rows_of(asked)
        delivery.check_length(asked, rows.count())
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=path.parent) as place:
            part = Path(place) / f"part.{asked.form}"
            delivery.fill(asked, rows, part)
            asked.save()
            part.replace(path)

    def user(self, name: str) -> User:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"没有账号“{name}”")
        return user


def named(name: str) -> Ledger:
    """The ledger of this name, or a refusal that lists the names there are."""
    if ledger := ledger_named(name):
        return ledger
    raise CommandError(f"没有台账“{name}”，应为{'、'.join(ledger.name for ledger in LEDGERS.values())}之一")
