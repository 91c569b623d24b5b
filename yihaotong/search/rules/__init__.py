"""What a text is made of, what a query asks for, and where the one lies in the other. Plain Python."""
