"""All that a space owns, as JSON: written, checked, and put into another database."""
