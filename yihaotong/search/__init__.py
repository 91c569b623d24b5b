"""The text index: finds opaque documents by any piece of their text. It knows no case and nothing of who may see it."""
