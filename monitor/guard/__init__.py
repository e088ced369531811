"""Fairness to the platforms and care for the people who answer, as software."""
