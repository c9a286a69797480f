"""组织建设、双沟通、民主管理、经费、队伍: what is counted, by the catalogue's codes."""

from . import democracy, duties, levy, outreach, tracking, unions

__all__ = ["democracy", "duties", "levy", "outreach", "tracking", "unions"]
