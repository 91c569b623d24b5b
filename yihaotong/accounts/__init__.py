"""Units, people, posts, and what follows from them."""
