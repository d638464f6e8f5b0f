"""What a friend’s page is made of."""
