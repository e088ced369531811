"""What an edition draws: a canvas, the kinds of charts on it, every figure with its words and its numbers."""
