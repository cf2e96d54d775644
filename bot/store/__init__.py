"""The database: the only place that holds SQL."""
