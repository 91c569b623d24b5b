"""The life of a case in pure Python: stages, the table of moves, what each move needs, its clocks."""
