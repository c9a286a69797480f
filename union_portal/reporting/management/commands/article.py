from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from union_portal.audit.context import acting
from union_portal.reporting import cli
from union_portal.reporting.article.content import Article, lay_out, source_of
from union_portal.reporting.article.docx import file_of
from union_portal.reporting.article.source import Source, record_of, unsaved
from union_portal.reporting.article.text import text_of
from union_portal.sheets.cells import keep


class Command(BaseCommand):
    help = "编制年度工作纪实文章（.docx，后缀为.txt时写纯文本）：数字取自封存的快照，没有快照的标“草稿”"

    def add_arguments(self, parser):
        cli.add_period(parser)
        parser.add_argument("--year", type=int, help="年度，与 --period 相同")
        parser.add_argument("-o", "--output", required=True, metavar="FILE.docx", help="写到哪个文件")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options):
        if options["year"]:
            options["period"] = options["period"] or str(options["year"])
        period, unit = cli.read_period(options), cli.read_unit(options)
        with acting(route="article", name="命令行", snapshot=True):
            record = record_of(unit, period)
            source = source_of(record) if record else Source(unit, period)
            article = lay_out(record or unsaved(unit, period), source)
        if article.blocking:
            raise CommandError("文章中的数字有误，不能输出：\n" + "\n".join(map(str, article.blocking)))
        path = written(article, options["output"])
        answer = {
            "path": str(path),
            "title": article.title,
            "draft": article.draft,
            "chapters": [section.heading for section in article.sections],
            "figures": sum(1 for _ in article.figures),
            "notes": len(article.notes),
        }
        self.stdout.write(cli.dumps(answer) if options["format"] == "json" else str(path))


def written(article: Article, output: str) -> Path:
    plain = Path(output).suffix.lower() == ".txt"
    try:
        return keep(text_of(article).encode("utf-8-sig") if plain else file_of(article), output)
    except OSError as error:
        raise CommandError(f"不能写入“{output}”：{error.strerror}") from None
