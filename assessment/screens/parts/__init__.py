"""What pages of several menus are made of."""
