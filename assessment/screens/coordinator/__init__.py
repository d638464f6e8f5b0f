"""What a region’s coordinator sees: each page of that menu."""
