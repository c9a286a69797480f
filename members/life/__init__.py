"""A membership's life after admission: changes of standing, transfers, retirement, duplicates made one."""
