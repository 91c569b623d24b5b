"""自查: the thresholds of 国办秘函〔2019〕19号 as countdowns, and the monthly list of what to do."""
