"""What may be written in the knowledge base, who may, and how an answer is found. Plain Python."""
