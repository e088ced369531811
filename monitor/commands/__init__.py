"""The commands of ``silence``: each parses, calls one room and prints; none decides anything."""
