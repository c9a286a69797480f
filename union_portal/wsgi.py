"""The web process: its statements are short, so the database ends the long ones (D7)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "union_portal.settings")
os.environ.setdefault("STATEMENT_TIMEOUT", "15s")
os.environ.setdefault("LOCK_TIMEOUT", "3s")
os.environ.setdefault("IDLE_TIMEOUT", "30s")

application = get_wsgi_application()
