"""集体协商: what is counted, by the catalogue's codes."""

from . import clocks, coverage, identities, terms

__all__ = ["clocks", "coverage", "identities", "terms"]
