"""What may be kept, decided by its content; pure Python."""
