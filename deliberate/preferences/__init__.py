"""The page on which people choose how pages look to them, and what is kept of that."""
