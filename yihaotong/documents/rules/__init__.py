"""What holds for official documents: labels and their grounds, the life of a draft, numbers, checks. Plain Python."""
