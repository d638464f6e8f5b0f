"""What a critical friend sees."""
