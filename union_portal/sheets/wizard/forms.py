"""What the import wizard asks: which file, which column is which, how rows that are there are changed."""

from django import forms
from openpyxl.utils import get_column_letter

from union_portal.ledgers.declarations import Ledger

from .. import rowkeys
from ..importing.columns import headings
from ..models import ImportBatch

NOT_IMPORTED = ("", "不导入")


class UploadForm(forms.Form):
    file = forms.FileField(
        label="要导入的文件",
        help_text=".xlsx、.xls、.csv，不超过20MB",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={
            "required": "还没有选文件，请选择要导入的表",
            "empty": "文件是空的，请检查后重新选择",
            "missing": "没有收到文件，请重新选择",
            "max_length": "文件名太长，请改短后再上传",
        },
    )


class ColumnsForm(forms.Form):
    """One choice a column of the file; two columns may not be the same column of the register."""

    def __init__(self, batch: ImportBatch, ledger: Ledger, data=None):
        super().__init__(data, label_suffix="")
        known = headings(ledger)
        names = [NOT_IMPORTED, *((h.name, f"{h.label}（必填）" if h.needed else h.label) for h in known)]
        if rowkeys.LABEL in batch.headings:
            names.append((rowkeys.LABEL, rowkeys.LABEL))
        self.labels = dict(names)
        for position, heading in enumerate(batch.headings):
            self.fields[f"column-{position}"] = forms.ChoiceField(
                choices=names,
                required=False,
                label=f"{get_column_letter(position + 1)}列“{heading}”",
                initial=batch.mapping.get(str(position), ""),
                error_messages={"invalid_choice": "没有这样的列，请重新选择"},
            )

    @property
    def mapping(self) -> dict[int, str]:
        """Position → name, once valid."""
        return {int(name.removeprefix("column-")): value for name, value in self.cleaned_data.items()}

    def clean(self):
        taken: dict[str, str] = {}
        for name, value in self.cleaned_data.copy().items():
            if value and (first := taken.setdefault(value, name)) != name:
                both = f"{self.fields[first].label}已经对到“{self.labels[value]}”"
                self.add_error(name, f"{both}，请只保留一列，另一列选“不导入”")
        return self.cleaned_data


class ConfirmForm(forms.Form):
    """How each column of the file changes rows that are there, and whether newer records give way."""

    def __init__(self, batch: ImportBatch, ledger: Ledger, data=None):
        super().__init__(data, label_suffix="")
        mapped = {*batch.mapping.values()}
        for heading in headings(ledger):
            if heading.name in mapped:
                self.fields[f"mode-{heading.name}"] = forms.ChoiceField(
                    choices=ImportBatch.Mode.choices,
                    required=False,
                    label=heading.label,
                    initial=batch.modes.get(heading.name, ImportBatch.Mode.ALL),
                )
        if batch.late:
            words = f"有{batch.late:,}条在这份文件保存之后改过，请选择保留现在的，还是用文件覆盖"
            self.fields["overwrite"] = forms.ChoiceField(
                choices=[("keep", "保留现在的，这些行不更新"), ("file", "用文件覆盖")],
                widget=forms.RadioSelect,
                label=f"{batch.late:,}条比文件新，怎样处理",
                initial=None if batch.overwrite is None else "file" if batch.overwrite else "keep",
                error_messages={"required": words, "invalid_choice": words},
            )

    @property
    def modes(self) -> dict[str, str]:
        """Name → mode, without those that are the default; once valid, or as far as it is."""
        chosen = {field.name.removeprefix("mode-"): field for field in self.mode_fields}
        modes = {name: self.cleaned_data.get(field.name) or field.initial for name, field in chosen.items()}
        return {name: mode for name, mode in modes.items() if mode != ImportBatch.Mode.ALL}

    @property
    def recount(self) -> bool:
        """Whether the modes are others than those the page has counted with."""
        before = {field.name.removeprefix("mode-"): field.initial for field in self.mode_fields}
        return self.modes != {name: mode for name, mode in before.items() if mode != ImportBatch.Mode.ALL}

    @property
    def file_wins(self) -> bool | None:
        answer = self.cleaned_data.get("overwrite")
        return answer == "file" if answer else None

    @property
    def mode_fields(self):
        return [self[name] for name in self.fields if name.startswith("mode-")]
