"""政府信息公开年报: the statutory report of a year, counted from the records (条例 art. 49, 50)."""
