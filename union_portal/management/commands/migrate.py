from django.core.management.commands import migrate
from django.db import connections

from union_portal import schema


class Command(migrate.Command):
    help = "以属主身份迁移数据库，并重装审计、版本触发器和授权"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options):
        super().handle(*args, **options)
        if not (options.get("app_label") or options.get("plan") or options.get("check_unapplied")):
            schema.install(connections[options["database"]])
