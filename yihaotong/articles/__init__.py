"""Articles: what is published, after three people have reviewed it (三审三校), and what became of it."""
