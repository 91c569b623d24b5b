"""Opens anybody's file as paragraphs and grids. Bounded: what is too large or locked is refused in plain words."""
