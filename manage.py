#!/usr/bin/env python
"""The command line of the portal; `manage.py help` lists its commands."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "union_portal.settings")
    execute_from_command_line(sys.argv)
