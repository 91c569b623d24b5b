"""主动公开基本目录: what must be published, by whom, by when; its versions and their approval."""
