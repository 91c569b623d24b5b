"""The pages of 发布渠道."""
