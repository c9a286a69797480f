"""Screens of bargaining that are more than a register."""
