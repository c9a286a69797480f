"""Joining by one's own hand: a public page behind a QR code, and the committee's queue."""
