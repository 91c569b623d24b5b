"""Quality: samples of finished work, scored on a sheet, open to appeal."""
