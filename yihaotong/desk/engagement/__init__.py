"""The pages of 解读回应参与."""
