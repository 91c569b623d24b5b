"""Which unit should act: categories, places and the routes between them. Knows texts and keys, no case."""
