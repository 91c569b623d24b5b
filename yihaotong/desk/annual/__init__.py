"""The pages of 政府信息公开年报."""
