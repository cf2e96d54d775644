"""The platforms. Each talks to one and dresses pages for it; none knows another."""
