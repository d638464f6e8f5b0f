"""How fast it is, in ratios and in the server's own time, so that the figures mean the same on every machine."""
