"""公文: whether each is public is settled at its source, after 保密审查 (政府信息公开条例 art. 17, 18)."""
