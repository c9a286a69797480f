"""集体协商: what is counted, by the catalogue's codes."""

from . import clocks, coverage, terms

__all__ = ["clocks", "coverage", "terms"]
