"""Refuses what is too much of a public page before anything is asked of the database."""

import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from union_portal.organization.models import OrgUnit

from ..models import JoiningDoor
from . import counters, limits
from .forms import ApplicationForm

DOOR = re.compile(r"/join/([0-9a-f-]{36})/")
KEPT = ("do", "sealed", *ApplicationForm.base_fields)
REMEMBERED = 256


class Turnstile:
    """Middleware. Counts what is posted to a door; over the limit the answer is 429, and nothing typed is
    lost: a press of the button sends it again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = DOOR.fullmatch(request.path) if request.method == "POST" else None
        if found and (wait := limits.wait(request, found[1])):
            return later(request, found[1], wait)
        return self.get_response(request)


def later(request: HttpRequest, token: str, wait: limits.Wait) -> HttpResponse:
    kept = [(name, request.POST[name]) for name in KEPT if name in request.POST]
    known = place(token, int(time.time() // 60))
    told = known | {"wait": wait, "kept": kept, "action": request.path, "csrf_token": get_token(request)}
    response = HttpResponse(render_to_string("members/apply_later.html", told), status=429)
    response["Retry-After"] = str(wait.seconds)
    add_never_cache_headers(response)
    return response


@lru_cache(maxsize=REMEMBERED)
def place(token: str, minute: int) -> dict[str, Any]:
    """Whose door it is and where its counters are; asked once a minute."""
    federation = OrgUnit.objects.root()
    try:
        door = JoiningDoor.objects.select_related("union", "org").filter(token=token).first()
    except ValidationError:
        door = None
    return {"door": door, "federation": federation, "counters": counters.near(door.org) if door else []}
