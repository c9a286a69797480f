"""A sensitive value in memory, and the form input that never shows it."""

from collections.abc import Callable

from django import forms

from .crypto import decrypt, encrypt

CLEAR = "-"


class Secret:
    """Shows its mask wherever it is printed; `reveal()` is the only way to the plaintext.

    Read from the database it stays sealed until someone needs it, and saved unchanged it keeps its
    ciphertext, so the audit trail shows no change where there was none.
    """

    __slots__ = ("_blob", "_context", "_mask", "_plain")

    def __init__(
        self,
        plain: str | None,
        mask: Callable[[str], str],
        *,
        blob: bytes | None = None,
        context: str = "",
    ):
        self._plain, self._mask, self._blob, self._context = plain, mask, blob, context

    def reveal(self) -> str:
        if self._plain is None:
            assert self._blob is not None
            self._plain = decrypt(self._blob, self._context)
        return self._plain

    def sealed(self, context: str) -> bytes:
        """The ciphertext for "table.column"."""
        if self._blob is None or self._context != context:
            self._blob, self._context = encrypt(self.reveal(), context), context
        return self._blob

    def __str__(self):
        return self._mask(self.reveal())

    __repr__ = __str__

    def __format__(self, spec):
        return format(str(self), spec)

    def __eq__(self, other):
        if isinstance(other, Secret):
            return self.reveal() == other.reveal()
        return self.reveal() == other if isinstance(other, str) else NotImplemented

    def __hash__(self):
        return hash(self.reveal())

    def __copy__(self):
        return self

    def __deepcopy__(self, _memo):
        return self

    def __reduce__(self):
        raise TypeError("a Secret is not pickled: caches, sessions and messages hold no sensitive values")


class SecretInput(forms.TextInput):
    """Holds what was just typed, never what is stored; the mask stands as placeholder."""

    def get_context(self, name, value, attrs):
        attrs = {"autocomplete": "off", "spellcheck": "false", **(attrs or {})}
        if isinstance(value, Secret):
            attrs["placeholder"], value = f"{value}（留空则不变）", None
        return super().get_context(name, value, attrs)

    def use_required_attribute(self, initial):
        return super().use_required_attribute(initial) and not initial


class SecretFormField(forms.CharField):
    """Left blank, it keeps the stored value; a single hyphen clears an optional one."""

    widget = SecretInput

    def __init__(self, *, wrap: Callable[[str], Secret | None], **kwargs):
        super().__init__(**kwargs)
        self.wrap = wrap

    def clean(self, value, stored: Secret | None = None):
        typed = self.to_python(value)
        if not typed and stored:
            return stored
        cleaned = super().clean("" if typed == CLEAR else typed)
        return self.wrap(cleaned) if cleaned else None

    def bound_data(self, data, initial):
        return data or initial

    def _clean_bound_field(self, bound):
        stored = bound.initial
        return stored if self.disabled else self.clean(bound.data, stored)

    def has_changed(self, initial, data):
        typed = self.to_python(data)
        return bool(typed) and self.wrap(typed) != initial
