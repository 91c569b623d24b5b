"""The pages of the knowledge base: finding an answer, keeping it right; bulletins; templates."""
