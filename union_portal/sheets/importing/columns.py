"""What a register's columns accept from a sheet: each distinct value is read once, for the whole column."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models

from union_portal.fields import CreditCodeField, DocumentField, EncryptedField, MoneyField, column, convert_15
from union_portal.fields.plain import MonthField, read_month
from union_portal.fields.text import half_width
from union_portal.ledgers.declarations import LEDGERS, Ledger
from union_portal.organization.models import OrgUnit

from .. import rowkeys
from ..models import ImportFault

DAMAGED = 10**15
"""A number this large has lost digits in the spreadsheet: sixteen and more are rounded."""
MASK = "*"
FORMULA_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"}
NOT_COMPUTED = "#未计算"
"""What child/workbooks.py puts for a formula whose result no program has stored."""
BLANKS, SCIENTIFIC, FIFTEEN = map(re.compile, (r"[\s\x00-\x1f]+", r"\d(\.\d+)?[eE]\+?\d+", r"\d{15}"))
BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
YES, NO = {"是", "有", "√", "1", "y", "yes", "true", "对"}, {"否", "无", "×", "0", "n", "no", "false", ""}
REMARK = re.compile(r"[（(].*?[）)]")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")
SERIAL_DAY = dt.date(1899, 12, 30)


Kind = ImportFault.Kind


@dataclass(frozen=True)
class Refusal(Exception):
    """Why a value is refused and what to do, without the place."""

    why: str
    repair: str
    kind: str = Kind.WRONG


@dataclass(frozen=True)
class Heading:
    """A column of a register as sheets know it."""

    name: str
    field: models.Field
    ledger: Ledger

    @property
    def label(self) -> str:
        return str(self.field.verbose_name)

    @cached_property
    def aliases(self) -> frozenset[str]:
        """Other words people write above such a column, normalised."""
        words = {
            self.label,
            self.name,
            REMARK.sub("", self.label),
            *ALIASES.get(self.label, ()),
        }
        return frozenset(map(key_of, words))

    @property
    def needed(self) -> bool:
        if self.name == "org" and self.ledger.model.unplaced:
            return False
        return not self.field.blank and not self.field.has_default() and not self.field.null

    @property
    def personal(self) -> bool:
        """Values that no list of faults may print in full."""
        return isinstance(self.field, EncryptedField)

    @property
    def target(self) -> Ledger | None:
        """The register a foreign key points into; None for a township and for plain columns."""
        model = self.field.related_model
        return LEDGERS.get(model) if model else None

    @property
    def key(self) -> str:
        """The field by which cells name a row of that register; "pk" is said as 系统编号."""
        declared = self.ledger.keys.get(self.name)
        return declared or (self.target.open_search[:1] or ["pk"])[0] if self.target else ""

    @property
    def key_label(self) -> str:
        if self.target is None or self.key == "pk":
            return rowkeys.LABEL
        return str(column(self.target.model, self.key).verbose_name)

    def mask(self, found) -> str:
        """What stood in a cell, as a list may print it."""
        text = "" if found is None else str(found)
        return str(self.field.mask(text)) if isinstance(self.field, EncryptedField) and text else text


ALIASES = {
    "姓名": ("名字", "职工姓名", "会员姓名"),
    "证件号码": ("身份证号", "身份证号码", "身份证", "证件号", "公民身份号码"),
    "手机号码": ("手机", "手机号", "联系电话", "电话", "移动电话"),
    "出生日期": ("生日", "出生年月日"),
    "所属镇街": ("镇街", "乡镇街道", "所属乡镇", "所属街道", "街道"),
    "单位名称": ("企业名称", "公司名称", "名称", "用人单位"),
    "统一社会信用代码": ("信用代码", "社会信用代码", "统一代码", "税号", "纳税人识别号"),
    "入会日期": ("入会时间", "加入工会日期"),
    "职工数": ("职工人数", "员工数", "人数", "用工人数"),
    "工作单位": ("单位", "所在单位", "企业名称", "单位名称"),
    "所在工会": ("工会", "工会名称"),
}


def key_of(text) -> str:
    """A heading without spaces, brackets' contents' marks, stars and case."""
    return re.sub(r"[\s*＊:：_\-/（）()]+", "", half_width(str(text))).lower()


def headings(ledger: Ledger) -> list[Heading]:
    """The columns a sheet of this register may fill, in the form's order."""
    return [Heading(name, column(ledger.model, name), ledger) for name in ledger.form_fields]


@dataclass
class Read:
    """A column read: values by row, and what was refused, by row."""

    values: list
    faults: dict[int, Refusal] = field(default_factory=dict)
    masked: set[int] = field(default_factory=set)
    """Rows whose personal value came back as an export shows it: it says nothing new."""


def read_column(heading: Heading, cells: Sequence, units: dict[str, OrgUnit]) -> Read:
    """Each distinct cell once. Foreign keys stay text here; they are resolved in sets (matching.py)."""
    reader = reader_of(heading, units)
    known = {cell: _try(reader, cell) for cell in set(cells)}
    hidden = {cell for cell in known if type(cell) is str and MASK in cell} if heading.personal else set()
    known |= dict.fromkeys(hidden)
    read = Read(list(map(known.__getitem__, cells)))
    if hidden:
        read.masked = {row for row, cell in enumerate(cells) if cell in hidden}
    if Refusal in map(type, known.values()):
        read.faults = {row: value for row, value in enumerate(read.values) if type(value) is Refusal}
        for row in read.faults:
            read.values[row] = None
    return read


def _try(reader: Callable, cell):
    if cell is None or (type(cell) is str and not cell.strip()):
        return None
    if type(cell) is str and cell in FORMULA_ERRORS:
        return Refusal(f"公式出错（{cell}）", "请改正公式，或直接填写结果")
    if cell == NOT_COMPUTED:
        return Refusal("公式没有计算结果", "请在Excel或WPS中打开并保存后再上传，或直接填写结果")
    try:
        return reader(cell)
    except Refusal as refusal:
        return refusal
    except ValidationError as error:
        return Refusal("；".join(error.messages), "请核对原件后改正")


def reader_of(heading: Heading, units: dict[str, OrgUnit]) -> Callable:
    kind = heading.field
    if kind.is_relation:
        return _unit(units) if kind.related_model is OrgUnit else text_of
    if kind.choices:
        return _choice(kind)
    if isinstance(kind, DocumentField):
        return lambda cell: kind.normalise(_number_of_identity(cell, heading.label))
    if isinstance(kind, EncryptedField):
        return lambda cell: _checked(kind, kind.normalise(text_of(cell)))
    if isinstance(kind, models.BooleanField):
        return _yes_no
    if isinstance(kind, MonthField):
        return lambda cell: read_month(text_of(cell)) or date_of(cell).replace(day=1)
    if isinstance(kind, models.DateField):
        return date_of
    if isinstance(kind, (MoneyField, models.DecimalField)):
        return lambda cell: _decimal(kind, cell)
    if isinstance(kind, models.IntegerField):
        return lambda cell: _whole(kind, cell)
    if isinstance(kind, CreditCodeField):
        return lambda cell: kind.clean(_number_of_identity(cell, heading.label), None)
    return lambda cell: _text(kind, cell)


def text_of(cell) -> str:
    """As typed; whole numbers without a point. Line ends and control characters become spaces."""
    if type(cell) is float:
        if abs(cell) >= DAMAGED:
            raise Refusal("数字超过15位，已被表格改写", "请把该列设为文本后，按原件重新填写")
        return str(int(cell)) if cell == int(cell) else repr(cell)
    text = str(cell)
    return text if text.isalnum() else BLANKS.sub(" ", text).strip()


def _text(kind: models.Field, cell) -> str:
    text = text_of(cell)
    if not text.isalnum():
        text = BETWEEN_HAN.sub("", text)
    if kind.max_length and len(text) > kind.max_length:
        raise Refusal(f"有{len(text)}字，超过{kind.max_length}字", "请缩短")
    return text


def _number_of_identity(cell, label: str) -> str:
    """Digits of identity must come as text: what a spreadsheet has rounded is refused, never guessed."""
    if type(cell) is float and (abs(cell) >= DAMAGED or cell != int(cell)):
        raise Refusal(f"{label}被表格按数字保存，末几位已丢失", "请把该列设为文本后，按原件重新填写")
    text = text_of(cell)
    if SCIENTIFIC.fullmatch(text):
        raise Refusal(f"{label}被表格改写成科学计数", "请把该列设为文本后，按原件重新填写")
    return convert_15(text) if FIFTEEN.fullmatch(text) and "证件" in label else text


def _checked(kind: EncryptedField, plain: str) -> str:
    kind.check_plain(plain, None)
    return plain


def _choice(kind: models.Field) -> Callable:
    codes = {key_of(label): value for value, label in kind.flatchoices}
    codes |= {key_of(value): value for value, _ in kind.flatchoices}

    def read(cell):
        found = codes.get(key_of(text_of(cell)))
        if found is None:
            options = "、".join(str(label) for _, label in kind.flatchoices)
            raise Refusal("应从下拉项中选择", f"可填：{options}")
        return found

    return read


def _unit(units: dict[str, OrgUnit]) -> Callable:
    def read(cell):
        if unit := units.get(key_of(text_of(cell))):
            return unit.pk
        raise Refusal("不是你管理范围内的镇街", "请按下拉项填写镇街名称")

    return read


def _yes_no(cell) -> bool:
    text = text_of(cell).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise Refusal("应填是或否", "请改为“是”或“否”")


def date_of(cell) -> dt.date:
    """2015-03-31, 2015/3/31, 2015年3月31日, 20150331, or the spreadsheet's own day number."""
    if type(cell) is float and 10_000 < cell < 80_000 and cell == int(cell):
        return SERIAL_DAY + dt.timedelta(days=int(cell))
    text = half_width(text_of(cell))
    match = DATE.fullmatch(text) or re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", text)
    if match:
        with suppress(ValueError):
            return dt.date(*map(int, match.groups()))
    raise Refusal("不是有效的日期", "请填写如2015-03-31")


def _whole(kind: models.Field, cell) -> int:
    text = half_width(text_of(cell)).replace(",", "")
    if not re.fullmatch(r"-?\d{1,9}(\.0+)?", text):
        raise Refusal("应为整数，不带单位和“约”“余”等字", "请填写准确的数字")
    number = int(float(text))
    if number < 0 and "Positive" in type(kind).__name__:
        raise Refusal("不能为负数", "请填写不小于0的数字")
    return number


def _decimal(kind: models.DecimalField, cell) -> Decimal:
    try:
        value = kind.to_python(str(cell) if type(cell) is float else half_width(text_of(cell)))
    except (ValidationError, InvalidOperation):
        raise Refusal("应为数字，不带单位和“约”“余”等字", "请填写准确的数字") from None
    if value is None:
        raise Refusal("应为数字", "请填写准确的数字")
    value = Decimal(value)
    if value != round(value, kind.decimal_places):
        raise Refusal(f"小数多于{kind.decimal_places}位", "请按四舍五入填写")
    if value < 0 and not getattr(kind, "negative", False):
        raise Refusal("不能为负数", "请填写不小于0的数字")
    return round(value, kind.decimal_places)
