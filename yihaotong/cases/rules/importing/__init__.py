"""What a row of a city's export says: its columns by name, its moments, its words for codes, its letter."""
