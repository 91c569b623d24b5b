"""Reading foreign files, writing new ones, and looking at these again. No records and no rights here."""
