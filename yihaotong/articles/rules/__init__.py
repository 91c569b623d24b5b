"""What an article consists of, who reviews it, what is looked at beforehand, and when it may go out. Plain Python."""
