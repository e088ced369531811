"""Reports tell: from a published dataset to labels, the Silence Index, rank sets and the weekly page."""
