from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client", models.CharField(max_length=60, verbose_name="接口用户")),
                ("key", models.CharField(max_length=200, verbose_name="幂等键")),
                ("digest", models.BinaryField(verbose_name="请求摘要")),
                ("code", models.PositiveSmallIntegerField(default=0, verbose_name="应答码")),
                ("body", models.BinaryField(default=b"", verbose_name="应答（密封）")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("client", "key"), name="once_client_key")],
                "indexes": [models.Index(fields=["at"], name="once_claim_at")],
            },
        ),
    ]
