"""互助保障 (S26): who may have it and why not, whose cover ends soon, what a list of enrolments lacks."""
