"""依申请公开: requests for government information, from receipt to relief (政府信息公开条例 ch. 4)."""
