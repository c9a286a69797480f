"""How often a public page may be posted to: counted in Valkey by address and by door."""

import datetime as dt
import hashlib
import hmac
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import redis
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from union_portal import parameters

log = logging.getLogger(__name__)
PREFIX = "public-form"
PATIENCE = 0.5
"""Seconds that a page waits for the counter."""
COUNT = """
for place, key in ipairs(KEYS) do
  local count = redis.call('INCR', key)
  if count == 1 then redis.call('EXPIRE', key, ARGV[2 * place]) end
  if count > tonumber(ARGV[2 * place - 1]) then return math.max(redis.call('TTL', key), 1) end
end
return 0
"""
"""What an address is refused does not count against the door: one stranger closes it to nobody else."""


@dataclass(frozen=True)
class Wait:
    """A refusal: in how many seconds, and at what time of day, the next attempt is counted anew."""

    seconds: int

    @property
    def until(self) -> dt.datetime:
        return timezone.localtime() + dt.timedelta(seconds=self.seconds + 59)


def client_address(request: HttpRequest) -> str:
    """Who asks: the connection's own address, or what the configured proxy writes into its header.

    A list holds what each proxy saw, the nearest last; what came before it a stranger may have invented.
    """
    header = settings.CLIENT_ADDRESS_HEADER
    if not header:
        return request.META.get("REMOTE_ADDR", "")
    told = request.META.get(f"HTTP_{header.upper().replace('-', '_')}", "")
    return told.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")


def wait(request: HttpRequest, door: str) -> Wait | None:
    """Counts this attempt; a Wait when the address or the door has had its share.

    Without Valkey nobody is refused: the page must not fall with it.
    """
    today = dt.date.today()
    rules = [parameters.value(code, today) for code in ("public_form_address", "public_form_door")]
    keys = [f"{PREFIX}:address:{_hidden(client_address(request))}", f"{PREFIX}:door:{door}"]
    bounds = [number for rule in rules for number in (rule["posts"], 60 * rule["minutes"])]
    try:
        seconds = cast(int, _valkey(settings.REDIS_URL).eval(COUNT, len(keys), *keys, *bounds))
    except redis.RedisError as error:
        log.warning("public form not counted: %s", type(error).__name__)
        return None
    return Wait(seconds) if seconds else None


def _hidden(address: str) -> str:
    """An address is personal: only its keyed hash is kept, and that for minutes."""
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:32]


@lru_cache(maxsize=1)
def _valkey(url: str) -> redis.Redis:
    """Celery writes an address of a socket otherwise than redis-py."""
    url = url.replace("redis+socket://", "unix://", 1).partition("?virtual_host=")[0]
    return redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
