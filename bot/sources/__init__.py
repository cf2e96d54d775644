"""Where essays come from."""
