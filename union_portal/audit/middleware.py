"""Every request that may change something runs in one transaction that knows who asked."""

from django.db import transaction

from .context import acting

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class AuditMiddleware:
    """Runs the view itself, since the actor must be named inside the view's own transaction."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method in SAFE:
            return None
        user = request.user if request.user.is_authenticated else None
        route = request.resolver_match.route
        with acting(
            user,
            route=f"{request.method} /{route}",
            name="未登录",
            address=request.META.get("REMOTE_ADDR", ""),
            reason=request.POST.get("audit_reason", ""),
        ):
            response = view(request, *args, **kwargs)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response
