"""The monitor remembers: it plans the nights, visits what is due, and keeps every fact."""
