"""Knowledge: what is answered to the public, by whom it is owned, and until when it holds; bulletins; templates."""
