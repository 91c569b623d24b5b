"""How often somebody may do something: never a lock, only a pace. Known to the faces, kept in Django's cache."""
