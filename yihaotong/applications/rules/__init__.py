"""What the law says of a request for information, in plain Python (政府信息公开条例 ch. 4). Limits are data."""
