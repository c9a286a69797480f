"""One negotiation from the offer to what follows its contract: the five steps on one page (S19)."""
