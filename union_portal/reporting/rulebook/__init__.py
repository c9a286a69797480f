"""期间与口径 (S41): the months of a year and their days, what every code means, and rules tried first."""
