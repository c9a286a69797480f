"""One endpoint a register, read from its declaration; writing goes through the register's own form."""

from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404, JsonResponse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.response import Response

from union_portal.fields import BlindIndexField, EncryptedField
from union_portal.ledgers import filters, forms
from union_portal.ledgers.declarations import Ledger, ledger_named
from union_portal.organization.records import refusal

SUGGESTIONS = 12


class MaskedField(serializers.CharField):
    """Encrypted values leave as their mask."""

    def to_representation(self, value):
        return str(value)


class Conflict(APIException):
    status_code = 409
    default_detail = "他人已先保存，没有覆盖；请取新版本核对后再提交"


def serializer(ledger: Ledger) -> type[serializers.ModelSerializer]:
    """Every readable column; foreign keys by id, encrypted values masked, hashes left out."""
    fields = [f for f in ledger.model._meta.fields if not isinstance(f, BlindIndexField)]
    masked = {
        f.name: MaskedField(label=str(f.verbose_name), required=not f.null, allow_null=f.null)
        for f in fields
        if isinstance(f, EncryptedField)
    }
    meta = type("Meta", (), {"model": ledger.model, "fields": [f.name for f in fields]})
    return type(
        f"{ledger.model.__name__}Serializer", (serializers.ModelSerializer,), {**masked, "Meta": meta}
    )


class LedgerViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, mixins.UpdateModelMixin,
    viewsets.GenericViewSet,
):  # fmt: skip
    """Rows in scope only; a stranger's row is 404. `form_key` makes a repeated POST harmless."""

    ledger: Ledger
    http_method_names = ["get", "post", "put", "head", "options"]

    def check_permissions(self, request):
        super().check_permissions(request)
        verb = "view" if request.method in ("GET", "HEAD", "OPTIONS") else "change"
        if not request.user.can(f"{self.ledger.app}.{verb}"):
            raise PermissionDenied(
                f"你的岗位没有{'查看' if verb == 'view' else '登记'}{self.ledger.title}的权限"
            )

    def get_queryset(self):
        rows = self.ledger.model.objects.visible_to(self.request.user).order_by("pk")
        bar = filters.filterset(self.ledger, self.request.user)(self.request.GET, rows)
        if not bar.is_valid():
            raise ValidationError(bar.errors)
        return bar.qs

    def create(self, request, *args, **kwargs):
        key = str(request.data.get("form_key") or "")
        first = self.ledger.model.objects.visible_to(request.user).filter(form_key=key or None).first()
        if key and first:
            return Response(self.get_serializer(first).data)
        return Response(self.saved(None), status=201)

    def update(self, request, *args, **kwargs):
        return Response(self.saved(self.get_object()))

    def saved(self, row) -> dict:
        if row and not self.request.data.get("version"):
            raise ValidationError({"version": ["应提交读到的版本，以免覆盖他人后来保存的内容"]})
        form = forms.form_class(self.ledger, self.request.user)(self.request.data, instance=row)
        if not form.is_valid():
            raise ValidationError(form.errors)
        try:
            with transaction.atomic():
                return self.get_serializer(form.save()).data
        except IntegrityError as error:
            raise ValidationError({"__all__": [refusal(error, self.ledger.model)]}) from error
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", "") != "PT409":
                raise
            raise Conflict from error


def viewset(ledger: Ledger) -> type[LedgerViewSet]:
    made = type(
        f"{ledger.model.__name__}ViewSet",
        (LedgerViewSet,),
        {"ledger": ledger, "serializer_class": serializer(ledger), "queryset": ledger.model.objects.none()},
    )
    return extend_schema(tags=[ledger.title])(made)


def look_up(request, name: str):
    """Suggestions for a foreign key being typed: key and name of rows in scope, at most a dozen."""
    ledger = ledger_named(name)
    if ledger is None or not request.user.can(f"{ledger.app}.view"):
        raise Http404("没有这个台账")
    rows = filters.search(ledger, ledger.model.objects.visible_to(request.user), request.GET.get("q", ""))
    own = [name for name in ledger.open_search if "__" not in name]
    by = request.GET.get("by")
    key = by if by in own else next(iter(own), "pk")
    return JsonResponse({"rows": [{"key": str(getattr(r, key)), "text": str(r)} for r in rows[:SUGGESTIONS]]})
