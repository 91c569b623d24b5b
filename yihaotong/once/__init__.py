"""What a machine asks twice under one key is done once, and answered twice with the same words."""
