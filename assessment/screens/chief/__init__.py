"""What a department’s chief and members see: each page of their menu."""
