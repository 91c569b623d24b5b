"""开放数据、订阅和网站地图 for everybody."""
