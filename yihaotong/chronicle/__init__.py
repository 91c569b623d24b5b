"""大事记: sourced facts of the organ's year, and what does not apply to it."""
