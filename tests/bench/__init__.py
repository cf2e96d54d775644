"""What Communiqué costs, as ratios and against its goals: `make bench`."""
