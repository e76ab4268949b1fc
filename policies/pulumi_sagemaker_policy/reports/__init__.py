"""What CI reads: the results of judging a stack, and the formats that they are written in."""
