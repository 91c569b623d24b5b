"""What a letter is, what a template may say, how the one becomes the other. Plain Python."""
