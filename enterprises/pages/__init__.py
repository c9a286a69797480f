"""Screens of this app that no register gives."""
