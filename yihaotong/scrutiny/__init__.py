"""监督保障: complaints, surveys, responsibility, assessment, training (政府信息公开条例 art. 46–53)."""
