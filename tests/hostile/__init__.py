"""Hostile and malformed workbooks, made by code, part by part and byte by byte."""
