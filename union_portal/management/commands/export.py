from django.core.management.base import BaseCommand, CommandError

from union_portal.audit.context import acting
from union_portal.ledgers.declarations import LEDGERS, ledger_named
from union_portal.ledgers.tables import columns
from union_portal.organization.models import User
from union_portal.sheets.cells import keep
from union_portal.sheets.export import workbook


class Command(BaseCommand):
    help = "把一个台账导出为Excel，列与列表页相同，证件号等仍为掩码"

    def add_arguments(self, parser):
        parser.add_argument("ledger", help="台账名，如 enterprise、member、contract")
        parser.add_argument("-o", "--output", required=True, metavar="FILE.xlsx", help="写到哪个文件")
        parser.add_argument("--user", help="只导出这个账号可以导出的行；不给则为全部")

    def handle(self, ledger, **options):
        ledger = named(ledger)
        user = self.user(options["user"], ledger) if options["user"] else None
        with acting(user, route=f"export {ledger.name}", name="命令行", snapshot=True):
            everything = ledger.annotate(ledger.model.objects.select_related(*ledger.related))
            rows = ledger.rows(user, "export") if user else everything
            file = workbook(ledger, rows, columns(ledger))
        try:
            self.stdout.write(str(keep(file.getvalue(), options["output"])))
        except OSError as error:
            raise CommandError(f"不能写入“{options['output']}”：{error.strerror}") from None

    def user(self, name: str, ledger) -> User:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"没有账号“{name}”")
        if not user.can(f"{ledger.app}.export"):
            raise CommandError(f"账号“{name}”的岗位没有导出{ledger.title}的权限")
        return user


def named(name: str):
    """The ledger of this name, or a refusal that lists the names there are."""
    if ledger := ledger_named(name):
        return ledger
    raise CommandError(f"没有台账“{name}”，应为{'、'.join(ledger.name for ledger in LEDGERS.values())}之一")
