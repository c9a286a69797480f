"""The registers of this app; on a page, those of one module stand side by side."""

from . import outreach, panels, registers, supervision, tracking, unions

__all__ = ["outreach", "panels", "registers", "supervision", "tracking", "unions"]
