from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "yihaotong.files"
    label = "files"
    verbose_name = "附件"
