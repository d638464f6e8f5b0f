"""What everybody who is signed in may open."""
