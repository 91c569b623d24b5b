"""What holds in 监督保障: plain Python."""
