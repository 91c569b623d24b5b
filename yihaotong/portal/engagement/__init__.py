"""解读回应参与 for everybody."""
