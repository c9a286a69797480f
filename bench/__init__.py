"""`python -m bench`: ratios of our ways to bare ones, both measured in the same run, never bare seconds.

It runs on a portal of its own: PORTAL_DATA where that is set, else a folder that is gone afterwards.
Importing the package sets Django up, so that every module of it may name models at its top.
"""

import os
import tempfile

import django

FOR_NOW = None
"""The folder to take away at the end, if it is ours."""

if "PORTAL_DATA" not in os.environ:
    FOR_NOW = tempfile.mkdtemp(prefix="bench-")
    os.chmod(FOR_NOW, 0o755)  # the servers may run under another account than ours
    os.environ["PORTAL_DATA"] = FOR_NOW
os.environ.setdefault("PORTAL_PROFILE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "union_portal.settings")
django.setup()
