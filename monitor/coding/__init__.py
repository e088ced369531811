"""People label a blind sample: it is drawn, shown, read back, and kept as opinions beside the rules'."""
