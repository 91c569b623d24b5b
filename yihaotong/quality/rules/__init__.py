"""What is sampled, on which sheet it is scored, what a score comes to, who may do which of it. Plain Python."""
