"""What a reader sees, before any platform dresses it."""
