from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        # The clients there are keep what they could do before there were scopes.
        migrations.AddField(
            model_name="client",
            name="scopes",
            field=models.JSONField(default=["cases:file", "cases:read", "cases:move"], verbose_name="权限范围"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="client",
            name="until",
            field=models.DateTimeField(null=True, verbose_name="有效期止"),
        ),
    ]
