from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "yihaotong.vault"
    label = "vault"
    verbose_name = "保险箱"
