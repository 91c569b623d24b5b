"""发布渠道: one reviewed version to every outlet, with receipts, and back from all of them."""
