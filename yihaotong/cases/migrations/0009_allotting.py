import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_client_scopes"), ("cases", "0008_handover")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="handler",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("handler__isnull", False)),
                fields=["handler", "stage", "due_at", "id"],
                name="case_handler",
            ),
        ),
        migrations.AddField(model_name="reply", name="handed_back_at", field=models.DateTimeField(null=True)),
    ]
