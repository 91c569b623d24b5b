"""What is taken out, why, by whom, and how its absence is told; pure Python."""
