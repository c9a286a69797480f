"""The trail is sealed every few minutes, in the background."""

from union_portal.jobs.tasks import EVERY_FIVE_MINUTES

from .sealing import seal

EVERY_FIVE_MINUTES.append(seal)
