"""What the coordinator’s pages are made of."""
