"""The generator of fictitious districts: each app's `district.py` is a part; this joins them."""
