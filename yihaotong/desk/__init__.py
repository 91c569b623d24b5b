"""The desk: pages for staff. It shows what the areas below allow and calls their actions; it decides nothing."""
