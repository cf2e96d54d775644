"""How we say it: chat platforms, storage, digests and the command line."""
