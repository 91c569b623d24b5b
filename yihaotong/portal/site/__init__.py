"""信息公开网站 for everybody."""
