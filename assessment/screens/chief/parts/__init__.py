"""What the pages of a department are made of."""
