"""The pages of quality: what waits to be scored, the scoring itself, one's own results, appeals, plan and sheets."""
