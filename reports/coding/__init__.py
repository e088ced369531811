"""People's labels beside the rules': agreement, confusion, and what label error does to the index."""
