"""Forms of rows that have a version."""

from django import forms
from django.core.exceptions import ValidationError


class AsSeen(forms.ModelForm):
    """Saves over the version that stood on the page and over no later one: the database refuses (409)."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.version

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            if not cleaned.get("seen"):
                raise ValidationError("没有保存：不知道改的是哪一版，请重新打开这一页再改")
            self.instance.version = cleaned["seen"]
        return cleaned
