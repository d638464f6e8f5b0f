"""What whoever runs the site sees."""
