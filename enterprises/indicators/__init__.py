"""组织建设、双沟通、民主管理、经费、队伍: what is counted, by the catalogue's codes."""

from . import democracy, dimensions, duties, identities, levy, outreach, tracking, unions

__all__ = ["democracy", "dimensions", "duties", "identities", "levy", "outreach", "tracking", "unions"]
