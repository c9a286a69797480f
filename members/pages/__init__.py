"""Screens of members that a register alone cannot give."""
