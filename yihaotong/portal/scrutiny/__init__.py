"""监督保障: its pages for the public."""
