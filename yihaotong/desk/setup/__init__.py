"""The pages on which an office sets itself up: units, people, posts, roster, categories, calendar, clients."""
