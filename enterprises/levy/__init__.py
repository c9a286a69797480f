"""Whose the payers of the tax office's list are, what follows from it, and the closing of a month."""
