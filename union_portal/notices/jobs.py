"""The digest looks every five minutes whether somebody is still to be sent today's."""

from union_portal.jobs.tasks import EVERY_FIVE_MINUTES

from .digest import send_due

EVERY_FIVE_MINUTES.append(send_due)
